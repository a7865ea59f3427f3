"""Seats on a phone beyond the plain one: an address left, a place offered, all dates of a series."""

import re
from datetime import timedelta

import pytest
import yaml
from icalendar import Calendar
from sqlmodel import col, select

from booking import clock, jobs, journal, seatline
from booking.meetings import ASKS_NAME
from models.bookings import Booking, State
from models.letters import Letter
from models.meetings import Meeting, Seat, SeatContact, SeatLink, Signup, Standing
from tests.kiosk.conftest import spoken
from tests.kiosk.test_phone_meeting import take
from tests.support.house import DEMO

HOSTILE = yaml.safe_load(DEMO.read_text(encoding="utf-8"))["hostile_samples"]["titles"]
MAIL = "zweite@example.org"


@pytest.fixture
def code(neighbourhood):
    return neighbourhood.meeting(capacity=4, signup=Signup.WAITLIST, title="Mittagstisch", day=6)


@pytest.fixture
def offered(neighbourhood, browse, code):
    """The path of a seat that somebody who left an address is offered."""
    first = take(browse, code, 4).headers["location"]
    second = take(browse, code, 2, email=MAIL).headers["location"]
    browse.post(f"{first}/absagen")
    return second


def contacts(neighbourhood):
    with neighbourhood.db.reading() as session:
        return [(row.email, row.name, row.language) for row in session.exec(select(SeatContact))]


def standings(neighbourhood):
    with neighbourhood.db.reading() as session:
        return [(seat.standing, seat.ended) for seat in session.exec(select(Seat).order_by(col(Seat.id)))]


def letters(neighbourhood):
    with neighbourhood.db.reading() as session:
        rows = session.exec(select(Letter).where(col(Letter.kind).startswith("seat-")).order_by(col(Letter.id)))
        return [(row.kind, row.address) for row in rows]


def test_an_address_is_asked_for_nowhere_but_behind_a_fold(neighbourhood, browse, code):
    page = browse.get(f"/m/{code}").text

    fold = re.search(r"<details class=\"more\">.*?</details>", page, re.DOTALL)
    assert fold is not None
    assert page.count('name="email"') == fold.group().count('name="email"') == 1
    assert 'name="name"' not in page


def test_who_leaves_an_address_is_written_to_in_the_language_of_the_page(neighbourhood, browse, code):
    answer = browse.post(f"/m/{code}?lang=tr", data={"persons": "2", "email": f" {MAIL} "})

    assert answer.status_code == 303
    assert contacts(neighbourhood) == [(MAIL, "", "tr")]
    assert letters(neighbourhood) == [("seat-taken", MAIL)]


def test_who_leaves_none_is_nobody(neighbourhood, browse, code):
    take(browse, code, 2, name="Ana")

    assert (contacts(neighbourhood), letters(neighbourhood)) == ([], [])


@pytest.mark.parametrize("typed", ["zweite", "zweite@example", "a@b.de\r\nBcc: alle@example.org", *HOSTILE])
def test_a_malformed_address_is_told_and_nothing_is_stored(neighbourhood, browse, code, typed):
    plain = browse.get(f"/m/{code}")
    answer = take(browse, code, 2, email=typed)

    assert answer.status_code == 422
    assert "Diese E-Mail-Adresse ist nicht richtig." in spoken(answer)
    assert re.search(r"<details[^>]* open>\s*<summary", answer.text)
    assert neighbourhood.seats() == letters(neighbourhood) == []
    assert "<img" not in answer.text
    assert answer.text.count("<input") == plain.text.count("<input")


@pytest.fixture
def asking(neighbourhood):
    """The code of a date that would like to know who comes."""
    with neighbourhood.db.writing() as session:
        course = Meeting(title="Nähkurs", facts={ASKS_NAME: True}, updated_at=clock.now())
        session.add(course)
        session.flush()
        number = course.id
    return neighbourhood.meeting(capacity=8, meeting_id=number, title="Nähkurs")


def test_a_course_may_ask_for_a_name_and_nobody_has_to_answer(neighbourhood, browse, asking):
    code = asking
    page = browse.get(f"/m/{code}")
    assert "Ihr Name (freiwillig)" in spoken(page)
    assert take(browse, code).status_code == take(browse, code, name="Ana María").status_code == 303
    refused = take(browse, code, name='"><script>alert(1)</script>')

    assert contacts(neighbourhood) == [("", "Ana María", "de")]
    assert refused.status_code == 422
    assert "<script>" not in refused.text
    seat = spoken(browse.get(take(browse, code, name="Geheim").headers["location"]))
    assert "Geheim" not in seat + spoken(browse.get(f"/m/{code}"))


def test_an_address_can_be_left_later_and_deleted_with_what_waits_to_be_sent(neighbourhood, browse, code):
    path = take(browse, code, 2).headers["location"]
    assert "E-Mail-Adresse" in spoken(browse.get(path))

    assert browse.post(f"{path}/adresse?lang=uk", data={"email": MAIL}).status_code == 303
    assert (contacts(neighbourhood), letters(neighbourhood)) == ([(MAIL, "", "uk")], [("seat-taken", MAIL)])
    said = spoken(browse.get(path))
    assert "Nachrichten zu diesem Treffen gehen an z…@example.org." in said
    assert MAIL not in said
    browse.post(f"{path}/adresse", data={"email": ""})

    assert (contacts(neighbourhood), letters(neighbourhood)) == ([], [])
    assert neighbourhood.seats() == [(2, True)]


def test_a_name_is_deleted_by_itself_and_an_address_too(neighbourhood, browse, asking):
    path = take(browse, asking, name="Geheim", email=MAIL).headers["location"]
    assert "Ihr Name ist bei diesem Platz gespeichert." in spoken(browse.get(path))

    browse.post(f"{path}/adresse", data={"email": ""})
    assert contacts(neighbourhood) == [("", "Geheim", "de")]
    browse.post(f"{path}/adresse", data={"email": MAIL})
    foreign = browse.post(f"{path}/name", headers={"sec-fetch-site": "cross-site"})
    assert (browse.get(f"{path}/name").status_code, foreign.status_code) == (303, 422)
    assert contacts(neighbourhood) == [(MAIL, "Geheim", "de")]
    for _press in range(2):
        assert browse.post(f"{path}/name").headers["location"] == path
    assert contacts(neighbourhood) == [(MAIL, "", "de")]

    browse.post(f"{path}/adresse", data={"email": ""})
    assert contacts(neighbourhood) == []
    assert "Ihr Name" not in spoken(browse.get(path))


def test_a_malformed_address_later_is_told_on_the_same_page(neighbourhood, browse, code):
    path = take(browse, code, 2).headers["location"]

    answer = browse.post(f"{path}/adresse", data={"email": "a@b.de\r\nBcc: alle@example.org"})
    foreign = browse.post(f"{path}/adresse", data={"email": MAIL}, headers={"sec-fetch-site": "cross-site"})

    assert (answer.status_code, foreign.status_code, contacts(neighbourhood)) == (422, 422, [])
    assert "Diese E-Mail-Adresse ist nicht richtig." in spoken(answer)


def test_an_offer_shows_its_deadline_and_two_buttons(neighbourhood, browse, offered):
    answer = browse.get(offered)

    said = spoken(answer)
    assert "Ein Platz ist für Sie frei" in said
    assert re.search(r"Bitte antworten Sie bis \w+, \d+\. \w+, \d\d:\d\d Uhr\.", said)
    assert re.findall(r'<form method="post" action="([^"]+)"', answer.text) == [
        f"{offered}/annehmen",
        f"{offered}/ablehnen",
        f"{offered}/adresse",
    ]


def test_yes_and_no(neighbourhood, browse, code, offered):
    for _press in range(2):
        assert browse.post(f"{offered}/annehmen").headers["location"] == offered
    assert "Ihr Platz ist sicher" in spoken(browse.get(offered))

    refused = browse.post(f"{offered}/ablehnen")
    assert refused.status_code == 409
    assert "nicht mehr für Sie frei" not in spoken(refused)
    assert "Ihr Platz ist sicher" in spoken(refused)
    assert "Ich kann nicht kommen" in spoken(refused)
    assert standings(neighbourhood)[1] == (Standing.IN, None)


def test_no_gives_it_to_the_next(neighbourhood, browse, code, offered):
    third = take(browse, code, 4).headers["location"]

    for _press in range(2):
        assert browse.post(f"{offered}/ablehnen").status_code == 303

    assert "Sie haben den Platz nicht angenommen" in spoken(browse.get(offered))
    assert "Ihr Platz ist sicher" in spoken(browse.get(third))


def test_an_offer_whose_time_is_over_is_none(neighbourhood, browse, code, offered):
    with neighbourhood.db.writing() as session:
        seat = session.exec(select(Seat).where(col(Seat.standing) == Standing.OFFERED)).one()
        seat.offered_until = clock.now() - timedelta(seconds=1)
        session.add(seat)

    before = spoken(browse.get(offered))
    late = browse.post(f"{offered}/annehmen")
    with neighbourhood.db.writing() as session:
        jobs.run(session, now=clock.now())

    assert "Ein Platz ist für Sie frei" not in before
    assert "Das Angebot gilt nicht mehr" in before
    assert "Sie stehen auf der Warteliste" not in before
    assert late.status_code == 409
    assert "Dieser Platz ist leider nicht mehr für Sie frei." in spoken(late)
    assert "Mittagstisch" in spoken(late)
    assert "Das Angebot gilt nicht mehr" in spoken(browse.get(offered))
    assert letters(neighbourhood)[-1] == ("seat-given-back", MAIL)


def test_who_waits_learns_how_a_place_comes_to_them(neighbourhood, browse, code):
    take(browse, code, 4)
    without, by_mail = (browse.get(take(browse, code, 1, **more).headers["location"]) for more in ({}, {"email": MAIL}))

    assert "rücken Sie von selbst nach" in spoken(without)
    assert "Wird ein Platz frei, schreiben wir Ihnen." in spoken(by_mail)


def test_robots_that_follow_links_change_nothing(neighbourhood, browse, code, offered):
    """UX §10, 10: a preview of a messenger, a mail scanner: every link of the pages, and every address of a form."""
    letters_before = letters(neighbourhood)
    with neighbourhood.db.reading() as session:
        before = journal.newest(session), len(session.exec(select(SeatLink)).all())
    seen, to_see = set(), [offered, f"/m/{code}", f"{offered}/absagen"]
    while to_see:
        path = to_see.pop()
        seen.add(path)
        answer = browse.get(path, follow_redirects=True)
        browse.head(path)
        found = re.findall(r' (?:href|action)="(/(?:m|s)/[^"#]+)', answer.text)
        to_see += [link for link in dict.fromkeys(found) if link not in seen]

    assert {f"{offered}/annehmen", f"{offered}/ablehnen", f"{offered}/absagen"} <= seen
    with neighbourhood.db.reading() as session:
        assert (journal.newest(session), len(session.exec(select(SeatLink)).all())) == before
    assert letters(neighbourhood) == letters_before
    assert standings(neighbourhood)[1] == (Standing.OFFERED, None)


@pytest.mark.parametrize("act", ["annehmen", "ablehnen", "absagen"])
def test_another_sites_form_changes_nothing(neighbourhood, browse, offered, act):
    answer = browse.post(f"{offered}/{act}", headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 422
    assert standings(neighbourhood)[1] == (Standing.OFFERED, None)


@pytest.mark.parametrize("act", ["annehmen", "ablehnen"])
def test_a_token_of_another_seat_answers_nothing(neighbourhood, browse, offered, act):
    other = take(browse, neighbourhood.meeting(capacity=9, day=3), 1).headers["location"]

    assert browse.post(f"{other}/{act}").status_code == (303 if act == "annehmen" else 409)
    assert browse.post(f"/s/{'A' * 22}/{act}").status_code == 404
    assert standings(neighbourhood)[1] == (Standing.OFFERED, None)


def test_a_meeting_that_the_desk_is_asked_about_again_keeps_its_seats(neighbourhood, browse, code):
    path = take(browse, code, 2).headers["location"]
    neighbourhood.change(code, state=State.REQUESTED)

    said = spoken(browse.get(path))

    assert "Der Termin wird gerade neu geplant" in said
    assert "Ihr Platz bleibt Ihnen." in said


def test_who_waits_for_such_a_meeting_is_promised_no_seat(neighbourhood, browse, code, offered):
    neighbourhood.change(code, state=State.REQUESTED)
    with neighbourhood.db.writing() as session:
        booking = session.exec(select(Booking).where(col(Booking.code) == code)).one()
        seatline.follow(session, booking, clock.now())

    said = spoken(browse.get(offered))

    assert "Der Termin wird gerade neu geplant" in said
    assert "Sie stehen weiter auf der Warteliste." in said
    assert "Ihr Platz bleibt Ihnen" not in said
    assert "Ein Platz ist für Sie frei" not in said


def test_a_date_that_is_left_out_says_so_to_who_has_a_seat(neighbourhood, browse, code):
    path = take(browse, code, 2).headers["location"]
    neighbourhood.change(code, state=State.SKIPPED, released_at=neighbourhood.now, reason="closure")

    assert "Das Treffen fällt leider aus" in spoken(browse.get(path))


@pytest.fixture
def course(neighbourhood):
    """Three Sundays of a course with four seats each; returns the codes."""
    sunday = neighbourhood.monday + timedelta(days=6)
    with neighbourhood.db.writing() as session:
        neighbourhood.rows.session = session
        first, last = f"{sunday}T10:00", f"{sunday + timedelta(days=14)}T10:00"
        facts = {"title": "Nähkurs", "signup": Signup.SEATS, "capacity": 4}
        _series, dates = neighbourhood.rows.series("FREQ=WEEKLY", first, last, 60, **facts)
        return [date.code for date in dates]


def test_all_dates_of_a_series_by_one_form(neighbourhood, browse, course):
    page = browse.get(f"/m/{course[0]}")
    assert "Alle 3 Termine ab diesem Tag" in spoken(page)

    path = take(browse, course[0], 2, dates="all").headers["location"]

    said = spoken(browse.get(path))
    assert "Ihre Plätze sind sicher" in said
    assert said.count("Absagen") == 3
    assert neighbourhood.seats() == [(2, True)] * 3


def test_full_dates_of_a_series_are_told_and_the_rest_is_taken_only_if_wished(neighbourhood, browse, course):
    take(browse, course[1], 3)

    refused = take(browse, course[0], 2, dates="all", email=MAIL)
    assert refused.status_code == 409
    assert "An 1 Termin dieser Reihe sind nicht genug Plätze frei." in spoken(refused)
    assert "Trotzdem anmelden für die 2 anderen Termine" in spoken(refused)
    assert f'value="{MAIL}"' in refused.text
    assert re.search(r'name="dates" value="all" checked', refused.text)
    assert neighbourhood.seats() == [(3, True)]

    assert take(browse, course[0], 2, dates="all", rest="yes").status_code == 303
    assert neighbourhood.seats() == [(3, True), (2, True), (2, True)]


def test_one_of_several_dates_is_given_back(neighbourhood, browse, course):
    path = take(browse, course[0], 2, dates="all").headers["location"]

    question = browse.get(f"{path}/absagen?date={course[1]}")
    assert f'action="{path}/absagen?date={course[1]}"' in question.text
    browse.post(f"{path}/absagen?date={course[1]}")
    assert neighbourhood.seats() == [(2, True), (2, False), (2, True)]
    assert "Wollen Sie alle Ihre Termine absagen?" in spoken(browse.get(f"{path}/absagen"))
    browse.post(f"{path}/absagen")

    assert neighbourhood.seats() == [(2, False)] * 3
    assert "Ihr Platz ist freigegeben. Danke." in spoken(browse.get(path))


def test_all_dates_of_a_series_go_into_a_calendar_at_once(neighbourhood, browse, course):
    path = take(browse, course[0], 2, dates="all").headers["location"]
    page = browse.get(path)
    assert "Alle Termine in den Kalender" in spoken(page)
    (link,) = re.findall(r'href="([^"]+\.ics)"', page.text)
    browse.post(f"{path}/absagen?date={course[1]}")

    answer = browse.get(link)

    events = Calendar.from_ical(answer.content).walk("VEVENT")
    sunday = neighbourhood.monday + timedelta(days=6)
    assert [event.start.date() for event in events] == [sunday, sunday + timedelta(days=14)]
    assert [event["URL"] for event in events] == [f"https://quartier.example.org/m/{course[n]}" for n in (0, 2)]
    alone = Calendar.from_ical(browse.get(f"{path}/termine.ics").content).walk("VEVENT")
    assert [event["UID"] for event in alone] == [event["UID"] for event in events]
    assert path.rpartition("/")[2] not in answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"


def test_what_is_given_back_or_does_not_take_place_goes_into_no_calendar(neighbourhood, browse, course):
    path = take(browse, course[0], 2, dates="all").headers["location"]
    neighbourhood.change(course[2], state=State.CANCELLED, released_at=neighbourhood.now)

    assert len(Calendar.from_ical(browse.get(f"{path}/termine.ics").content).walk("VEVENT")) == 2
    for date in course[:2]:
        browse.post(f"{path}/absagen?date={date}")

    assert Calendar.from_ical(browse.get(f"{path}/termine.ics").content).walk("VEVENT") == []
    assert "in den Kalender" not in spoken(browse.get(path))
    assert browse.get("/s/nope/termine.ics").status_code == 404


@pytest.mark.parametrize("date", ["nope", "x" * 500, "a'b", "ä"])
def test_a_date_that_is_none_of_theirs_gets_a_kind_page(neighbourhood, browse, course, date):
    path = take(browse, course[0], 2, dates="all").headers["location"]

    for answer in (
        browse.get(f"{path}/absagen", params={"date": date}),
        browse.post(f"{path}/absagen", params={"date": date}),
    ):
        assert answer.status_code == 404
    assert neighbourhood.seats() == [(2, True)] * 3


def test_nobody_is_written_to_more_than_three_times_an_hour_by_strangers(neighbourhood, browse):
    code = neighbourhood.meeting(capacity=28)
    for _seat in range(5):
        assert take(browse, code, 1, email=MAIL).status_code == 303

    with neighbourhood.db.reading() as session:
        now = clock.now()
        due = [letter.due_at for letter in session.exec(select(Letter).where(Letter.kind == "seat-taken"))]
    assert len(due) == 5
    assert sum(moment <= now for moment in due) == 3
