"""The page of calendars: which there are, and the link for each program."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from kiosk.phone.feeds import Feed, links
from models.community import Group, Listing
from tests.kiosk.conftest import spoken

BASE = "https://quartier.example.org"


def test_each_program_gets_the_link_it_understands():
    made = links(BASE, Feed("group/strickcafe", "Strick- & Spielecafé"), "Quartierraum")

    assert made.https == "https://quartier.example.org/calendar/group/strickcafe.ics"
    assert made.webcal == "webcal://quartier.example.org/calendar/group/strickcafe.ics"
    assert made.google == (
        "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Fquartier.example.org%2Fcalendar%2Fgroup%2Fstrickcafe.ics"
    )
    for outlook, host in ((made.outlook, "outlook.office.com"), (made.outlook_private, "outlook.live.com")):
        parts = urlsplit(outlook)
        assert (parts.netloc, parts.path) == (host, "/calendar/0/addfromweb")
        assert parse_qs(parts.query) == {"url": [made.https], "name": ["Quartierraum: Strick- & Spielecafé"]}


def test_public_calendars_are_offered_and_no_others(neighbourhood, browse):
    with neighbourhood.db.writing() as session:
        for slug, listing in (("shg", Listing.NEUTRAL), ("neu", Listing.INTERNAL)):
            session.add(Group(slug=slug, name=f"Gruppe {slug}", listing=listing, created_at=neighbourhood.now))

    answer = browse.get("/calendar")

    offered = re.findall(r'href="/calendar\?feed=([^"]+)"', answer.text)
    assert offered == ["all", "room/stueble", "room/quartierraum", "group/strickcafe"]
    assert "shg" not in answer.text
    for feed in ("group/shg", "group/neu", "room/kueche", "room/quartierraum+kueche"):
        assert browse.get("/calendar", params={"feed": feed}).status_code == 404


def test_one_calendar_offers_every_program_one_link(neighbourhood, browse):
    answer = browse.get("/calendar?feed=room/stueble")

    made = links(BASE, Feed("room/stueble", "Stüble"), "Quartierraum")
    found = re.findall(r'<a class="button"([^>]*) href="([^"]+)"', answer.text)
    assert [(rel.strip(), address.replace("&amp;", "&")) for rel, address in found] == [
        ("", made.webcal),
        ('rel="noreferrer"', made.google),
        ('rel="noreferrer"', made.outlook_private),
        ('rel="noreferrer"', made.outlook),
    ]
    said = spoken(answer)
    assert made.https in said
    assert "Google zeigt Änderungen erst nach bis zu 24 Stunden." in said


@pytest.mark.parametrize("feed", ["nope", "group/nope", "https://evil.example/", "<script>", "all.ics", "x" * 3000])
def test_a_calendar_that_there_is_not_gets_a_kind_page(neighbourhood, browse, feed):
    answer = browse.get("/calendar", params={"feed": feed})

    assert answer.status_code == 404
    assert "Diesen Kalender gibt es nicht." in spoken(answer)
    assert "evil" not in answer.text
