"""Every page for phones speaks the visitor's language: the one in its address, or what the browser asks for."""

import re

import pytest

from booking.i18n import LANGUAGES, _, speaking
from kiosk.phone import addresses
from kiosk.phone.languages import known, wanted
from models.meetings import Meeting, Signup
from models.tables import bookings
from tests.kiosk.conftest import spoken
from tests.kiosk.test_phone_meeting import once_of


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "de"),
        ("tr", "tr"),
        ("de-AT, en;q=0.8", "de"),
        ("en-US,en;q=0.5", "en"),
        ("fr, it;q=0.7, ar;q=0.9", "ar"),
        ("fr-CH, pl", "de"),
        ("*", "de"),
        ("pl, *;q=0.5", "de"),
        ("de;q=0, *", "de"),
        ("de;q=0, en;q=0.1", "en"),
        ("EN-gb ; Q=0.3 , TR ; q=0.2", "en"),
        ("ar-Arab-EG", "ar"),
        ("bs", "hr"),
        ("sr-Latn-BA,sr;q=0.8", "hr"),
        ("de-x-simple", "de"),
        ("uk;q=1.0, ro;q=1", "uk"),
        ("tr;q=2, en;q=0.1", "en"),
        ("it;q=, en;q=0.1", "en"),
        (",;,;q=1,,-,x-,", "de"),
        ("a" * 10_000, "de"),
        ("pl," * 1000 + "tr", "de"),
    ],
)
def test_the_browser_says_what_it_wants_with_weights(header, language):
    assert wanted(header) == language


@pytest.mark.parametrize(
    ("name", "language"),
    [("tr", "tr"), ("DE_SIMPLE", "de_simple"), ("de-x-simple", "de_simple"), ("de-simple", "de_simple"), (" ar ", "ar")]
    + [(name, "") for name in ("", "fr", "tr-TR", "../tr", "de_simpler", "\u200etr")],
)
def test_a_language_in_an_address_has_a_name_of_ours(name, language):
    assert known(name) == language


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_address_decides_and_nothing_varies(browse, neighbourhood, code):
    answer = browse.get(f"/calendar?lang={code}", headers={"Accept-Language": "it"})

    language = LANGUAGES[code]
    assert f'<html lang="{language.tag}" dir="{language.direction}">' in answer.text
    assert answer.headers["content-language"] == language.tag
    assert "accept-language" not in answer.headers.get("vary", "").lower()
    with speaking(code):
        assert f"<h1>{_('Kalender aufs Handy')}</h1>" in answer.text
    assert "set-cookie" not in answer.headers


def test_without_one_the_browser_decides_and_caches_are_told(browse, neighbourhood):
    answers = [browse.get("/", headers={"Accept-Language": header}) for header in ("tr", "en;q=0.8", "xx")]

    assert [answer.headers["content-language"] for answer in answers] == ["tr", "en", "de"]
    assert all("Accept-Language" in answer.headers["vary"] for answer in answers)


def test_a_chosen_language_goes_along_with_every_link_and_form(browse, neighbourhood):
    code = neighbourhood.meeting()
    pages = ["/", "/?week=2099-W01", "/calendar", "/calendar?feed=all", f"/m/{code}", "/nix"]

    for path in pages:
        page = browse.get(f"{path}{'&' if '?' in path else '?'}lang=tr").text
        ways = re.findall(r'<(?:a|form)\b[^>]* (?:href|action)="(/[^"#]*)', page.partition("</details>")[2])
        assert [way for way in ways if not way.endswith(("lang=tr", ".ics", ".atom", ".json"))] == [], path
        assert ways


def test_where_the_browser_decides_addresses_stay_short(browse, neighbourhood):
    page = browse.get("/", headers={"Accept-Language": "tr"}).text

    assert re.findall(r'(?:href|action)="/[^"]*lang=', page.partition("</details>")[2]) == []


def test_a_seat_is_taken_kept_and_given_back_in_one_language(browse, neighbourhood):
    code = neighbourhood.meeting()
    page = browse.get(f"/m/{code}?lang=en")
    assert f'action="/m/{code}?lang=en"' in page.text

    sent = browse.post(f"/m/{code}?lang=en", data={"persons": "2", "once": once_of(page)})
    assert sent.headers["location"].endswith("?lang=en")
    seat = browse.get(sent.headers["location"])
    with speaking("en"):
        assert _("Ihr Platz ist sicher") in spoken(seat)
    back = sent.headers["location"].replace("?", "/absagen?")
    assert browse.post(back).headers["location"] == sent.headers["location"]


def test_what_stands_against_it_is_said_in_the_chosen_language(browse, neighbourhood):
    code = neighbourhood.meeting(capacity=1, signup=Signup.SEATS)

    answer = browse.post(f"/m/{code}?lang=tr", data={"persons": "0"})

    assert answer.status_code == 422
    assert answer.headers["content-language"] == "tr"
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize(
    ("path", "status"), [("/nix", 404), ("/m/nix", 404), ("/s/nix", 404), ("/calendar?feed=x", 404)]
)
def test_a_trouble_is_told_in_the_visitors_language_too(browse, neighbourhood, path, status):
    answer = browse.get(path, headers={"Accept-Language": "ar-EG"})

    assert (answer.status_code, answer.headers["content-language"]) == (status, "ar")
    assert '<html lang="ar" dir="rtl">' in answer.text


def test_the_chooser_leads_to_the_same_page_in_every_language(browse, neighbourhood):
    page = browse.get("/calendar?feed=room/stueble&lang=it").text

    (chooser,) = re.findall(r"<details.*?</details>", page, re.DOTALL)
    assert re.findall(r'href="([^"]+)"', chooser) == [
        f"/calendar?feed=room/stueble&amp;lang={code}" for code in LANGUAGES
    ]
    assert re.findall(r'lang="([^"]+)"[^>]*aria-current="true"', chooser) == ["it"]


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example", "/%22%3E%3Cscript%3E", "/x?week=https://evil"])
def test_the_chooser_leads_nowhere_else(browse, neighbourhood, path):
    page = browse.get(path).text

    assert not re.search(r'href="(//|/\\|http:|https://evil)', page)
    assert "<script" not in page
    assert "https://evil" not in page


def test_search_engines_are_told_every_language_of_a_page(browse, neighbourhood):
    code = neighbourhood.meeting()
    here = f"https://quartier.example.org/m/{code}"

    pages = {query: browse.get(f"/m/{code}{query}").text for query in ("", "?lang=tr")}

    assert f'<link rel="canonical" href="{here}">' in pages[""]
    assert f'<link rel="canonical" href="{here}?lang=tr">' in pages["?lang=tr"]
    for page in pages.values():
        alternates = dict(re.findall(r'hreflang="([^"]+)" href="(https[^"]+)"', page))
        assert alternates == {
            **{tag: f"{here}?lang={tag}" for tag in ("de", "en", "tr", "uk", "ro", "it", "hr", "ar")},
            "x-default": here,
        }


def test_what_is_nobodys_business_has_no_address_for_search_engines(browse, neighbourhood):
    code = neighbourhood.meeting()
    sent = browse.post(f"/m/{code}", data={"persons": "1", "once": "x" * 22})

    assert "canonical" not in browse.get(sent.headers["location"]).text
    assert "canonical" not in browse.get("/nix").text


def test_a_title_is_said_as_far_as_somebody_translated_it(browse, neighbourhood):
    code = neighbourhood.meeting(title="Sprachcafé")
    with neighbourhood.db.writing() as session:
        meeting = Meeting(title="Sprachcafé", updated_at=neighbourhood.now)
        meeting.title_simple, meeting.titles = "Deutsch üben", {"tr": "Dil kahvesi"}
        session.add(meeting)
        session.flush()
        number = meeting.id
    neighbourhood.change(code, meeting_id=number)

    pages = {language: browse.get(f"/m/{code}?lang={language}").text for language in ("de", "de_simple", "tr", "ar")}

    assert {language: re.findall(r"<h1 (.*)</h1>", page) for language, page in pages.items()} == {
        "de": ['lang="de">Sprachcafé'],
        "de_simple": ['lang="de-x-simple">Deutsch üben'],
        "tr": ['lang="tr">Dil kahvesi'],
        "ar": ['lang="de">Sprachcafé'],
    }
    assert 'lang="de">Sprachcafé</p>' in pages["tr"]
    assert ">Dil kahvesi</li>" not in pages["tr"]


def test_a_code_on_a_screen_leads_to_the_language_of_whoever_stands_there():
    with speaking("tr"):
        assert addresses.in_spoken(addresses.calendar("all")) == "/calendar?feed=all&lang=tr"
    assert addresses.in_spoken(addresses.meeting("abc")) == "/m/abc"


def test_the_book_is_written_in_german_whoever_asks(browse, neighbourhood):
    """A reader's thread speaks as the visitor does; the writer's never."""
    code = neighbourhood.meeting()
    browse.post(f"/m/{code}?lang=ar", data={"persons": "1", "once": "y" * 22})

    with neighbourhood.db.reading() as session:
        titles = session.exec(bookings.Booking.__table__.select()).all()
    assert {row.title for row in titles} == {"Mittagstisch"}
