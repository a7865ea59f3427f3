"""What else a phone is told: one's quarter, who helps, the house's rules and whom the law wants named."""

import re

import pytest
from sqlmodel import col, select

from booking import legal, occupancy
from booking.i18n import LANGUAGES
from kiosk.phone.about import NAMES
from models.community import Contact, District
from models.meetings import Meeting
from models.rooms import House, Section
from tests.kiosk.conftest import spoken


@pytest.fixture
def town(neighbourhood):
    """The house with two quarters, three functions, rules, and what the law wants."""
    with neighbourhood.db.writing() as session:
        session.add_all(
            [
                District(slug="altstadt", name="Altstadt", note="am Markt", position=1),
                District(slug="vogelsang", name="Vogelsang", position=2),
                Contact(
                    slug="buero", function="Quartiersbüro", phone="030 23125-101", email="b@example.org", card=True
                ),
                Contact(slug="pflege", function="Pflege", phone="030 23125-107", card=True, position=1),
                Contact(slug="intern", function="Hausdienst", phone="030 23125-103", card=False, position=2),
                Section(
                    name="help_directory",
                    content=[
                        {"icon": "notruf", "title": "Notruf", "phone": "112"},
                        {"icon": "pflege", "title": "Hilfe im Alltag", "contact": "pflege"},
                    ],
                ),
                Section(name="house_rules_simple", content=[{"icon": "herz", "text": "Wir sind freundlich."}]),
                Section(
                    name="legal",
                    content={"contact": "rathaus@example.org", "privacy_authority": "Die Aufsicht"}
                    | {"accessibility_checked": "2026-11-20", "accessibility_gaps": ["Fotos ohne Text."]},
                ),
            ]
        )
        house = session.get_one(House, 1)
        house.about = {**house.about, "operator": "Stadt Herrenberg"}
    return neighbourhood


def in_quarter(town, slug, **facts):
    """Store a date of the quarter *slug* and return its code."""
    code = town.date(**facts)
    with town.db.writing() as session:
        district = session.exec(select(District).where(col(District.slug) == slug)).one()
        meeting = Meeting(title=facts["title"], updated_at=town.now)
        meeting.district_id = district.id
        session.add(meeting)
        session.flush()
        number = meeting.id
    town.change(code, meeting_id=number)
    return code


def test_a_quarter_shows_its_own_meetings_and_whom_to_ask(town, browse):
    code = in_quarter(town, "altstadt", title="Gespräch im Viertel")
    in_quarter(town, "vogelsang", title="Anderswo", start="17:00")

    answer = browse.get("/q/altstadt")

    said = spoken(answer)
    assert "Mein Viertel Altstadt am Markt" in said
    assert f'href="/m/{code}"' in answer.text
    assert "Anderswo" not in said
    assert 'href="tel:03023125101"' in answer.text
    assert 'href="/q/vogelsang"' in answer.text


def test_a_quarter_without_a_meeting_says_whom_to_ask(town, browse):
    assert "Hier ist noch kein Treffen geplant." in spoken(browse.get("/q/vogelsang"))


@pytest.mark.parametrize("path", ["/q/nix", "/contact/nix", "/contact/intern", "/contact/intern.vcf", "/about/nix"])
def test_what_there_is_not_or_is_not_public_gets_a_kind_page(town, browse, path):
    answer = browse.get(path)

    assert answer.status_code == 404
    assert "23125-103" not in answer.text


def test_everybody_who_helps_can_be_called_by_a_tap(town, browse):
    answer = browse.get("/contact")

    assert re.findall(r'href="tel:(\d+)"', answer.text) == ["03023125101", "112", "03023125107"]
    assert 'href="/contact/pflege"' in answer.text
    assert "Hausdienst" not in answer.text


def test_a_function_goes_into_the_address_book(town, browse):
    page, card = browse.get("/contact/buero"), browse.get("/contact/buero.vcf?lang=tr")

    assert 'href="/contact/buero.vcf"' in page.text
    assert card.headers["content-type"].startswith("text/vcard")
    assert card.headers["content-disposition"] == 'attachment; filename="buero.vcf"'
    assert "FN:Quartiersbüro (Quartierraum)\r\nTEL:030 23125-101\r\n" in card.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", NAMES)
def test_what_the_law_wants_is_told_in_every_language(town, browse, part, language):
    answer = browse.get(f"/about/{part}?lang={language}")

    assert answer.status_code == 200
    assert len(spoken(answer)) > 100


def test_the_statement_of_accessibility_has_the_official_headings(town, browse):
    headings = re.findall(r"<h\d[^>]*>([^<]+)</h\d>", browse.get("/about/accessibility").text)

    assert headings == [
        "Erklärung zur Barrierefreiheit",
        "Stand der Vereinbarkeit mit den Anforderungen",
        "Nicht barrierefreie Inhalte",
        "Erstellung dieser Erklärung",
        "Rückmeldung und Kontakt",
        "Durchsetzungsverfahren",
    ]
    assert "Fotos ohne Text." in spoken(browse.get("/about/accessibility"))


def test_every_page_leads_to_privacy_and_imprint(town, browse):
    for path in ("/", "/calendar", "/book", "/contact", "/q/altstadt", "/about/rules", "/nix"):
        page = browse.get(path).text
        assert all(f'href="/about/{part}"' in page for part in NAMES), path


def test_the_town_is_told_what_it_has_not_told_yet(town):
    with town.db.reading() as session:
        lacks = legal.untold(occupancy.house_facts(session))

    assert lacks.startswith("Impressum, Datenschutz und Barrierefreiheit sagen noch nicht: wer den Betreiber vertritt")
    assert "legal: contact" not in lacks


def test_the_programme_can_be_looked_through_by_who_asks(town, browse):
    town.date(title="Café", start="10:00")
    week = f"{town.monday.isocalendar()[0]}-W{town.monday.isocalendar()[1]:02}"

    everything, youth = (browse.get(f"/?week={week}{more}") for more in ("", "&for=youth"))

    assert "Café" in spoken(everything)
    assert "Dafür ist in dieser Zeit nichts dabei." in spoken(youth)
    assert f'href="/?week={week}" aria-current="true"' in youth.text
    assert re.search(r'class="button quiet" href="/\?week=[^"]+&amp;for=youth"', youth.text)
    assert 'href="/q/altstadt"' in everything.text
