"""Every calendar of the demo house, read by a dozen programs of others over both changes of the clocks.

Each must show what stands in the book, by start and title: neither more nor less. A table tells who was asked.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from booking import feedkeys
from booking.feeds import FeedStore, topic_feeds
from booking.occupancy import house_facts
from booking.owndates import group_by_slug
from models.community import District, Group, Listing
from models.database import Database
from tests.support.absent import absent, in_ci
from tests.support.calendar_programs import PROGRAMS, Program, Shown
from tests.support.databases import Databases
from tests.support.feed_rows import BASE_URL
from tests.support.house import demo_house
from tests.support.own_list import own_list

SEPTEMBER = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
SINCE = int(datetime(2026, 9, 15, 22, 0, tzinfo=UTC).timestamp())  # midnight of the house
UNTIL = int(datetime(2027, 7, 31, 22, 0, tzinfo=UTC).timestamp())
OWN = "quartiersarbeit"
AT_LEAST = 5  # come with the tests themselves


@dataclass
class Town:
    """Calendars as files, with what each should show."""

    files: list[Path]
    expected: list[Shown]
    folder: Path
    told: dict[str, str] = field(default_factory=dict)  # what each program showed, for the table


@pytest.fixture(scope="module")
def town(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Town:
    folder = tmp_path_factory.mktemp("calendars")
    with databases.migrated("sqlite") as url:
        db = Database(url)
        demo_house(db, SEPTEMBER)
        paths = addresses(db)
        store = FeedStore(db, BASE_URL)
        files = [kept(store, path, folder / f"{number}.ics") for number, path in enumerate(paths)]
        with db.reading() as session:
            expected = [own_list(session, path, SINCE, UNTIL, OWN) for path in paths]
        store.close()
        db.close()
    return Town(files, expected, folder)


def addresses(db: Database) -> list[str]:
    """Return the address of every calendar of the house, and of one group's own."""
    with db.writing() as session:
        house = house_facts(session)
        groups = session.exec(select(Group.slug).where(col(Group.listing) == Listing.PUBLIC)).all()
        districts = session.exec(select(District.slug)).all()
        token = feedkeys.new_key(session, group_by_slug(session, OWN).id, who=f"group:{OWN}", now=SEPTEMBER)
    return [
        "/calendar/all.ics",
        *(f"/calendar/room/{room.slug}.ics" for room in house.public_rooms),
        *(f"/calendar/group/{slug}.ics" for slug in groups),
        *(f"/calendar/topic/{feed.slug}.ics" for feed in topic_feeds(house)),
        *(f"/calendar/district/{slug}.ics" for slug in districts),
        f"/calendar/private/{token}.ics",
    ]


def kept(store: FeedStore, path: str, file: Path) -> Path:
    """Keep the calendar at *path* in *file*."""
    feed = store.bring(path, now=SEPTEMBER)
    assert feed is not None, path
    file.write_bytes(feed.body)
    return file


def test_the_book_of_the_demo_holds_enough_to_tell(town: Town) -> None:
    everything = town.expected[0]

    assert len(town.files) > 40
    assert everything.total() > 700
    assert any(title.startswith("ABGESAGT: ") for _second, title in everything)
    assert any(title == "Geschlossene Gruppe" for _second, title in everything)
    assert sum(shown.total() == 0 for shown in town.expected) <= 6, "quarters without a talk of their own"


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_a_calendar_program_shows_what_stands_in_the_book(town: Town, program: Program) -> None:
    if program.lacks():
        town.told[program.name] = "not here"
        if in_ci():  # a registry that does not answer breaks no build; the table names who was not asked
            pytest.xfail(f"{program.name} is absent; to enable: {program.enable}")
        absent(program.name, program.enable)

    found = program.shown(town.files, SINCE, UNTIL, town.folder)

    wrong = [
        (
            file.name,
            "lacks",
            sorted((wanted - shown).elements())[:3],
            "adds",
            sorted((shown - wanted).elements())[:3],
        )
        for file, wanted, shown in zip(town.files, town.expected, found, strict=program.at_most is None)
        if shown != wanted
    ]
    town.told[program.name] = f"{sum(shown.total() for shown in found)} dates, {len(wrong)} calendars differ"
    assert wrong == []


def test_the_table_tells_who_was_asked(town: Town, record_property: Callable[[str, object], None]) -> None:
    print(f"\n{len(town.files)} calendars, {sum(shown.total() for shown in town.expected)} dates in the book")
    for program in PROGRAMS:
        told = town.told.get(program.name, "not asked")
        record_property(program.name, told)
        print(f"{program.name:22} {program.stands_for:26} {told}")

    asked = [told for told in town.told.values() if told != "not here"]
    if len(town.told) == len(PROGRAMS):  # the whole file ran, not one test of it
        assert len(asked) >= AT_LEAST
