"""The page of calendars: which there are, and the link for each program."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from booking import subscribers
from booking.feeds import EVERYTHING, FeedStore
from booking.occupancy import house_facts
from booking.programs import Program
from booking.subscribers import Polls
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
        ("", made.webcal),
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


def test_a_reader_of_news_finds_the_programme_by_itself(neighbourhood, browse):
    for path in ("/", "/calendar", "/?lang=uk"):
        (link,) = re.findall(r'<link rel="alternate" type="application/atom\+xml"[^>]*>', browse.get(path).text)
        assert 'href="/calendar/all.atom"' in link


def test_the_address_is_explained_for_nextcloud(neighbourhood, browse):
    said = spoken(browse.get("/calendar?feed=all"))

    assert "https://quartier.example.org/calendar/all.ics In Nextcloud" in said


def test_a_group_finds_its_own_page_from_every_page(neighbourhood, browse):
    for path in ("/", "/book", "/contact"):
        assert 'href="/g"' in browse.get(path).text


@pytest.mark.parametrize(
    ("feed", "holds", "back"),
    [
        ("all", "Darin stehen alle Treffen im Haus.", "/"),
        ("room/stueble", "Darin steht alles, was in diesem Raum stattfindet.", "/"),
        ("group/strickcafe", "Darin stehen alle Treffen dieser Gruppe.", "/"),
    ],
)
def test_each_calendar_has_a_page_that_says_what_it_holds_and_leads_back(neighbourhood, browse, feed, holds, back):
    answer = browse.get(f"/calendar?feed={feed}")

    assert holds in spoken(answer)
    assert f'Immer aktuell ist diese Seite: <a href="{back}">' in answer.text


def test_news_are_offered_beside_calendars(neighbourhood, browse):
    page = browse.get("/calendar").text

    assert {"/calendar/all.atom", "/calendar/all.json"} <= {*re.findall(r'<a href="([^"]+)">', page)}
    assert 'type="application/feed+json" title="' in page


class Fetched:
    """Programs that fetched the calendar of everything."""

    def __init__(self, neighbourhood, browse):
        self.town, self.browse = neighbourhood, browse

    def by(self, program, *, state="", hours=0, **counts):
        """Let *program* have come so many *hours* ago."""
        at = self.town.now - timedelta(hours=hours, minutes=5)
        numbers = {"first": 0, "renewed": 0, "unchanged": 0} | counts
        polls = Polls(feed="all", program=program, state=state, state_at=at, last_at=at, **numbers)
        with self.town.db.writing() as session:
            subscribers.add(session, house_facts(session), [polls])

    def told(self, language="de"):
        said = spoken(self.browse.get(f"/calendar?feed=all&lang={language}"))
        return said.partition("Wie frisch ist der Kalender anderswo? ")[2].partition(" Gezählt werden")[0] or said


@pytest.fixture
def fetched(neighbourhood, browse):
    return Fetched(neighbourhood, browse)


def test_who_reads_a_calendar_is_told_with_what_they_show(fetched):
    fetched.by(Program.GOOGLE, state="old", hours=7, first=1)
    fetched.by(Program.APPLE, state="old", hours=1, first=22, unchanged=90)

    told = fetched.told()

    assert told.startswith("Apple (iPhone, iPad, Mac) Zuletzt geholt: vor 1 Stunde")
    assert "zeigt den Stand von " in told
    assert "Wie viele: etwa 20 Google Zuletzt geholt: vor 7 Stunden zeigt den Stand von " in told


def test_whoever_came_after_the_last_change_shows_the_newest_state(fetched, browse):
    store = FeedStore(fetched.town.db, BASE)
    fetched.by(Program.GOOGLE, state=store.state(EVERYTHING, now=fetched.town.now), first=1)
    store.close()

    assert fetched.told() == "Google Zuletzt geholt: in der letzten Stunde hat den neuesten Stand"


@pytest.mark.parametrize("program", [Program.NEXTCLOUD, Program.APPLE, Program.THUNDERBIRD])
def test_few_are_not_told_of_in_public(fetched, program):
    fetched.by(program, state="old", hours=1, first=4, unchanged=50)

    assert fetched.told() == "Diesen Kalender lesen noch zu wenige, um davon zu erzählen."


def test_who_reads_a_calendar_is_told_in_every_language(fetched):
    fetched.by(Program.GOOGLE, state="old", hours=30, first=1)

    assert "Last fetched: 30 hours ago" in fetched.told("en")
    assert "Востаннє забрано: 30 годин тому" in fetched.told("uk")
    assert "آخر جلب: قبل 30 ساعة" in fetched.told("ar")
