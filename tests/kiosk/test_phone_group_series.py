"""A group's series on its own phone: shown first, then cancelled or asked for in another room; the form decides."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from booking import clock, edits, lifecycle, occupancy
from booking.changes import Change, Scope
from booking.owndates import group_by_slug
from models.bookings import Series, State
from models.community import Trust
from models.letters import Letter
from tests.kiosk.conftest import spoken
from tests.support.cast import wish
from tests.support.group_phone import GroupPhone, fields_of, group_phone


@pytest.fixture
def phone(sqlite_db) -> Iterator[GroupPhone]:
    with group_phone(sqlite_db) as opened:
        yield opened


@pytest.fixture
def uids(phone: GroupPhone) -> list[str]:
    return phone.repeated()


def asked(phone, uid: str, which: str, what: str):
    """Return what the page shows before anything is done."""
    return phone.client.get(f"{phone.home}/termin/{uid}/reihe", params={"welche": which, "was": what})


def sent(phone, uid: str, page, **more: str):
    """Send the form of *page*."""
    return phone.post(f"/termin/{uid}/reihe", **fields_of(page), **more)


def states(phone) -> list[State]:
    return [one.state for one in phone.bookings()]


def rooms(phone) -> list[int]:
    return [one.room_id for one in phone.bookings()]


def letters(phone) -> list[str]:
    with phone.db.reading() as session:
        return [one.kind for one in session.exec(select(Letter))]


def taken_by_others(phone, weeks: int) -> None:
    """Let somebody else have the Stüble on one of the dates."""
    with phone.db.writing() as session:
        day = phone.day + timedelta(weeks=weeks)
        other = wish(day=day, room="stueble", group_slug="shg-a", title="Gesprächskreis")
        lifecycle.request_booking(session, occupancy.house_facts(session), other, who="x", now=clock.now())


def test_a_date_of_a_series_leads_to_the_whole_and_a_single_one_does_not(phone, uids):
    alone = phone.booked("18:00")

    assert f"/termin/{uids[1]}/reihe" in phone.get(f"/termin/{uids[1]}").text
    assert "/reihe" not in phone.get(f"/termin/{alone}").text


@pytest.mark.parametrize(
    ("which", "gone"),
    [("nur", [1]), ("danach", [1, 2, 3]), ("alle", [0, 1, 2, 3])],
    ids=["this", "this and following", "all"],
)
def test_what_is_cancelled_is_shown_first_and_done_by_the_form(phone, uids, which, gone):
    shown = asked(phone, uids[1], which, "absagen")
    before = states(phone)

    done = sent(phone, uids[1], shown)

    assert f"{len(gone)} Termin" in spoken(shown)
    assert before == [State.CONFIRMED] * 4
    assert (done.status_code, done.headers["location"]) == (303, f"{phone.home}?gesagt=series_cancelled")
    assert [number for number, state in enumerate(states(phone)) if state is State.CANCELLED] == gone
    assert "Abgesagt. Die Zeiten sind wieder frei." in spoken(phone.client.get(done.headers["location"]))
    assert [what for what, who in phone.acts() if who == "group:strickcafe"][-1].startswith("series.")


@pytest.mark.parametrize(
    ("which", "moved"),
    [("nur", [1]), ("danach", [1, 2, 3]), ("alle", [0, 1, 2, 3])],
    ids=["this", "this and following", "all"],
)
def test_another_room_is_had_at_once_by_a_group_that_the_house_knows(phone, uids, which, moved):
    old = rooms(phone)[0]

    done = sent(phone, uids[1], asked(phone, uids[1], which, "raum stueble"))

    assert done.headers["location"] == f"{phone.home}?gesagt=series_room"
    assert [number for number, room in enumerate(rooms(phone)) if room != old] == moved
    assert states(phone) == [State.CONFIRMED] * 4


def test_a_new_group_asks_for_another_room_and_reads_that_the_desk_decides(phone, uids):
    with phone.db.writing() as session:
        group_by_slug(session, "strickcafe").trust = Trust.NEW

    shown = asked(phone, uids[0], "alle", "raum stueble")
    done = sent(phone, uids[0], shown)

    assert "Das Quartiersbüro entscheidet und schreibt Ihrer Gruppe." in spoken(shown)
    assert done.headers["location"] == f"{phone.home}?gesagt=asked"
    assert set(states(phone)) == {State.REQUESTED}


@pytest.mark.parametrize(
    ("rest", "expected"),
    [("bleiben", (State.CONFIRMED, "quartierraum")), ("ausfallen", (State.SKIPPED, None))],
)
def test_where_the_other_room_is_taken_the_group_says_what_becomes_of_the_date(phone, uids, rest, expected):
    taken_by_others(phone, 2)

    shown = asked(phone, uids[0], "alle", "raum stueble")
    without = sent(phone, uids[0], shown)
    done = sent(phone, uids[0], shown, sonst=rest)

    assert "Hier geht es nicht" in spoken(shown)
    assert "3 Termine wechseln den Raum" in spoken(shown)
    assert "Gesprächskreis" not in spoken(shown)
    assert without.status_code == 409
    assert done.status_code == 303
    stuck = phone.booking(uids[2])
    with phone.db.reading() as session:
        by_id = occupancy.house_facts(session).rooms_by_id
        assert {by_id[phone.booking(uid).room_id].slug for uid in (uids[0], uids[1], uids[3])} == {"stueble"}
        assert (stuck.state, by_id[stuck.room_id].slug if expected[1] else None) == expected


def test_what_somebody_else_changed_meanwhile_is_shown_again(phone, uids):
    shown = asked(phone, uids[0], "danach", "absagen")
    with phone.db.writing() as session:
        whole = session.exec(select(Series)).one()
        house, change = occupancy.house_facts(session), Change(title="Nur Stricken")
        edits.edit_series(session, house, whole.uid, change, Scope(kind="all"), who="desk:manager", now=clock.now())

    late = sent(phone, uids[0], shown)
    again = sent(phone, uids[0], late)

    assert late.status_code == 409
    assert again.status_code == 303


@pytest.mark.parametrize("which", ["nur", "danach", "alle"])
@pytest.mark.parametrize("what", ["absagen", "raum stueble"])
def test_a_nervous_finger_does_it_once_and_reads_that_it_is_done(phone, uids, which, what):
    shown = asked(phone, uids[1], which, what)

    first, second = sent(phone, uids[1], shown), sent(phone, uids[1], shown)

    assert (second.status_code, second.headers["location"]) == (303, first.headers["location"])
    assert len([one for one, _who in phone.acts() if one in ("series.changed", "series.cancelled")]) == 1


@pytest.mark.parametrize(
    "query", ["welche=alle", "was=absagen", "welche=x&was=y", "welche=alle&was=raum+nix", "stand=1"]
)
def test_a_made_up_address_shows_the_choice_and_a_made_up_form_does_nothing(phone, uids, query):
    page = phone.get(f"/termin/{uids[0]}/reihe?{query}")
    fields = dict(pair.split("=") for pair in query.replace("+", " ").split("&"))

    answer = phone.post(f"/termin/{uids[0]}/reihe", **fields)

    assert page.status_code == 200
    assert 'name="welche"' in page.text
    assert answer.status_code in (404, 422)
    assert states(phone) == [State.CONFIRMED] * 4


def test_nobody_elses_series_is_shown_or_changed(phone):
    theirs = phone.repeated(group_slug="vhs", title="Yoga")

    page = phone.get(f"/termin/{theirs[0]}/reihe")
    answer = phone.post(f"/termin/{theirs[0]}/reihe", welche="alle", was="absagen", stand="1")

    assert "Yoga" not in page.text + answer.text
    assert (page.status_code, answer.status_code) == (404, 404)
    assert states(phone) == [State.CONFIRMED] * 4


def test_a_date_that_is_over_is_told_and_nothing_is_cancelled(phone, uids, monkeypatch):
    late = clock.now() + timedelta(days=30)
    monkeypatch.setattr(clock, "now", lambda: late)

    page = asked(phone, uids[0], "nur", "absagen")

    assert page.status_code == 200
    assert 'role="alert"' in page.text
    assert 'name="stand"' not in page.text
