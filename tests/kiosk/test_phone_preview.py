"""What messengers and search engines show of a page: its card, and a meeting in their own words."""

import json
import re
from datetime import timedelta

import pytest

from models.bookings import State
from models.community import Listing
from models.meetings import Meeting, Signup

HOSTILE = "</script><script>alert(1)</script><!-- & \u2028 \" '"


def card(page):
    """Return the card of a page by its properties."""
    return dict(re.findall(r'<meta property="og:([^"]+)" content="([^"]*)">', page.text))


def events(page):
    """Return what a page tells search engines of meetings."""
    return [json.loads(one) for one in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text)]


def test_a_meeting_is_told_in_the_words_of_search_engines(neighbourhood, browse):
    code = neighbourhood.meeting(capacity=28, start="12:00", title="Mittagstisch")

    (event,) = events(browse.get(f"/m/{code}"))

    wednesday = neighbourhood.monday + timedelta(days=2)
    assert event.pop("startDate").startswith(f"{wednesday}T12:00:00+0")
    assert event.pop("endDate")[10:16] == "T13:30"
    assert event == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Mittagstisch",
        "url": f"https://quartier.example.org/m/{code}",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": "Quartierraum Kernstadt",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": "Beispielgasse 1",
                "addressLocality": "71083 Herrenberg",
            },
        },
        "organizer": {"@type": "Organization", "name": "Strick- und Spielecafé"},
        "isAccessibleForFree": True,
        "maximumAttendeeCapacity": 28,
        "remainingAttendeeCapacity": 28,
    }


def test_a_full_meeting_has_no_seat_left_and_a_cancelled_one_says_so(neighbourhood, browse):
    full = neighbourhood.meeting(capacity=1, signup=Signup.SEATS)
    browse.post(f"/m/{full}", data={"persons": "1", "once": "x" * 22})
    cancelled = neighbourhood.date(title="Abgesagt", state=State.CANCELLED, reason="desk", start="18:00")

    assert events(browse.get(f"/m/{full}"))[0]["remainingAttendeeCapacity"] == 0
    page = browse.get(f"/m/{cancelled}")
    assert events(page)[0]["eventStatus"] == "https://schema.org/EventCancelled"
    assert card(page)["description"].startswith("Fällt aus: ")


def test_a_card_speaks_as_the_page_does(neighbourhood, browse):
    code = neighbourhood.meeting(title="Mittagstisch")

    cards = {language: card(browse.get(f"/m/{code}?lang={language}")) for language in ("de", "en", "ar", "de_simple")}

    assert {language: one["locale"] for language, one in cards.items()} == {
        "de": "de_DE",
        "en": "en_GB",
        "ar": "ar_AR",
        "de_simple": "de_DE",
    }
    assert cards["en"]["url"] == f"https://quartier.example.org/m/{code}?lang=en"
    assert "Wednesday" in cards["en"]["description"]


@pytest.mark.parametrize(
    "path", ["/", "/calendar", "/calendar?feed=all", "/book", "/contact", "/about/privacy", "meeting"]
)
def test_every_page_that_may_be_passed_on_has_a_card_with_a_picture(neighbourhood, browse, path):
    told = card(browse.get(f"/m/{neighbourhood.meeting()}" if path == "meeting" else path))

    assert set(told) >= {"type", "locale", "site_name", "title", "description", "url", "image"}
    assert all(told.values())
    assert re.fullmatch(r"https://quartier\.example\.org/assets/pictures/card\.png\?v=[0-9a-f]+", told["image"])


def test_a_hidden_meeting_tells_nothing(neighbourhood, browse):
    code = neighbourhood.date(title="Selbsthilfe", listing=Listing.NEUTRAL)

    page = browse.get(f"/m/{code}")

    assert (card(page), events(page), "Selbsthilfe" in page.text) == ({}, [], False)
    assert '<meta name="robots" content="noindex">' in page.text


def test_what_is_somebodys_own_has_no_card(neighbourhood, browse):
    sent = browse.post(f"/m/{neighbourhood.meeting()}", data={"persons": "1", "once": "x" * 22})

    page = browse.get(sent.headers["location"])

    assert (card(page), events(page)) == ({}, [])
    assert page.headers["x-robots-tag"] == "noindex, nofollow"


def test_no_title_breaks_out_of_what_search_engines_read(neighbourhood, browse):
    code = neighbourhood.meeting(title="Treffen")
    neighbourhood.change(code, title=HOSTILE)

    page = browse.get(f"/m/{code}")

    assert events(page)[0]["name"] == HOSTILE
    assert page.text.count("<script") == page.text.count("</script") == 1
    assert "<!--" not in page.text


def test_what_costs_something_is_not_called_free(neighbourhood, browse):
    code = neighbourhood.meeting(title="Essen")
    with neighbourhood.db.writing() as session:
        meeting = Meeting(title="Essen", updated_at=neighbourhood.now)
        meeting.price_note = "6 Euro"
        session.add(meeting)
        session.flush()
        number = meeting.id
    neighbourhood.change(code, meeting_id=number)

    assert events(browse.get(f"/m/{code}"))[0]["isAccessibleForFree"] is False
