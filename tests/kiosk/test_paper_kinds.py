"""Slips, door signs, letters and the sheet of a day: what stands on them, read and scanned as others do."""

import dataclasses
import json
from datetime import date, timedelta

import pytest

from booking import community, damages, occupancy
from booking.i18n import LANGUAGES
from kiosk.paper.daysheet import day_sheet
from kiosk.paper.door import door_sign
from kiosk.paper.house import house_of
from kiosk.paper.letter import invitation, next_of
from kiosk.paper.slip import stairwell_slips
from models.bookings import State
from models.community import District, Listing
from models.meetings import Signup
from tests.kiosk.paper_house import HOSTILE, MONDAY, NOW, full_week, lived_in, printed
from tests.support import paper
from tests.support.feed_rows import BASE_URL

A4, A5 = (210, 297), (148, 210)


@pytest.fixture
def session(sqlite_db):
    with sqlite_db.writing() as session:
        yield session


@pytest.fixture
def house(session):
    return lived_in(session)


def known(session):
    return house_of(session, occupancy.house_facts(session), BASE_URL)


def slips(session, languages=("de",), now=NOW):
    return stairwell_slips(session, known(session), MONDAY, languages, now=now)


def sign(session, days=7, languages=("de",), room="quartierraum"):
    seen = known(session)
    return door_sign(session, seen, seen.facts.rooms_by_slug[room], MONDAY, days, languages, now=NOW)


def letter(session, languages=("de",)):
    seen = known(session)
    quarter = community.quarters(session)[0]
    one = next_of(session, seen, quarter.slug, now=NOW)
    assert one
    return invitation(seen, quarter, one, languages, now=NOW)


def words(sheet):
    return " ".join(paper.texts(printed(sheet).pdf))


def in_the_old_town(house, title="Gespräch im Viertel", **facts):
    district = District(slug="altstadt", name="Altstadt")
    house.session.add(district)
    house.session.flush()
    about = house.meeting(title, district_id=district.id, text_simple="Wir reden. Es gibt Suppe.", **facts)
    return house.date("2026-12-04 18:00", 120, title=title, meeting_id=about.id, signup=Signup.SEATS, capacity=30)


def whole(sheet, size, codes):
    """Check that everybody can read it, that it has this size, and that its codes lead to *codes*."""
    done = printed(sheet)
    assert paper.faults(done.pdf) == []
    assert set(paper.millimetres(done.pdf)) == {size}
    assert paper.codes(done.pdf) == codes
    return done


@pytest.mark.parametrize("languages", [("de",), ("ar",), ("uk", "ar")])
def test_four_slips_to_cut_out_each_with_its_code_and_read_aloud_once(session, house, languages):
    full_week(house, 9)

    done = whole(slips(session, languages), A4, [f"{BASE_URL}/"] * 4)

    assert done.pages == 1
    assert len(paper.alternatives(done.pdf)) == len(languages)  # the copies are decoration


def test_a_slip_holds_what_comes_next_and_says_how_much_more_there_is(session, house):
    house.date("2026-11-24 09:00", title="Vorbei")
    house.date("2026-11-25 14:00", title="Gesprächskreis", listing=Listing.NEUTRAL)
    house.date("2026-11-25 16:00", title="Fällt aus", state=State.CANCELLED)
    for number in range(9):
        house.date(f"2026-11-26 {8 + number:02}:00", 45, title=f"Treffen {number}")

    sheet = slips(session, now=NOW + timedelta(days=5))  # Wednesday, 10:00
    told = words(sheet)

    assert [row["title"]["t"] for row in sheet.content["cards"][0]["rows"]] == [f"Treffen {n}" for n in range(9)]
    shown = sum(f"Treffen {number} " in told for number in range(9))
    assert 2 <= shown < 9
    assert f"und noch {9 - shown} Treffen" in told
    assert "030 23125-101" in told
    assert "ohne Anmeldung" in told


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_a_title_is_each_slip_stays_within_its_lines(session, house, title):
    house.date("2026-11-25 14:00", title=title)

    assert printed(slips(session)).pages == 1
    assert paper.faults(printed(slips(session)).pdf) == []


@pytest.mark.parametrize(("days", "languages"), [(1, ("de",)), (7, ("de", "ar"))], ids=["a day", "a week"])
def test_a_door_tells_when_its_room_is_taken_and_how_one_gets_it(session, house, days, languages):
    house.date("2026-11-23 14:00", title="Café")
    house.date("2026-11-23 18:00", title="Gesprächskreis Sucht", listing=Listing.NEUTRAL)
    house.date("2026-11-23 14:00", title="Anderswo", room="stueble")

    sheet = sign(session, days, languages)
    whole(sheet, A4, [f"{BASE_URL}/book?room=quartierraum"])

    told = words(sheet)
    assert "Quartierraum" in told
    assert "Café" in told
    assert "Geschlossene Gruppe" in told
    assert "nur diese Gruppe" in told
    assert "Sucht" not in told
    assert "Anderswo" not in told


def test_a_door_without_dates_says_so(session, house):
    assert "Kein Treffen in diesem Raum." in words(sign(session))


@pytest.mark.parametrize("languages", [("de",), ("de_simple",), ("ar", "de"), ("tr",), ("uk",), ("hr",), ("ro", "it")])
def test_a_letter_invites_in_each_language_on_a_page_of_its_own(session, house, languages):
    date_of = in_the_old_town(house)

    done = whole(letter(session, languages), A5, [f"{BASE_URL}/m/{date_of.code}"] * len(languages))

    assert done.pages == len(languages)


def test_the_letter_says_what_when_where_and_whom_to_call_and_greets_in_all_languages(session, house):
    in_the_old_town(house)

    told = words(letter(session))

    for part in (
        "Sie sind eingeladen Altstadt Liebe Nachbarinnen und Nachbarn,",
        "Gespräch im Viertel Freitag, 4. Dezember 2026 18:00 – 20:00 Uhr Quartierraum, Beispielgasse 1",
        "mit Anmeldung",
        "Wir reden. Es gibt Suppe.",
        "Sie brauchen kein Handy.",
        "Anrufen: 030 23125-101",
        "English: You are invited",
        "Türkçe: Davetlisiniz",
        "Hrvatski: Pozvani ste",
    ):
        assert part in told
    assert len(letter(session).content["letters"][0]["elsewhere"]) == len(LANGUAGES) - 2


@pytest.mark.parametrize("title", [HOSTILE[0], HOSTILE[4], "Ein sehr langer Titel, der erzählt, " * 5])
def test_a_long_title_makes_the_letter_smaller_not_longer(session, house, title):
    in_the_old_town(house, title)

    done = printed(letter(session, ("de", "ar")))

    assert done.pages == 2
    assert paper.faults(done.pdf) == []


def test_where_nothing_is_planned_nobody_is_invited(session, house):
    assert next_of(session, known(session), "altstadt", now=NOW) is None


def test_the_sheet_of_a_day_has_set_up_times_boxes_and_what_is_broken(session, house):
    house.date("2026-11-25 14:00", 90, title="Café", persons=20, layout="rows")
    house.date("2026-11-25 18:00", title="Gesprächskreis Sucht", listing=Listing.NEUTRAL, group=None)
    house.date("2026-11-25 20:00", 60, title="Chor", state=State.REQUESTED)
    house.date("2026-11-25 09:00", 60, title="Malen", state=State.CANCELLED)
    house.date("2026-11-26 09:00", 60, title="Morgen")
    facts = occupancy.house_facts(session)
    damages.report(session, facts, "light", room="stueble", who="visitor", now=NOW)

    sheet = day_sheet(session, known(session), date(2026, 11, 25), now=NOW)
    whole(sheet, A4[::-1], [])

    told = words(sheet)
    for part in (
        "Der Tag im Haus: Mittwoch, 25. November 2026",
        "14:00 – 15:30 14:00 – 15:30 Quartierraum Café Strick- und Spielecafé 20 mit Stuhlreihen",
        "Geschlossene Gruppe",
        "Noch nicht zugesagt.",
        "Fällt aus.",
        "Licht, Strom, Stüble, seit Fr 20.11., 10:00 Uhr",
    ):
        assert part in told
    assert "Sucht" not in told
    assert "Morgen" not in told


def test_a_full_day_goes_on_on_another_page_with_its_headings(session, house):
    for number in range(44):
        room = ("quartierraum", "stueble")[number % 2]
        house.date(f"2026-11-25 {1 + number // 2:02}:00", 45, title=f"Treffen Nummer {number}", room=room)

    done = printed(day_sheet(session, known(session), date(2026, 11, 25), now=NOW))

    assert done.pages > 1
    assert all("Bestuhlung" in text for text in paper.texts(done.pdf))
    assert paper.faults(done.pdf) == []


def test_an_empty_day_says_so(session, house):
    assert "An diesem Tag ist nichts im Haus." in words(day_sheet(session, known(session), date(2026, 11, 25), now=NOW))


def test_a_long_name_number_and_address_leave_a_slip_within_its_lines(session, house):
    full_week(house, 9)
    seen = known(session)
    long = dataclasses.replace(
        seen,
        base="https://begegnung.grosse-kreisstadt-herrenberg.example.org",
        sign=dataclasses.replace(
            seen.sign, name="Mehrgenerationenhaus und Begegnungsstätte am Alten Bahnhof Gültstein"
        ),
        phone=dataclasses.replace(
            seen.phone, hours="Mo–Fr 9–12 Uhr, Di 14–18 Uhr, jeden ersten Samstag und nach Anruf"
        ),
    )

    whole(stairwell_slips(session, long, MONDAY, ("ro", "uk"), now=NOW), A4, [f"{long.base}/"] * 4)

    sheet = stairwell_slips(session, long, MONDAY, ("ro", "uk"), now=NOW)
    assert printed(sheet).pages == 1


def test_no_sheet_tells_an_address_or_a_number_of_a_person(session, house):
    in_the_old_town(house)
    full_week(house, 5)

    told = json.dumps([one.content for one in (slips(session), sign(session), letter(session))])

    assert "@" not in told
