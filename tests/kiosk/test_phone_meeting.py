"""The page of a meeting: what it tells, and how one takes a seat on it; nothing of it needs a script."""

import base64
import hashlib
import re
from datetime import timedelta

import pytest
import yaml
from sqlmodel import select

from booking import journal
from booking.meetings import ONLINE
from models.bookings import State
from models.community import Contact, Group, Listing
from models.meetings import Meeting, Signup
from tests.kiosk.conftest import spoken
from tests.support.cast import TUESDAY
from tests.support.house import DEMO

FORM = "application/x-www-form-urlencoded"


def once_of(answer):
    """Return the mark of the form on a page."""
    (mark,) = re.findall(r'name="once" value="([^"]+)"', answer.text)
    return mark


def take(browse, code, persons=1, **fields):
    once = once_of(browse.get(f"/m/{code}"))
    return browse.post(f"/m/{code}", data={"persons": str(persons), "once": once, **fields})


def choices(answer):
    """Return the numbers of persons that the form offers, and which of them is chosen."""
    found = re.findall(r'name="persons" value="(\d+)" required( checked)?', answer.text)
    return [int(number) for number, _checked in found], [int(number) for number, checked in found if checked]


def tags(answer):
    """Return the names of every element of a page."""
    return re.findall("<([a-z0-9]+)", answer.text)


def newest(neighbourhood):
    with neighbourhood.db.reading() as session:
        return journal.newest(session)


def test_the_page_tells_what_when_where_and_how_many(neighbourhood, browse):
    code = neighbourhood.meeting(capacity=28, start="12:00", title="Gemeinsamer Mittagstisch")

    answer = browse.get(f"/m/{code}")

    said = spoken(answer)
    assert answer.status_code == 200
    for words in (
        "Gemeinsamer Mittagstisch",
        "Mittwoch",
        "12:00 – 13:30 Uhr",
        "Quartierraum Beispielgasse 1, 71083 Herrenberg",
        "Wer lädt ein Strick- und Spielecafé",
        "Noch 28 von 28 Plätzen frei",
    ):
        assert words in said
    assert choices(answer) == ([1, 2, 3, 4, 5, 6, 7, 8], [1])


def test_a_meeting_that_is_also_online_says_where(neighbourhood, browse):
    about = Meeting(title="Sprachcafé", facts={ONLINE: "https://treffen.example.org/a?b=1&c=2"}, updated_at=TUESDAY)
    with neighbourhood.db.writing() as session:
        session.add(about)
        session.flush()
        number = about.id
    code = neighbourhood.meeting(meeting_id=number)

    page = browse.get(f"/m/{code}").text

    assert 'href="https://treffen.example.org/a?b=1&amp;c=2"' in page
    assert "Von zu Hause mitmachen" in page
    assert "Von zu Hause mitmachen" not in browse.get(f"/m/{neighbourhood.meeting(day=3)}").text
    neighbourhood.change(code, state=State.CANCELLED, released_at=TUESDAY)
    assert "Von zu Hause mitmachen" not in browse.get(f"/m/{code}").text


def test_a_page_keeps_to_itself(neighbourhood, browse):
    answer = browse.get(f"/m/{neighbourhood.meeting()}")

    inside = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in inside]
    policy = answer.headers["content-security-policy"].split("; ")
    assert policy[0] == "default-src 'none'"
    assert len(hashes) == 1
    assert f"'sha256-{hashes[0]}'" in policy[1]
    assert re.fullmatch(r"style-src( 'sha256-[\w+/=]+')+", policy[1])
    assert {name: answer.headers[name] for name in ("referrer-policy", "x-content-type-options", "cache-control")} == {
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    assert "set-cookie" not in answer.headers
    assert not re.search(r'<script(?! type="application/ld\+json">)|\sstyle=|\son\w+=', answer.text)
    assert set(re.findall(r'(?:src|href|action)="((?:https?:)?//[^/"]*)', answer.text)) == {
        "https://quartier.example.org"
    }


def test_a_preview_tells_the_meeting(neighbourhood, browse):
    code = neighbourhood.meeting(title="Fest „Brot & Rosen“")

    answer = browse.get(f"/m/{code}")

    assert '<meta property="og:title" content="Fest „Brot &amp; Rosen“ – Quartierraum Kernstadt">' in answer.text
    assert f'<meta property="og:url" content="https://quartier.example.org/m/{code}">' in answer.text


def test_looking_changes_nothing(neighbourhood, browse):
    code = neighbourhood.meeting()
    before = newest(neighbourhood)

    for _preview in range(3):
        assert browse.get(f"/m/{code}").status_code == 200
        assert browse.head(f"/m/{code}").status_code == 200

    assert (newest(neighbourhood), neighbourhood.seats()) == (before, [])


def test_each_form_has_its_own_mark(neighbourhood, browse):
    code = neighbourhood.meeting()

    assert once_of(browse.get(f"/m/{code}")) != once_of(browse.get(f"/m/{code}"))


def test_a_neighbour_takes_two_seats(neighbourhood, browse):
    code = neighbourhood.meeting()

    answer = take(browse, code, 2)

    assert (answer.status_code, answer.headers["cache-control"]) == (303, "no-store")
    said = spoken(browse.get(answer.headers["location"]))
    assert re.search(r"Ihr Merkwort \w+ \w+ \d+ Personen 2 ", said)
    assert neighbourhood.seats() == [(2, True)]
    assert "Noch 2 von 4 Plätzen frei" in spoken(browse.get(f"/m/{code}"))


def test_a_printed_code_may_be_typed_in_capitals(neighbourhood, browse):
    code = neighbourhood.meeting()

    assert browse.get(f"/m/{code.upper()}").status_code == 200


def test_pressing_twice_takes_one_seat(neighbourhood, browse):
    code = neighbourhood.meeting()
    fields = {"persons": "2", "once": once_of(browse.get(f"/m/{code}"))}

    first, second = (browse.post(f"/m/{code}", data=fields) for _press in range(2))

    assert first.headers["location"] == second.headers["location"]
    assert neighbourhood.seats() == [(2, True)]


def test_only_free_seats_are_offered(neighbourhood, browse):
    code = neighbourhood.meeting(capacity=5)
    take(browse, code, 3)

    answer = browse.get(f"/m/{code}")

    assert choices(answer) == ([1, 2], [1])
    assert "Noch 2 von 5 Plätzen frei" in spoken(answer)


def test_who_comes_too_late_for_three_seats_is_told_and_may_take_two(neighbourhood, browse):
    code = neighbourhood.meeting(capacity=4)
    late = once_of(browse.get(f"/m/{code}"))
    take(browse, code, 2)

    answer = browse.post(f"/m/{code}", data={"persons": "3", "once": late})

    assert answer.status_code == 409
    assert re.search(r'role="alert".*?Es sind nur noch 2 Plätze frei\.', answer.text, re.DOTALL)
    assert choices(answer) == ([1, 2], [2])
    assert neighbourhood.seats() == [(2, True)]


@pytest.mark.parametrize("persons", ["0", "9", "50", "-1", "", "zwei", "1.5", "٣", "9" * 400])
def test_a_number_that_makes_no_sense_is_refused(neighbourhood, browse, persons):
    code = neighbourhood.meeting(capacity=28)

    answer = take(browse, code, persons)

    assert answer.status_code == 422
    assert "Bitte wählen Sie eine Zahl von 1 bis 8." in spoken(answer)
    assert neighbourhood.seats() == []


def test_the_choice_stays_when_something_else_was_wrong(neighbourhood, browse):
    code = neighbourhood.meeting(capacity=8, signup=Signup.WAITLIST)

    answer = take(browse, code, 3, homepage="https://spam.example")

    assert choices(answer) == ([1, 2, 3, 4, 5, 6, 7, 8], [3])


def test_the_waiting_list_is_offered_when_all_seats_are_gone(neighbourhood, browse):
    code = neighbourhood.meeting(capacity=4, signup=Signup.WAITLIST)
    take(browse, code, 4)
    take(browse, code, 2)

    full = browse.get(f"/m/{code}")
    waits = take(browse, code, 1)

    assert "Alle Plätze sind vergeben. 2 Personen warten." in spoken(full)
    assert ">Auf die Warteliste</button>" in full.text
    said = spoken(browse.get(waits.headers["location"]))
    assert "Sie stehen auf der Warteliste" in said
    assert "Auf der Warteliste Stelle 2" in said


def test_who_does_not_fit_is_told_before_that_they_will_wait(neighbourhood, browse):
    code = neighbourhood.meeting(capacity=4, signup=Signup.WAITLIST)
    take(browse, code, 3)

    assert "Mehr als 1 Person kommt auf die Warteliste." in spoken(browse.get(f"/m/{code}"))


CLOSED = {
    "full": ({}, "Leider sind alle Plätze vergeben."),
    "closed": ({"signup_closes_min": 60 * 24 * 30}, "Die Anmeldung ist seit"),
    "just come": ({"signup": Signup.NONE, "capacity": None}, "Kommen Sie einfach vorbei."),
    "elsewhere": ({"signup": Signup.EXTERNAL}, "Die Anmeldung läuft über den Veranstalter: Strick- und Spielecafé."),
    "neutral": ({"listing": Listing.NEUTRAL}, "Das ist ein Treffen einer geschlossenen Gruppe."),
    "title off": ({"title_hidden": True}, "Das ist ein Treffen einer geschlossenen Gruppe."),
    "cancelled": ({"state": State.CANCELLED, "note": "Wasserschaden"}, "fällt aus : Wasserschaden"),
}


@pytest.mark.parametrize(("facts", "sentence"), CLOSED.values(), ids=CLOSED)
def test_where_nobody_signs_up_a_sentence_says_why(neighbourhood, browse, facts, sentence):
    code = neighbourhood.meeting(capacity=4)
    old_form = once_of(browse.get(f"/m/{code}"))
    if facts:
        released = {"released_at": neighbourhood.now, "reason": "desk"} if "state" in facts else {}
        neighbourhood.change(code, **facts, **released)
    else:
        take(browse, code, 4)
    before = neighbourhood.seats()

    shown = browse.get(f"/m/{code}")
    sent = browse.post(f"/m/{code}", data={"persons": "1", "once": old_form})

    assert "<form" not in shown.text
    assert sentence in spoken(shown)
    assert sent.status_code == 409
    assert 'role="alert"' in sent.text
    assert neighbourhood.seats() == before


@pytest.mark.parametrize("card", [True, False], ids=["a number for everybody", "none for everybody"])
def test_where_others_keep_the_list_somebody_can_be_asked(neighbourhood, browse, card):
    code = neighbourhood.meeting(signup=Signup.EXTERNAL)
    with neighbourhood.db.writing() as session:
        contact = Contact(slug="kurse", function="Kursbüro", phone="030 23125-104", card=card)
        session.add(contact)
        session.flush()
        session.exec(select(Group)).one().contact_id = contact.id

    page = browse.get(f"/m/{code}").text

    assert ('href="/contact/kurse"' in page) is card
    assert ("Kursbüro" in page) is card
    assert page.count('href="/contact"') == (1 if card else 2)  # at the foot of each page
    assert "030 23125" not in page


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        pytest.param(-24 * 14, "vorbei", id="over"),
        pytest.param(0, "läuft gerade", id="on now"),
    ],
)
def test_a_meeting_that_began_takes_nobody(neighbourhood, browse, hours, sentence):
    code = neighbourhood.meeting()
    starts = neighbourhood.now + timedelta(hours=hours) - timedelta(minutes=20)
    ends = starts + timedelta(minutes=60)
    neighbourhood.change(code, busy_from=starts, starts_at=starts, ends_at=ends, busy_until=ends)

    answer = browse.post(f"/m/{code}", data={"persons": "1"})

    assert answer.status_code == 409
    assert "<form" not in answer.text
    assert sentence in spoken(answer)
    assert neighbourhood.seats() == []


def test_a_neutral_group_is_not_told(neighbourhood, browse):
    code = neighbourhood.meeting(title="Selbsthilfegruppe Beispiel", listing=Listing.NEUTRAL)

    answer = browse.get(f"/m/{code}")

    assert "<title>Geschlossene Gruppe – Quartierraum Kernstadt</title>" in answer.text
    for secret in ("Selbsthilfe", "Strick", ".ics"):
        assert secret not in answer.text


def test_a_moved_date_says_so(neighbourhood, browse):
    code = neighbourhood.meeting(moved=True, note="Diesmal im Stüble.")

    assert "verlegt : Diesmal im Stüble." in spoken(browse.get(f"/m/{code}"))


@pytest.mark.parametrize("code", ["nope", "k7wq2xa", "%00", "a'b", "x" * 500, "ä"])
def test_a_meeting_that_there_is_not_gets_a_kind_page(neighbourhood, browse, code):
    for answer in (browse.get(f"/m/{code}"), browse.post(f"/m/{code}", data={"persons": "1"})):
        assert answer.status_code == 404
        assert "Das gibt es hier nicht" in spoken(answer)
    assert neighbourhood.seats() == []


def test_a_program_that_fills_every_field_gets_no_seat(neighbourhood, browse):
    answer = take(browse, neighbourhood.meeting(), homepage="https://spam.example")

    assert answer.status_code == 422
    assert "Das Formular kam nicht richtig an." in spoken(answer)
    assert neighbourhood.seats() == []


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        pytest.param(b"persons=1", {"sec-fetch-site": "cross-site"}, id="from another site"),
        pytest.param(b"persons=1", {"origin": "https://evil.example"}, id="from another site, old browser"),
        pytest.param(b'{"persons":1}', {"content-type": "application/json"}, id="not a form"),
        pytest.param(b"persons=1&x=" + b"y" * 100_000, {}, id="far too long"),
        pytest.param(b"persons=1&x=\xff", {}, id="not text"),
    ],
)
def test_a_form_that_is_not_ours_takes_nothing(neighbourhood, browse, body, headers):
    code = neighbourhood.meeting()

    answer = browse.post(f"/m/{code}", content=body, headers={"content-type": FORM, **headers})

    assert answer.status_code == 422
    assert neighbourhood.seats() == []


def test_one_address_cannot_fill_every_list(neighbourhood, open_phone):
    phone = open_phone(trust_proxy=True)
    first, second = neighbourhood.meeting(capacity=400), neighbourhood.meeting(capacity=400, day=3)
    script, neighbour = {"x-forwarded-for": "203.0.113.9"}, {"x-forwarded-for": "203.0.113.10"}

    def ask(code, headers):
        return phone.post(f"/m/{code}", data={"persons": "1"}, headers=headers).status_code

    assert [ask(first, script) for _try in range(41)] == [303] * 40 + [429]
    assert [ask(second, script) for _try in range(21)] == [303] * 20 + [429]
    assert ask(first, neighbour) == 303
    refused = phone.post(f"/m/{first}", data={"persons": "1"}, headers=script)
    assert 0 < int(refused.headers["retry-after"]) <= 600
    assert "Das waren zu viele Versuche auf einmal. Bitte warten Sie 10 Minuten." in spoken(refused)
    assert len(neighbourhood.seats()) == 61


@pytest.mark.parametrize("title", yaml.safe_load(DEMO.read_text(encoding="utf-8"))["hostile_samples"]["titles"])
def test_a_hostile_title_is_only_text(neighbourhood, browse, title):
    code = neighbourhood.meeting(title=title, capacity=28)
    harmless = neighbourhood.meeting(title="Treffen", capacity=28, day=3)

    for answer in (browse.get(f"/m/{code}"), browse.get(take(browse, code).headers["location"])):
        assert " ".join(title.split()) in spoken(answer)
        assert "<img" not in answer.text
    assert tags(browse.get(f"/m/{code}")) == tags(browse.get(f"/m/{harmless}"))
