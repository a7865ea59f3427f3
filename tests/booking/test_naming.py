"""House, room and group get another name, and every calendar program takes it over."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from booking import naming, occupancy, refusals
from booking.feeds import EVERYTHING, FeedStore
from booking.refusals import Refused
from models.community import Listing
from models.database import Database
from models.rooms import Room
from tests.support.calendars import events
from tests.support.feed_rows import BASE_URL, MONDAY, FeedHouse

LATER = MONDAY + timedelta(minutes=7)


def rename(session: Session, what: str, name: str) -> None:
    """Name *what* ("house", "room:stueble") as somebody does it at LATER."""
    kind, _sep, slug = what.partition(":")
    naming.rename(session, kind, slug, name, who="operator", now=LATER)


@pytest.fixture
def house(db: Database) -> FeedHouse:
    with db.writing() as session:
        house = FeedHouse(session)
        house.series("FREQ=WEEKLY;BYDAY=WE", "2026-11-25 14:30", "2027-01-06 14:30", title="Stricken")
        house.date("2026-12-01 18:00", room="stueble", title="Rat", group=None)
        house.group("shg", "Selbsthilfe", Listing.NEUTRAL)
        house.date("2026-12-02 18:00", room="stueble", title="Kreis", group="shg", listing=Listing.NEUTRAL)
        house.date("2026-12-03 18:00", room="quartierraum+kueche", title="Kochen", group=None)
    return house


def changed_by(db: Database, what: str, name: str) -> set[str]:
    """Return the titles of the entries that are told as changed at LATER, by this process and by a later one alike."""
    store = FeedStore(db, BASE_URL)
    before = store.bring(EVERYTHING, now=LATER)
    with db.writing() as session:
        rename(session, what, name)
    after = store.bring(EVERYTHING, now=LATER)
    again = FeedStore(db, BASE_URL).bring(EVERYTHING, now=LATER)
    store.close()
    assert before is not None
    assert after is not None
    assert again is not None
    assert (again.body, again.etag) == (after.body, after.etag)
    old, new = events(before.body), events(after.body)
    assert [one["SEQUENCE"] for one in new.values()] == [one["SEQUENCE"] for one in old.values()]
    other = {uid for uid, event in new.items() if event.to_ical() != old[uid].to_ical()}
    assert {uid for uid, event in new.items() if event["LAST-MODIFIED"].dt == LATER} == other
    assert all(event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt for event in new.values())
    return {str(new[uid]["SUMMARY"]) for uid in other}


@pytest.mark.parametrize(
    ("what", "name", "titles"),
    [
        ("house", "Haus am Markt", {"Stricken", "Rat", "Geschlossene Gruppe", "Kochen"}),
        ("room:stueble", "Kaminzimmer", {"Rat", "Geschlossene Gruppe"}),
        ("room:quartierraum", "Saal", {"Stricken", "Kochen"}),
        ("group:strickcafe", "Maschenwerk", {"Stricken"}),
        ("group:shg", "Kreis", set()),  # nobody is told its name
        ("group:strickcafe", "Strick- und Spielecafé", set()),  # as before
    ],
)
def test_another_name_is_told_as_a_change_of_what_bears_it(
    db: Database, house: FeedHouse, what: str, name: str, titles: set[str]
) -> None:
    assert changed_by(db, what, name) == titles


def test_a_room_with_its_extras_bears_the_new_name_too(db: Database, house: FeedHouse) -> None:
    with db.writing() as session:
        rename(session, "room:kueche", "Kochstube")
        rename(session, "room:quartierraum", "Saal")

    with db.reading() as session:
        names = session.exec(select(Room.name).order_by(col(Room.slug))).all()
        known = {room.name for room in occupancy.house_facts(session).rooms}
    assert {*names} == known == {"Kochstube", "Saal", "Saal mit Kochstube", "Stüble"}


def test_what_is_no_name_or_stands_for_nothing_is_refused(sqlite_db: Database) -> None:
    with sqlite_db.writing() as session:
        FeedHouse(session)
    for what, name, reason in (
        ("house", " ", refusals.TitleRefused),
        ("room:stueble", "a@example.org", refusals.TitleRefused),
        ("room:turm", "Turm", refusals.UnknownRoom),
        ("room:quartierraum+kueche", "Beides", refusals.UnknownRoom),
        ("group:niemand", "Alle", refusals.UnknownGroup),
    ):
        with sqlite_db.writing() as session, pytest.raises(Refused) as refused:
            rename(session, what, name)
        assert {type(one) for one in refused.value.reasons} == {reason}, what
