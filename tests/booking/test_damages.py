"""What is broken: told by anybody, counted when told again, seen to by the house; on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from booking import damages, lifecycle, presence
from booking.refusals import Refused
from models.handovers import Damage
from models.journal import JournalEntry
from tests.support.cast import TUESDAY, WEDNESDAY, at, wish

DESK = "desk:manager"


def tell(session, house, what="light", *, room="stueble", minutes=0, who="visitor") -> Damage:
    now = TUESDAY + timedelta(minutes=minutes)
    return damages.report(session, house, what, room=room, who=who, now=now)


def refused(do, *args: Any, **asked: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        do(*args, **asked)
    return [reason.code for reason in caught.value.reasons]


def listed(session, house) -> list[tuple[str, str, int]]:
    return [(one.what, one.room_name, one.times) for one in damages.open_damages(session, house)]


def acts(session) -> list[str]:
    return list(session.exec(select(JournalEntry.what).order_by(col(JournalEntry.id))))


def test_what_is_told_stands_in_the_list_until_somebody_has_seen_to_it(session, house):
    lamp, window = tell(session, house), tell(session, house, "window", room="")

    assert listed(session, house) == [("light", "Stüble", 1), ("window", "", 1)]
    for _time in range(2):
        damages.see_to(session, lamp.id, who=DESK, now=TUESDAY)

    assert listed(session, house) == [("window", "", 1)]
    assert (lamp.done_at, window.done_at) == (TUESDAY, None)
    assert acts(session) == ["damage.told", "damage.told", "damage.done"]


def test_what_is_told_again_is_counted_and_not_told_to_everybody(session, house):
    for minute in (0, 1, 9, 10, 15, 40):
        tell(session, house, minutes=minute)

    assert listed(session, house) == [("light", "Stüble", 3)]
    assert acts(session) == ["damage.told"]


def test_what_breaks_again_is_new(session, house):
    damages.see_to(session, tell(session, house).id, who=DESK, now=TUESDAY)

    tell(session, house, minutes=1)

    assert listed(session, house) == [("light", "Stüble", 1)]


def test_a_room_with_its_kitchen_is_the_room(session, house):
    tell(session, house, room="quartierraum+kueche")
    tell(session, house, room="quartierraum", minutes=20)

    assert listed(session, house) == [("light", "Quartierraum", 2)]


def test_whoever_plays_with_the_kiosk_fills_no_list(session, house):
    kinds = [(what, room) for room in ("stueble", "quartierraum") for what in damages.KINDS]
    for what, room in kinds[: damages.MOST_AN_HOUR]:
        tell(session, house, what, room=room)

    assert refused(tell, session, house, "light", room="quartierraum") == ["many_damages"]
    tell(session, house, kinds[0][0], room=kinds[0][1], minutes=20)  # known already: only counted
    tell(session, house, "light", room="quartierraum", who="group:vhs")
    tell(session, house, "kitchen", room="quartierraum", minutes=60)

    assert len(damages.open_damages(session, house)) == damages.MOST_AN_HOUR + 2


def test_what_nobody_knows_is_refused(session, house):
    assert refused(tell, session, house, "ufo") == ["unknown_item"]
    assert refused(tell, session, house, room="keller") == ["unknown_room"]
    assert refused(damages.see_to, session, 99, who=DESK, now=TUESDAY) == ["unknown_damage"]


def test_what_a_group_finds_when_it_comes_and_goes_stands_in_the_list(session, house):
    booking = lifecycle.request_booking(session, house, wish(), who="group:strickcafe", now=TUESDAY)
    told: dict[str, Any] = {"who": "group:strickcafe"}

    presence.check_in(session, house, booking.uid, damage=["light"], now=at(WEDNESDAY, "14:00"), **told)
    presence.check_out(
        session, house, booking.uid, head_count=3, damage=["light", "other"], now=at(WEDNESDAY, "15:30"), **told
    )

    assert listed(session, house) == [("light", "Quartierraum", 2), ("other", "Quartierraum", 1)]
    assert session.exec(select(Damage.booking_id)).all() == [booking.id] * 2
