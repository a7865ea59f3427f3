"""Addresses are looked at by turns, less often while they fail, and what failed leaves the last good state."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from booking import envelopes, outside
from booking.outside import Plan, taking
from booking.refusals import CalendarUnread, NotFetched, Refused, UnknownCalendar
from models.journal import JournalEntry
from models.outside import Means, OutsideSource
from tests.support.cast import BERLIN, TUESDAY
from tests.support.foreign_calendars import calendar, weekly

SECRET = "ein Geheimnis des Hauses"
ADDRESS = "https://cloud.example.org/remote.php/calendars/geheim123.ics?export"
HOUR = timedelta(hours=1)


def reading(day: date = date(2026, 11, 24), count: int = 6) -> outside.Reading:
    return outside.read(calendar(weekly(count=count)), name="Chor", zone=BERLIN, on=day)


@pytest.fixture
def of(session, house) -> OutsideSource:
    """A choir whose calendar is looked at by its address."""
    plan = Plan(name="Chor", means=Means.MEETINGS, place="Musikschule")
    address = outside.address_of(ADDRESS, SECRET)
    return outside.add_source(session, house, plan, reading(), address=address, who="desk:manager", now=TUESDAY)


@pytest.fixture
def file(session, house) -> OutsideSource:
    """School holidays that somebody brought as a file."""
    plan = Plan(name="Ferien", means=Means.HINTS)
    return outside.add_source(session, house, plan, reading(), who="desk:manager", now=TUESDAY)


def due(session, house, now, *, fetches: bool = True) -> list[str]:
    return [one.name for one in outside.claim_due(session, house, fetches=fetches, now=now)]


def journal(session) -> list[str]:
    return [entry.what for entry in session.exec(select(JournalEntry).order_by(col(JournalEntry.id)))]


def test_an_address_is_stored_sealed_and_shown_as_its_host(session, house, of):
    assert of.host == "cloud.example.org"
    assert "geheim123" not in of.address
    assert outside.opened(of.address, SECRET) == ADDRESS
    (row,) = outside.sources(session, house, now=TUESDAY)
    assert "geheim123" not in repr(row)


def test_with_another_secret_an_address_is_lost_and_told_so(of):
    with pytest.raises(Refused) as refused:
        outside.opened(of.address, "ein anderes Geheimnis")

    assert refused.value.reasons == (NotFetched("lost"),)


def test_an_envelope_that_somebody_changed_does_not_open():
    sealed = envelopes.closed("geheim", SECRET)

    with pytest.raises(envelopes.NotOpened):
        envelopes.opened(sealed[:-4] + "AAAA", SECRET)
    assert envelopes.closed("geheim", SECRET) != sealed


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("", "address"),
        ("kalender.ics", "address"),
        ("https://", "address"),
        ("https://[::1", "address"),
        ("https://example.org/a b.ics", "address"),
        ("http://example.org/a.ics", "not_https"),
        ("file:///etc/passwd", "address"),
        ("ftp://example.org/a.ics", "not_https"),
    ],
)
def test_what_is_no_address_is_told(typed, kind):
    with pytest.raises(Refused) as refused:
        outside.address_of(typed, SECRET)

    assert refused.value.reasons == (NotFetched(kind),)


@pytest.mark.parametrize("typed", ["webcal://example.org/a.ics", " webcals://example.org/a.ics "])
def test_what_calendar_programs_call_an_address_is_understood(typed):
    assert outside.opened(outside.address_of(typed, SECRET).sealed, SECRET) == "https://example.org/a.ics"


def test_an_address_is_looked_at_every_hour_by_one_only(session, house, of):
    assert due(session, house, TUESDAY) == []

    assert due(session, house, TUESDAY + HOUR) == ["Chor"]
    assert due(session, house, TUESDAY + HOUR) == []  # somebody is at it
    assert due(session, house, TUESDAY + HOUR + timedelta(minutes=10)) == ["Chor"]  # and did not come back

    outside.note_unchanged(session, of.id, now=TUESDAY + HOUR)
    assert (of.good_at, of.next_at) == (TUESDAY + HOUR, TUESDAY + 2 * HOUR)


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_the_looks_of_many_houses_do_not_come_at_once(session, of, chance):
    outside.note_unchanged(session, of.id, chance=chance, now=TUESDAY)

    assert of.next_at - TUESDAY == HOUR * (0.9 + 0.2 * chance)


def test_a_house_that_does_not_fetch_asks_nobody(session, house, of, file):
    assert due(session, house, TUESDAY + HOUR, fetches=False) == []
    assert not outside.anything_due(session, house, fetches=False, now=TUESDAY + HOUR)
    # Days to come are counted anew all the same.
    tomorrow = TUESDAY + timedelta(days=1)
    assert outside.anything_due(session, house, fetches=False, now=tomorrow)
    claimed = outside.claim_due(session, house, fetches=False, now=tomorrow)
    assert [(one.name, one.address, bool(one.copy)) for one in claimed] == [("Chor", "", True), ("Ferien", "", True)]


def test_what_fails_is_asked_less_often_and_keeps_its_last_good_state(session, house, of):
    before = [(row.title, row.starts_at, row.standing) for row in taking.dates_of(session, of.id)]
    why = NotFetched("too_slow")
    waits = []
    now = TUESDAY
    for _time in range(7):
        outside.note_failure(session, of.id, why, who="clock", now=now)
        waits.append((of.next_at - now) / HOUR)
        now = of.next_at

    assert waits == [2, 4, 8, 16, 24, 24, 24]
    assert [(row.title, row.starts_at, row.standing) for row in taking.dates_of(session, of.id)] == before
    assert journal(session).count("outside.failed") == 1
    (row,) = outside.sources(session, house, now=now)
    assert (row.failure, row.failures, row.good_at) == (why, 7, TUESDAY)

    outside.note_answer(session, house, of.id, reading(now.date()), etag='"2"', who="clock", now=now)
    (row,) = outside.sources(session, house, now=now)
    assert (row.failure, row.failures, row.good_at, of.etag) == (None, 0, now, '"2"')


def test_every_failure_can_be_stored_and_told_again(session, house, of):
    for why in (NotFetched("status", 404), CalendarUnread("Das ist kein Kalender.")):
        outside.note_failure(session, of.id, why, who="clock", now=TUESDAY)
        session.flush()
        session.expire_all()

        (row,) = outside.sources(session, house, now=TUESDAY)
        assert row.failure == why


def test_what_is_held_is_asked_for_as_a_whole_again(session, house, of):
    outside.note_answer(session, house, of.id, reading(count=1), etag='"2"', modified="heute", who="clock", now=TUESDAY)

    assert of.held_at == TUESDAY
    assert (of.etag, of.modified) == ("", "")


def test_a_copy_that_cannot_be_counted_is_tried_again_tomorrow(session, house, file):
    tomorrow = TUESDAY + timedelta(days=1)

    outside.note_failure(session, file.id, CalendarUnread("So nicht."), on=tomorrow.date(), who="clock", now=tomorrow)

    assert due(session, house, tomorrow) == []
    assert due(session, house, tomorrow + timedelta(days=1)) == ["Ferien"]


def test_the_desk_looks_at_addresses_only(session, house, of, file):
    assert outside.claim(session, of.id, now=TUESDAY).address == of.address
    for number in (file.id, 4711):
        with pytest.raises(Refused) as refused:
            outside.claim(session, number, now=TUESDAY)
        assert refused.value.reasons == (UnknownCalendar(),)
