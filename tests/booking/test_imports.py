"""A house's file becomes rows, all of them or none."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from pathlib import Path
from time import process_time

import pytest
from sqlalchemy import func
from sqlmodel import Session, SQLModel, col, select

from booking import meetings, newhouse, occupancy, titles
from booking.housefile.checking import check_house_file
from booking.housefile.lines import plain, read_lines
from booking.housefile.plan import plan_dates
from booking.housefile.programme import Meeting as MeetingEntry
from booking.housefile.reading import KEPT
from booking.imports import FileRefused, load
from booking.occupancy import house_facts
from booking.span import Span, instant
from models.bookings import LIVE, Booking, Series, State
from models.community import Contact, District, Group, Listing, Trust
from models.database import Database
from models.journal import JournalEntry
from models.meetings import Meeting, Seat, Signup
from models.rooms import Closure, Holiday, House, Opening, Room, Section, UsageType
from tests.support.databases import KINDS, Databases
from tests.support.house import DEMO, demo_house, plain_house
from tests.support.housefaults import MEETING, REQUEST, SERIES

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(
    scope="module", params=[pytest.param(kind, marks=[pytest.mark.postgres] * (kind == "postgres")) for kind in KINDS]
)
def demo(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Database]:
    """Give the demo, loaded once for every test that only looks at it, on each kind of database."""
    with databases.migrated(request.param) as url:
        db = Database(url)
        demo_house(db, NOW)
        yield db
        db.close()


def count(session: Session, table: type[SQLModel]) -> int:
    return session.exec(select(func.count()).select_from(table)).one()


def one(session: Session, slug: str) -> Booking:
    """Return the only date of a single meeting."""
    return session.exec(select(Booking).join(Meeting).where(col(Meeting.slug) == slug)).one()


def asked(session: Session, title: str) -> list[Booking]:
    """Return what was asked for under a title."""
    return list(session.exec(select(Booking).where(col(Booking.title) == title).order_by(col(Booking.starts_at))))


def test_the_demo_is_loaded_whole(db: Database) -> None:
    report = demo_house(db, NOW)

    assert report.counts == {
        "rooms": 3,
        "groups": 26,
        "series": 30,
        "dates": 854,
        "skipped": 98,
        "cancelled": 3,
        "meetings": 14,
        "requests": 5,
        "seats": 137,
    }
    with db.reading() as session:
        tables = (House, Room, Opening, Closure, Holiday, UsageType, District, Contact, Group, Meeting, Series, Seat)
        assert {table.__name__: count(session, table) for table in tables} == {
            "House": 1,
            "Room": 5,
            "Opening": 21,
            "Closure": 4,
            "Holiday": 35,  # 20 of the file, 15 of the Land after the file's last
            "UsageType": 9,
            "District": 7,
            "Contact": 12,
            "Group": 26,
            "Meeting": 44,
            "Series": 31,
            "Seat": 137,
        }
        assert count(session, Booking) == 854 + 98 + 3 + 14 + 4 + 8
        entry, holidays = session.exec(select(JournalEntry).order_by(col(JournalEntry.id)))
        assert (entry.what, entry.who, entry.facts) == ("house.loaded", "file", report.counts)
        assert (holidays.what, len(holidays.facts["days"])) == ("house.holidays", 15)


def test_loading_the_demo_takes_less_than_two_seconds_of_work(sqlite_db: Database) -> None:
    began = process_time()

    demo_house(sqlite_db, NOW)

    assert process_time() - began < 2


def test_the_house_is_as_the_file_says(demo: Database) -> None:
    with demo.reading() as session:
        house = session.get_one(House, 1)
        assert (house.name, house.city, house.timezone) == ("Quartierraum Kernstadt", "Herrenberg", "Europe/Berlin")
        assert (house.about["street"], house.about["residents"]) == ("Beispielgasse 1", 15700)
        assert house.rules["quota"]["held_requests_per_new_contact"] == 2
        assert house.rules["allocation_rounds"][0]["apply_until"] == "2026-07-15"
        rooms = {room.slug: room for room in session.exec(select(Room))}
        assert {slug: (room.lo, room.hi, room.public, room.extras) for slug, room in rooms.items()} == {
            "stueble": (0, 1, True, []),
            "kueche": (1, 2, False, []),
            "quartierraum": (2, 3, True, []),
            "stueble+kueche": (0, 2, True, ["kueche"]),
            "quartierraum+kueche": (1, 3, True, ["kueche"]),
        }
        both = rooms["quartierraum+kueche"]
        assert (both.name, both.name_simple) == ("Quartierraum mit Teeküche", "Großer Raum mit Küche")
        assert (both.main_id, both.tables, both.setup_min) == (rooms["quartierraum"].id, 28, 15)
        assert rooms["quartierraum"].facts["induction_loop"] is True
        heating = session.exec(select(Closure).where(Closure.slug == "heizung")).one()
        assert (heating.starts_on, heating.from_min, heating.to_min) == (date(2026, 11, 30), 480, 720)
        course = session.exec(select(UsageType).where(UsageType.slug == "course")).one()
        assert (course.allowed, course.needs_approval, course.fee_cents) == (True, True, 0)


def test_the_rules_find_the_house_that_was_loaded(demo: Database) -> None:
    with demo.reading() as session:
        house = occupancy.house_facts(session)
    assert house.room("quartierraum", ["kueche"]).name == "Quartierraum mit Teeküche"
    assert [room.slug for room in house.public_rooms] == ["quartierraum", "stueble"]
    assert (house.rules.hours_a_week, house.rules.request_hold_hours) == (8, 48)
    assert house.sections["code_words"][0] == "Ahorn"


def test_groups_bring_no_keys_and_no_names(demo: Database) -> None:
    with demo.reading() as session:
        groups = {group.slug: group for group in session.exec(select(Group))}
        vhs = groups["vhs"]
        assert (vhs.trust, vhs.listing, vhs.kind) == (Trust.PARTNER, Listing.PUBLIC, "education")
        assert vhs.facts == {"audience": ["erwachsene"], "languages": [], "key": "dauerschluessel"}
        assert {(group.key_hash, group.pin_hash) for group in groups.values()} == {(None, None)}
        assert (groups["shg-a"].listing, groups["neue-nachbarn"].listing) == (Listing.NEUTRAL, Listing.INTERNAL)


def test_sections_for_later_screens_are_kept_as_they_are(demo: Database) -> None:
    content = plain(read_lines(DEMO.read_text(encoding="utf-8")).root)
    with demo.reading() as session:
        kept = {section.name: section.content for section in session.exec(select(Section)) if section.name in KEPT}
    assert kept == {name: content[name] for name in KEPT}
    assert "hostile_samples" not in kept


def test_a_series_keeps_its_rule_and_its_texts(demo: Database) -> None:
    with demo.reading() as session:
        series = session.exec(select(Series).where(Series.slug == "elterncafe")).one()
        assert (series.rrule, series.first, series.last) == (
            "FREQ=WEEKLY;BYDAY=WE",
            datetime(2026, 9, 16, 9, 30),
            datetime(2027, 7, 28, 23, 59),
        )
        assert (series.minutes, series.setup_min, series.pause_school, series.state) == (120, 15, True, State.CONFIRMED)
        meeting = session.get_one(Meeting, series.meeting_id)
        assert (meeting.title_simple, meeting.topic) == ("Kaffee für Eltern", "begegnung")
        assert meeting.titles["ar"] == "مقهى الأهل"
        assert meeting.access == ["ohne-anmeldung", "kostenlos", "mit-kinderecke", "allein-kommen-ok"]
        assert meeting.audience == ["familien", "neu-hier"]
        lunch = session.exec(select(Meeting).where(Meeting.slug == "mittagstisch")).one()
        assert lunch.price_note == "Essen 6 Euro, wer wenig Geld hat: 3 Euro"


def test_every_date_of_a_series_takes_sign_ups_like_the_series(demo: Database) -> None:
    with demo.reading() as session:
        dates = session.exec(select(Booking).join(Series).where(col(Series.slug) == "mittagstisch")).all()
        assert {(row.signup, row.capacity, row.signup_closes_min, row.persons) for row in dates} == {
            (Signup.SEATS, 28, 22 * 60, 26)
        }
        course = session.exec(select(Booking).join(Series).where(col(Series.slug) == "vhs-smartphone")).first()
        assert course is not None
        assert course.signup is Signup.EXTERNAL


def test_exceptions_are_told_with_their_notes(demo: Database) -> None:
    with demo.reading() as session:
        rows = session.exec(select(Booking, Series.slug).join(Series).where(col(Booking.note) != "")).all()
        rooms = {room.id: room.slug for room in session.exec(select(Room))}
        found = {
            slug: (rooms[row.room_id], row.wall_from, row.rule_start, row.state, row.moved, row.note)
            for row, slug in rows
        }
    monday = datetime(2026, 11, 30, 9, 30)
    assert found["krabbelgruppe"] == (
        "stueble",
        monday,
        monday,
        State.CONFIRMED,
        True,
        "Heizung wird gewartet, wir sind im Stüble",
    )
    assert found["sprachcafe"][1:5] == (
        datetime(2026, 12, 21, 17, 15),
        datetime(2026, 12, 21, 17, 30),
        State.CONFIRMED,
        True,
    )
    assert found["mittagstisch"][3:] == (State.CANCELLED, False, "Heiligabend")
    assert len(found) == 5


def test_a_single_meeting_keeps_what_the_file_says(demo: Database) -> None:
    with demo.reading() as session:
        talk = one(session, "svg-holdergraben")
        about = session.get_one(Meeting, talk.meeting_id)
        district = session.get_one(District, about.district_id)
        assert (talk.signup, talk.capacity, talk.signup_closes_min, talk.layout) == (Signup.WAITLIST, 40, 120, "rows")
        assert (talk.busy_from, talk.busy_until) == (
            datetime(2026, 12, 4, 16, 0, tzinfo=UTC),
            datetime(2026, 12, 4, 19, 45, tzinfo=UTC),
        )
        assert (about.cohosts, district.slug) == (["stadtseniorenrat"], "holdergraben")
        assert about.facts == {"project": "stadtviertelgespraeche", "invite": True}
        assert talk.source == "file"


def test_taken_seats_are_persons_without_a_name(demo: Database) -> None:
    with demo.reading() as session:
        full = one(session, "enkeltrick")
        crowd = meetings.crowds(session, [full.id])[full.id]
        assert (crowd.seated, crowd.waiting) == (36, 4)
        seats = session.exec(select(Seat)).all()
        assert {seat.persons for seat in seats} == {1}
        assert len({seat.token_hash for seat in seats}) == len({seat.code_word for seat in seats}) == len(seats)
        words = occupancy.house_facts(session).sections["code_words"]
        for seat in seats:
            first, second, number = seat.code_word.split()
            assert {first, second} <= {*words}
            assert first != second
            assert 1 <= int(number) <= 99


def test_the_public_is_told_the_programme_of_a_day(demo: Database) -> None:
    with demo.reading() as session:
        house = occupancy.house_facts(session)
        noon = instant(datetime(2026, 12, 24, 12), house.zone)
        told = meetings.programme(session, house, Span(noon, noon + timedelta(hours=6)), now=NOW)
    assert [(date.title, date.status) for date in told] == [
        ("Gemeinsamer Mittagstisch", "cancelled"),
        ("Weihnachtscafé für alle, die allein sind", "planned"),
    ]


# What waits on the desk


def test_a_request_without_a_phone_waits_and_holds_its_time(demo: Database) -> None:
    with demo.reading() as session:
        (wish,) = asked(session, "Balkonkraftwerk-Stammtisch")
    assert (wish.state, wish.released_at, wish.listing, wish.source) == (
        State.REQUESTED,
        None,
        Listing.INTERNAL,
        "kiosk_slip",
    )
    assert (wish.persons, wish.usage, wish.note) == (10, "group", "")  # a note of the file is for the desk alone
    assert wish.facts == {
        "request": "R-101",
        "code_word": "Tanne 19",
        "desk_note": "Kein Handy. Kommt am Dienstag in die Sprechstunde.",
    }


def test_a_request_that_cannot_be_holds_nothing_and_keeps_what_is_offered(demo: Database) -> None:
    with demo.reading() as session:
        (wish,) = asked(session, "Sondertreffen Pflanzkübel")
    assert (wish.state, wish.released_at) == (State.CONFLICT, NOW)
    assert wish.facts == {
        "request": "R-102",
        "conflict_with": ["heizung"],
        "suggest": [
            {"room": "stueble", "start": "2026-11-30T12:15", "end": "2026-11-30T13:15"},
            {"room": "quartierraum", "start": "2026-12-02T12:30", "end": "2026-12-02T13:30"},
        ],
    }


def test_a_declined_request_says_why_and_belongs_to_nobody(demo: Database) -> None:
    with demo.reading() as session:
        (wish,) = asked(session, "Geburtstag")
    assert (wish.state, wish.reason, wish.usage, wish.group_id) == (State.DECLINED, "private", "private", None)
    assert (wish.released_at, wish.listing) == (NOW, Listing.INTERNAL)


def test_a_requested_series_leaves_out_the_closure(demo: Database) -> None:
    with demo.reading() as session:
        dates = asked(session, "VHS-Kurs: Yoga auf dem Stuhl (8 Termine)")
        series = session.get_one(Series, dates[0].series_id)
    assert [(date.wall_from.date().isoformat(), date.state, date.reason) for date in dates if date.reason] == [
        ("2027-02-09", State.SKIPPED, "closure")
    ]
    assert Counter(date.state for date in dates) == {State.REQUESTED: 7, State.SKIPPED: 1}
    assert (series.slug, series.state, series.rrule) == (None, State.REQUESTED, "FREQ=WEEKLY;BYDAY=TU")
    assert series.last == datetime(2027, 3, 2, 18, 15)


def test_a_hold_lapses_after_the_houses_time(demo: Database) -> None:
    with demo.reading() as session:
        (wish,) = asked(session, "Weihnachtsfeier Jugendtreff")
    assert (wish.state, wish.held_until) == (State.HELD, NOW + timedelta(hours=48))
    assert wish.busy_from == datetime(2026, 12, 18, 15, 45, tzinfo=UTC)  # the room's own set-up


# A demo on any day


def test_a_demo_moves_its_meetings_to_this_week_and_nothing_else(sqlite_db: Database) -> None:
    demo_house(sqlite_db, NOW, shift_to=date(2027, 3, 3))

    with sqlite_db.reading() as session:
        assert one(session, "lebensretter").wall_from == datetime(2027, 3, 2, 20, 15)
        assert one(session, "advent-basteln").wall_from == datetime(2027, 3, 6, 14, 0)
        assert one(session, "svg-holdergraben").wall_from == datetime(2027, 3, 12, 18, 0)
        (wish,) = asked(session, "Balkonkraftwerk-Stammtisch")
        assert wish.wall_from == datetime(2026, 12, 3, 19, 0)


def test_a_moved_meeting_takes_the_place_of_the_series_it_meets(sqlite_db: Database) -> None:
    demo_house(sqlite_db, NOW, shift_to=date(2027, 3, 3))

    with sqlite_db.reading() as session:
        found = session.exec(
            select(Series.slug, Booking.wall_from)
            .join(Booking, col(Booking.series_id) == col(Series.id))
            .where(col(Booking.reason) == "replaced")
            .order_by(col(Booking.starts_at))
        ).all()
        live = session.exec(select(Booking).where(col(Booking.state).in_(LIVE))).all()
    assert found == [
        ("spieleabend", datetime(2027, 3, 19, 19, 0)),  # demokratie
        ("repaircafe", datetime(2027, 3, 20, 14, 0)),  # baeumchen
        ("mittagstisch", datetime(2027, 4, 1, 12, 0)),  # weihnachtscafe needs the room from 13:00
        ("digital-treff", datetime(2027, 4, 1, 15, 0)),
        ("vorlesen", datetime(2027, 5, 7, 15, 30)),  # ideenwerkstatt, as its file says
        ("spieleabend", datetime(2027, 6, 18, 19, 0)),  # svg-alzental
    ]
    assert overlaps(live) == []


def test_a_meeting_that_would_meet_a_closure_goes_to_the_next_free_day(sqlite_db: Database) -> None:
    report = demo_house(sqlite_db, NOW, shift_to=date(2026, 12, 22))

    with sqlite_db.reading() as session:
        rescue = one(session, "lebensretter")  # was to be on 22 December
        trick = one(session, "enkeltrick")  # was to be on 24 December, in the Christmas break
        talk = one(session, "vorsorge")  # was to be on 7 January, the first day after it, and is
    assert rescue.wall_from == datetime(2026, 12, 22, 20, 15)
    assert talk.wall_from == datetime(2027, 1, 7, 17, 30)
    assert trick.wall_from == datetime(2027, 1, 10, 18, 15)  # the 8th and the 9th have a meeting each
    assert any(
        fault.text == "„Sicher zu Hause: So erkennen Sie den Enkeltrick“ weicht vom 24.12.2026 auf den 10.01.2027 aus."
        for fault in report.warnings
    )


def test_the_demo_starts_in_every_week_of_a_year() -> None:
    demo = check_house_file(DEMO.read_text(encoding="utf-8"))
    first = demo.file.meta.anchor_monday
    assert first is not None

    for weeks in range(53):
        plan = plan_dates(demo.file, demo.facts, weeks=weeks)
        assert plan.faults == (), first + timedelta(weeks=weeks)
        assert len([date for date in plan.dates if isinstance(date.entry, MeetingEntry)]) == 14


@pytest.mark.parametrize(
    "day",
    [date(2026, 12, 31), date(2027, 3, 28), date(2027, 8, 20), date(2028, 2, 29), date(2031, 7, 1), date(2026, 5, 2)],
    ids=["in the Christmas break", "when clocks change", "in the summer break", "29 February", "years on", "before"],
)
def test_the_demo_is_loaded_on_any_day(sqlite_db: Database, day: date) -> None:
    demo_house(sqlite_db, NOW, shift_to=day)

    with sqlite_db.reading() as session:
        singles = session.exec(select(Booking).join(Meeting).where(col(Booking.series_id).is_(None))).all()
    assert len(singles) == 14


def overlaps(rows: Sequence[Booking]) -> list[tuple[int, int]]:
    """Every pair that shares floor and time, asked by the plain definition."""
    blocks = [(row.busy_from, row.busy_until, row.lo, row.hi, row.id) for row in rows]
    return [
        (one, other)
        for (start, end, lo, hi, one), (start2, end2, lo2, hi2, other) in combinations(blocks, 2)
        if lo < hi2 and lo2 < hi and start < end2 and start2 < end
    ]


# All or nothing


def test_a_house_is_loaded_into_an_empty_database_only(db: Database) -> None:
    plain_house(db, NOW)

    with pytest.raises(FileRefused, match="In dieser Datenbank ist schon ein Haus"), db.writing() as session:
        load(session, DEMO, now=NOW)

    with db.reading() as session:
        assert session.get_one(House, 1).name == "Probehaus"


def test_a_house_that_init_made_takes_a_file(db: Database) -> None:
    with db.writing() as session:
        newhouse.create(session, "Neues Haus", "Europe/Berlin", now=NOW)
        before = house_facts(session)

    with db.writing() as session:
        load(session, DEMO, now=NOW)
        after = house_facts(session)

    assert (before.name, after.name) == ("Neues Haus", "Quartierraum Kernstadt")
    assert after.revision > before.revision
    assert len(after.public_holidays) == 28  # 13 of the file, 15 of the Land after the file's last


def test_a_clash_anywhere_stores_nothing(db: Database) -> None:
    clashing = SERIES + MEETING.replace("2026-11-24", "2026-11-30").replace('"17:00"', '"19:15"')

    with pytest.raises(FileRefused) as refused:
        plain_house(db, NOW, clashing)

    assert len(refused.value.faults) == 1
    with db.reading() as session:
        assert (count(session, House), count(session, Room), count(session, Booking)) == (0, 0, 0)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(None, "kann nicht gelesen werden"), (b"site: \xff\xfe", "kein Text in UTF-8")],
    ids=["absent", "not UTF-8"],
)
def test_a_file_that_cannot_be_read_is_refused(
    sqlite_db: Database, tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    file = tmp_path / "haus.yaml"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(FileRefused, match=sentence), sqlite_db.writing() as session:
        load(session, file, now=NOW)


def test_a_wish_at_half_past_two_in_the_night_without_it_is_kept(sqlite_db: Database) -> None:
    night = REQUEST.replace("2026-11-25", "2027-03-28").replace('"10:00"', '"02:30"').replace('"12:00"', '"03:00"')

    plain_house(sqlite_db, NOW, night)

    with sqlite_db.reading() as session:
        (wish,) = asked(session, "Kurs")
    assert (wish.starts_at, wish.ends_at) == (
        datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
        datetime(2027, 3, 28, 2, 0, tzinfo=UTC),
    )


def test_a_closed_group_stays_closed(sqlite_db: Database) -> None:
    plain_house(sqlite_db, NOW, SERIES.replace("group: probe", "group: still"))

    with sqlite_db.reading() as session:
        dates = session.exec(select(Booking)).all()
    assert {(date.listing, date.signup) for date in dates} == {(Listing.NEUTRAL, Signup.NONE)}


def test_no_hostile_sample_could_be_a_title_and_every_title_of_the_demo_is_one() -> None:
    content = plain(read_lines(DEMO.read_text(encoding="utf-8")).root)
    entries = [*content["series"], *content["meetings"], *content["requests"]]
    shown = [entry["title"] for entry in entries] + [
        title for entry in entries for title in entry.get("i18n", {}).values()
    ]

    assert [title for title in shown if titles.objections(title)] == []
    assert [title for title in content["hostile_samples"]["titles"] if not titles.objections(title)] == []


def test_the_plain_house_takes_bookings_at_midnight(sqlite_db: Database) -> None:
    plain_house(sqlite_db, NOW, MEETING.replace('"14:00"', '"22:00"').replace('"17:00"', '"24:00"'))

    with sqlite_db.reading() as session:
        assert one(session, "fest").wall_to == datetime(2026, 11, 25, 0, 0)
