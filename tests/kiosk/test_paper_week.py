"""The poster of a week: all that is on, in its order, for everybody; nothing that is nobody's business."""

from datetime import date, timedelta

import pytest

from booking import occupancy
from models.bookings import State
from models.community import Listing
from models.meetings import Signup
from models.rooms import Closure
from tests.kiosk.paper_house import HOSTILE, MONDAY, full_week, lived_in, poster, printed
from tests.support import paper


@pytest.fixture
def session(sqlite_db):
    with sqlite_db.writing() as session:
        yield session


@pytest.fixture
def house(session):
    return lived_in(session)


def rows(sheet):
    """Return what stands below each day, by its heading."""
    return {
        day["heading"][0]["t"].replace("\u00a0", " "): [
            (" – ".join(row["times"]), row["titles"][0]["t"], [chip["words"][0]["t"] for chip in row["chips"]])
            for row in day["rows"]
        ]
        for day in sheet.content["days"]
    }


def test_every_date_stands_below_its_day_with_how_one_comes_in(session, house):
    house.date("2026-11-22 10:00", title="Vor der Woche")
    house.date("2026-11-23 14:00", 90, title="Café")
    house.date("2026-11-24 18:00", title="Kurs", signup=Signup.SEATS, capacity=3)
    house.date("2026-11-24 20:00", title="Chor", signup=Signup.EXTERNAL)
    house.date("2026-11-26 10:00", title="Malen", state=State.CANCELLED)
    house.date("2026-11-29 23:00", 120, title="Nacht")
    house.date("2026-11-30 09:00", title="Nach der Woche")

    assert rows(poster(session)) == {
        "Montag, 23. November": [("14:00 – 15:30", "Café", ["ohne Anmeldung"])],
        "Dienstag, 24. November": [
            ("18:00 – 20:00", "Kurs", ["mit Anmeldung"]),
            ("20:00 – 22:00", "Chor", ["Anmeldung bei der Gruppe"]),
        ],
        "Donnerstag, 26. November": [("10:00 – 12:00", "Malen", ["fällt aus"])],
        "Sonntag, 29. November": [("23:00 – 01:00", "Nacht", ["ohne Anmeldung"])],
    }


def test_neutral_and_inner_dates_and_what_is_only_asked_for_are_on_no_wall(session, house):
    house.date("2026-11-23 14:00", title="Gesprächskreis Sucht", listing=Listing.NEUTRAL)
    house.date("2026-11-24 14:00", title="Dienstbesprechung", listing=Listing.INTERNAL)
    house.date("2026-11-25 14:00", title="Nur gefragt", state=State.REQUESTED)

    sheet = printed(poster(session))

    words = " ".join(paper.texts(sheet.pdf))
    assert "In dieser Woche ist kein Treffen geplant." in words
    assert not [secret for secret in ("Sucht", "Geschlossene Gruppe", "Dienst", "gefragt") if secret in words]


def test_who_has_no_phone_with_a_camera_is_told_whom_to_call_and_where_to_go(session, house):
    words = " ".join(paper.texts(printed(poster(session)).pdf))

    assert "Anrufen: 030 23125-101" in words
    assert "Oder vorbeikommen: Di 9–12 Uhr" in words
    assert "Beispielgasse 1, 71083 Herrenberg" in words


def test_what_lasts_several_days_and_closures_stand_once(session, house):
    house.date("2026-11-20 09:00", 60 * 24 * 6, title="Ausstellung")
    session.add(
        Closure(
            slug="ruhe",
            starts_on=date(2026, 11, 25),
            ends_on=date(2026, 11, 27),
            public_text="Das Haus ist zu.",
        )
    )
    session.flush()
    occupancy.house_changed(session)

    words = " ".join(paper.texts(printed(poster(session)).pdf))

    assert words.count("Ausstellung") == 1
    assert "Do 26.11. 09:00 Ausstellung" in words
    assert words.count("Das Haus ist zu.") == 1


@pytest.mark.parametrize("number", [0, 1, 12, 30, 60])
def test_empty_or_full_everything_is_on_it_in_order_and_can_be_read_by_everybody(session, house, number):
    titles = full_week(house, number) if number else []

    done = printed(poster(session))

    words = " ".join(paper.texts(done.pdf))
    places = [words.find(title) for title in titles]
    assert -1 not in places
    assert places == sorted(places)
    assert done.pages == (1 if number <= 12 else done.pages)
    assert done.pages <= 3
    assert len(done.previews) == done.pages
    assert paper.faults(done.pdf) == []
    assert paper.codes(done.pdf) == ["https://quartier.example.org/"]


@pytest.mark.parametrize(("size", "languages"), [
    ("a4", ("de_simple",)), ("a4", ("ar",)), ("a4", ("tr", "ro")), ("a4", ("hr",)),
    ("a3", ("de",)), ("a3", ("ar", "de")), ("a3", ("it", "en")),
])  # fmt: skip
def test_in_each_format_and_language_it_can_be_read_and_scanned(session, house, size, languages):
    full_week(house, 9)

    done = printed(poster(session, languages, paper=size))

    assert paper.faults(done.pdf) == []
    assert paper.codes(done.pdf) == ["https://quartier.example.org/"]
    assert set(paper.millimetres(done.pdf)) == {{"a4": (210, 297), "a3": (297, 420)}[size]}
    assert paper.language(done.pdf) == languages[0].partition("_")[0]
    assert "quartier.example.org" in paper.alternatives(done.pdf)[0]
    words = " ".join(paper.texts(done.pdf))
    assert ("org.example.quartier" if languages[0] == "ar" else "quartier.example.org") in words  # pdfium turns lines


def test_in_two_languages_each_day_is_said_in_both(session, house):
    house.date("2026-11-23 14:00", title="Café")

    words = " ".join(paper.texts(printed(poster(session, ("de", "uk"))).pdf))

    assert "Montag, 23. November понеділок, 23 листопада" in words
    assert "ohne Anmeldung · без запису" in words


def test_days_with_long_names_in_two_languages_do_not_run_into_each_other(session, house):
    full_week(house, 30)  # on two narrow columns

    done = printed(poster(session, ("it", "hr")))

    _left, bottom, right, _top = paper.place_of(done.pdf, "martedì 24 novembre")
    left, _bottom, _right, top = paper.place_of(done.pdf, "utorak, 24. studenoga")
    assert top < bottom or left > right


def test_what_people_wrote_is_text_and_nothing_else(session, house):
    for number, title in enumerate(HOSTILE):
        house.date(f"2026-11-{23 + number % 7} {9 + number:02}:00", 60, title=title)

    done = printed(poster(session))

    words = " ".join(paper.texts(done.pdf))
    assert paper.faults(done.pdf) == []
    assert "root:" not in words
    for title in HOSTILE[:4]:
        assert title in words
    assert "x" * 300 in words.replace(" ", "")
    assert "verkehrt herum" in words


def test_a_title_that_no_font_can_write_leaves_a_word_and_the_sheet_is_set(session, house):
    house.date("2026-11-23 14:00", title="漢字 😀")

    done = printed(poster(session))

    assert rows(poster(session))["Montag, 23. November"] == [("14:00 – 16:00", "Treffen", ["ohne Anmeldung"])]
    assert paper.faults(done.pdf) == []


@pytest.mark.parametrize("monday", [date(2026, 10, 19), date(2027, 3, 22)], ids=["an hour more", "an hour less"])
def test_in_a_week_in_which_the_clock_changes_days_and_times_are_those_of_the_wall(session, house, monday):
    sunday = (monday + timedelta(days=6)).isoformat()
    house.date(f"{sunday} 10:00", title="Brunch")
    house.date(f"{sunday} 23:30", 30, title="Spät")
    house.date(f"{monday + timedelta(days=7)} 00:00", 30, title="Danach")

    sheet = poster(session, monday=monday)

    assert [line[:2] for lines in rows(sheet).values() for line in lines] == [
        ("10:00 – 12:00", "Brunch"),
        ("23:30 – 00:00", "Spät"),
    ]


def test_a_moved_date_says_so(session, house):
    house.date("2026-11-25 14:00", title="Café", moved=True)

    assert rows(poster(session)) == {
        "Mittwoch, 25. November": [("14:00 – 16:00", "Café", ["verlegt", "ohne Anmeldung"])]
    }


@pytest.mark.parametrize(
    ("first", "room", "told"),
    [
        ("2026-11-23T14:00:00", "quartierraum", ["statt Mo 23.11., 14:00 Uhr", "замість пн, 23.11, 14:00"]),
        ("2026-11-25T10:30:00", "quartierraum", ["statt 10:30 Uhr", "замість 10:30"]),
        ("2026-11-25T14:00:00", "stueble", ["anderer Raum", "інша кімната"]),
        ("2026-11-25T14:00:00", "quartierraum", []),  # it only ends otherwise
        (None, "", []),
    ],
)
def test_a_moved_date_says_instead_of_when_in_both_languages(session, house, first, room, told):
    facts = {"moved_from": {"start": first, "room": room}} if first else {}
    house.date("2026-11-25 14:00", title="Café", moved=True, facts=facts)

    sheet = poster(session, ("de", "uk"))

    found = [said["t"] for said in sheet.content["days"][0]["rows"][0]["was"]]
    assert [words.replace("\u2068", "").replace("\u2069", "") for words in found] == told
    assert paper.faults(printed(sheet).pdf) == []


def test_the_same_week_is_the_same_file_on_the_same_day(session, house):
    full_week(house, 5)

    assert printed(poster(session)).pdf == printed(poster(session)).pdf
    assert poster(session).name == f"{MONDAY.year}-W48-a4-de"
