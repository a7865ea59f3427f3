"""A town moves from MRBS: all of its bookings come, or none; nobody's name does."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import col, select

from booking import moving
from booking.moving import Moved, NotMoved, Where
from booking.mrbs import read_mrbs
from booking.occupancy import house_facts
from booking.span import wall
from kiosk.words import sentences
from models.bookings import Booking, Series, State
from models.community import Listing
from models.letters import Letter
from tests.support.calendars import shown
from tests.support.feed_house import fetched
from tests.support.house import plain_house
from tests.support.mrbs import BERLIN, Mrbs

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
OURS = Where(groups={"strickcafe": "probe"})


def days(first: str, number: int) -> list[str]:
    return [(date.fromisoformat(first) + timedelta(days=7 * count)).isoformat() for count in range(number)]


@pytest.fixture
def house(db):
    """A house with a hall and a parlour that is always open, but not at Christmas."""
    closed = """
closures:
  - slug: weihnachten
    start: 2026-12-24
    end: 2026-12-26
    rooms: [saal, stube, kueche]
    reason: Weihnachten
    public_text: Weihnachten
"""
    plain_house(db, NOW, closed)
    return db


def take(db, mrbs: Mrbs, where: Where = OURS, *, leave: bool = False) -> Moved:
    found = read_mrbs(mrbs.mysqldump().encode(), zone=BERLIN, now=NOW)
    with db.writing() as session:
        facts = house_facts(session)
        return moving.move(
            session,
            facts,
            found,
            where,
            leave=leave,
            say=lambda why: sentences(tuple(why), BERLIN),
            who="operator",
            now=NOW,
        )


def refused(db, mrbs: Mrbs, where: Where = OURS) -> list[str]:
    with pytest.raises(NotMoved) as told:
        take(db, mrbs, where)
    assert book(db) == []
    return list(told.value.reasons)


def book(db) -> list[tuple[str, str, State]]:
    with db.reading() as session:
        rows = session.execute(select(Booking).order_by(col(Booking.starts_at), col(Booking.id))).scalars()
        return [(f"{row.wall_from:%Y-%m-%d %H:%M}", row.title, row.state) for row in rows]


def test_series_and_single_dates_come_as_they_stand(house):
    mrbs = Mrbs()
    mrbs.series(2, days("2027-03-16", 3), "19:00", "21:00", "Chor", rep_opt="0010000")
    mrbs.entry("2026-12-03 10:00", "2026-12-03 12:00", "Frühstück", room=2)
    mrbs.entry("2026-10-03 10:00", "2026-10-03 12:00", "Lange her")

    moved = take(house, mrbs)

    assert (moved.series, moved.dates, moved.singles, moved.past, moved.hints) == (1, 3, 1, 1, [])
    assert book(house) == [
        ("2026-12-03 10:00", "Frühstück", State.CONFIRMED),
        *((f"{day} 19:00", "Chor", State.CONFIRMED) for day in days("2027-03-16", 3)),
    ]
    with house.reading() as session:
        (row,) = session.execute(select(Series)).scalars()
        assert row.rrule == "FREQ=WEEKLY;BYDAY=TU"
        assert session.execute(select(Letter)).first() is None
        single = session.execute(select(Booking).where(col(Booking.title) == "Frühstück")).scalar_one()
        assert (single.source, single.listing) == ("mrbs", Listing.PUBLIC)
    hours = {(wall(start, BERLIN).hour, title) for start, _end, title in shown(fetched(house, now=NOW))}
    assert hours == {(19, "Chor"), (10, "Frühstück")}


def test_taken_once_more_nothing_comes_twice(house):
    mrbs = Mrbs()
    mrbs.series(2, days("2026-12-01", 4), "19:00", "21:00", "Chor", rep_opt="0010000")
    mrbs.entry("2026-12-03 10:00", "2026-12-03 12:00", "Frühstück")
    take(house, mrbs)
    before = book(house)
    mrbs.entry("2026-12-04 10:00", "2026-12-04 12:00", "Neu")

    moved = take(house, mrbs)

    assert (moved.series, moved.singles, moved.known) == (0, 1, 5)
    assert book(house) == sorted([*before, ("2026-12-04 10:00", "Neu", State.CONFIRMED)])


def test_every_clash_is_told_at_once_with_its_line(house):
    """MRBS books twice under load (FIELD §2): of such a pair one must go, and a person says which."""
    mrbs = Mrbs()
    mrbs.series(2, days("2026-12-01", 4), "19:00", "21:00", "Chor", rep_opt="0010000")
    mrbs.entry("2026-12-08 20:00", "2026-12-08 22:00", "Tanz")
    mrbs.entry("2026-12-03 10:00", "2026-12-03 12:00", "Eins")
    mrbs.entry("2026-12-03 11:00", "2026-12-03 13:00", "Zwei")
    mrbs.entry("2026-12-24 18:00", "2026-12-24 19:00", "Heiligabend")

    reasons = refused(house, mrbs)

    assert len(reasons) == 3
    (tanz,) = [reason for reason in reasons if "„Tanz“, 08.12.2026 20:00 Uhr" in reason]
    (zwei,) = [reason for reason in reasons if "„Zwei“" in reason]
    (closed,) = [reason for reason in reasons if "„Heiligabend“" in reason]
    assert all(reason.startswith("Zeile ") for reason in reasons)
    assert "(in der Datei: Zeile " in tanz
    assert "(in der Datei: Zeile " in zwei
    assert "in der Datei" not in closed


def test_what_clashes_may_stay_behind(house):
    mrbs = Mrbs()
    mrbs.entry("2026-12-03 10:00", "2026-12-03 12:00", "Eins")
    mrbs.entry("2026-12-03 11:00", "2026-12-03 13:00", "Zwei")
    mrbs.series(2, days("2027-01-14", 3), "11:00", "13:00", "Reihe", rep_opt="0000100")
    mrbs.entry("2027-01-21 11:00", "2027-01-21 12:00", "Früher da", ical_uid="a")
    take(house, Mrbs(rows={**mrbs.rows, "repeat": [], "entry": mrbs.rows["entry"][-1:]}))

    moved = take(house, mrbs, leave=True)

    assert len(moved.problems) == 2
    assert [hint.partition(": ")[2] for hint in moved.hints] == [
        "nicht als Reihe, sondern Termin für Termin übernommen."
    ]
    assert [title for _start, title, _state in book(house)] == ["Eins", "Reihe", "Früher da", "Reihe"]


def test_a_series_rests_where_the_house_is_closed_and_that_is_told(house):
    mrbs = Mrbs()
    mrbs.series(2, days("2026-12-10", 4), "19:00", "21:00", "Chor", rep_opt="0000100")

    moved = take(house, mrbs)

    assert moved.dates == 3
    assert [hint.partition(": ")[2] for hint in moved.hints] == [
        "Diese Termine fallen aus, weil das Haus zu ist: 24.12.2026."
    ]
    assert book(house)[2] == ("2026-12-24 19:00", "Chor", State.SKIPPED)


def test_rooms_and_groups_are_asked_for_all_at_once(house):
    mrbs = Mrbs()
    mrbs.rows["room"].append({"id": 3, "area_id": 1, "room_name": "Großer Raum"})
    mrbs.entry("2026-12-03 10:00", "2026-12-03 12:00", room=3, create_by="anna")
    mrbs.entry("2026-12-04 10:00", "2026-12-04 12:00", create_by="anna")
    mrbs.entry("2026-12-05 10:00", "2026-12-05 12:00", create_by="bert")

    assert refused(house, mrbs, Where()) == [
        'Welcher Raum ist „Großer Raum“ (Haus) hier? Mit --mrbs-room "Großer Raum=SLUG" sagen; mit --mrbs-room "Großer Raum=" bleibt er zurück.',  # noqa: E501
        'Zu welcher Gruppe gehören 2 Buchungen von „anna“? Mit --group "anna=SLUG" sagen, für alle übrigen mit --others SLUG.',  # noqa: E501
        'Zu welcher Gruppe gehört 1 Buchung von „bert“? Mit --group "bert=SLUG" sagen, für alle übrigen mit --others SLUG.',  # noqa: E501
    ]
    wrong = Where(rooms={"Großer Raum": "keller"}, groups={"anna": "niemand"}, others="probe")
    assert refused(house, mrbs, wrong) == [
        "Einen Raum „keller“ gibt es hier nicht.",
        "Eine Gruppe „niemand“ gibt es hier nicht.",
    ]

    take(house, mrbs, Where(rooms={"großer raum": "saal+kueche"}, groups={"Anna": "still"}, others="probe"))

    with house.reading() as session:
        told = [(row.group_id, row.lo, row.hi) for row in session.execute(select(Booking)).scalars()]
    assert len(told) == 3
    assert len({group for group, _lo, _hi in told}) == 2
    assert len({(lo, hi) for _group, lo, hi in told}) == 2


def test_a_room_may_stay_behind(house):
    mrbs = Mrbs()
    mrbs.entry("2026-12-03 10:00", "2026-12-03 12:00", room=2)
    mrbs.entry("2026-12-03 10:00", "2026-12-03 12:00", "Hier")

    moved = take(house, mrbs, Where(rooms={"Haus/Stube": ""}, others="probe"))

    assert (moved.singles, moved.behind) == (1, 1)


def test_who_has_the_name_of_a_group_is_that_group(house):
    mrbs = Mrbs()
    mrbs.entry("2026-12-03 10:00", "2026-12-03 12:00", create_by="PROBE")
    mrbs.entry("2026-12-04 10:00", "2026-12-04 12:00", "Stille  Gruppe", create_by="admin")

    assert take(house, mrbs, Where()).singles == 2


def test_nobodys_name_or_number_comes_along(house):
    mrbs = Mrbs()
    mrbs.entry(
        "2026-12-03 10:00",
        "2026-12-03 12:00",
        "Geburtstag, 07032 123456",
        description="Frau Muster",
        create_by="f.muster",
    )
    mrbs.entry("2026-12-04 10:00", "2026-12-04 12:00", "Aussprache", status=1)

    moved = take(house, mrbs, Where(others="probe"))

    assert [title for _start, title, _state in book(house)] == ["Probegruppe", "Aussprache"]
    assert [hint.partition(": ")[2] for hint in moved.hints] == [
        "Der Titel kann hier nicht stehen; der Termin heißt jetzt „Probegruppe“."
    ]
    with house.reading() as session:
        rows = list(session.execute(select(Booking).order_by(col(Booking.starts_at))).scalars())
        stored = repr([row.model_dump() for row in rows])
    assert rows[1].listing is Listing.INTERNAL
    assert "uster" not in stored
    assert "Aussprache" not in fetched(house, now=NOW).decode()


def test_what_was_not_approved_waits_for_the_desk(house):
    mrbs = Mrbs()
    mrbs.entry("2026-12-03 10:00", "2026-12-03 12:00", "Wunsch", status=2)
    mrbs.entry("2026-12-04 10:00", "2026-12-04 12:00", "Vielleicht", status=4)

    moved = take(house, mrbs)

    assert (moved.singles, moved.requests) == (0, 2)
    assert [state for _start, _title, state in book(house)] == [State.REQUESTED, State.REQUESTED]


def test_what_cannot_be_read_stops_all_unless_it_may_stay(house):
    mrbs = Mrbs()
    mrbs.entry("2026-12-03 10:00", "2026-12-03 12:00")
    mrbs.entry("2026-12-03 12:00", "2026-12-03 11:00")

    assert "ergeben keinen Sinn" in refused(house, mrbs)[0]
    assert take(house, mrbs, leave=True).singles == 1
