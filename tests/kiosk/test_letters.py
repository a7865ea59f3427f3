"""Letters as mail: in the receiver's language, with the right calendar part, harmless whatever people typed.

What arrives is read by another mail library and by two calendar libraries.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import fast_mail_parser
import pytest
import vobject
from icalendar import Calendar
from sqlmodel import Session, col, select

from booking import decisions, displacement, lifecycle, moves, series
from booking.facts import HouseFacts
from booking.i18n import LANGUAGES
from booking.settings import Settings
from booking.wishes import Wish
from kiosk import letters
from kiosk.letters import texts
from models.bookings import Booking, Series, State
from models.community import Group, Listing
from models.letters import Letter
from tests.support import samples
from tests.support.cast import TUESDAY, WEDNESDAY, at, move_in, wish
from tests.support.server import ROOT
from tests.support.views import broken_rules_now

MAILBOX = "raum@example.org"
SETTINGS = Settings(
    public_url="https://quartier.example.org",
    mail_url="smtp://localhost?from=treffpunkt@example.org",
    mailbox=MAILBOX,
)
NO_MAILBOX = replace(SETTINGS, mailbox="")
GROUP, DESK = "group:strickcafe", "desk:manager"


@pytest.fixture
def session(sqlite_db) -> Iterator[Session]:
    with sqlite_db.writing() as session:
        yield session


@pytest.fixture
def house(session) -> HouseFacts:
    return move_in(session)


@pytest.fixture
def furnished(session: Session, house: HouseFacts) -> Session:
    samples.furnish(session, house)
    return session


def written(session: Session, letter, settings: Settings = SETTINGS) -> EmailMessage:
    """Return a letter after it went over the wire."""
    sent = letters.written(session, letter, settings, now=TUESDAY).as_bytes()
    assert max(map(len, sent.split(b"\r\n"))) <= 998
    received = BytesParser(policy=policy.default).parsebytes(sent)
    assert isinstance(received, EmailMessage)
    return received


def last(session: Session, settings: Settings = SETTINGS) -> EmailMessage:
    """Return the newest letter of the outbox as mail."""
    session.flush()
    row = session.exec(select(Letter).order_by(col(Letter.id).desc())).first()
    assert row is not None
    letter = samples.letter(row.kind, row.facts, language=row.language, number=row.id)
    return written(session, replace(letter, created_at=row.created_at), settings)


def calendar(mail: EmailMessage) -> tuple[str, list[Any]]:
    """Return the METHOD of the calendar part, and its events; checks that all ways to read it agree."""
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    if not parts:
        return "", []
    (part,) = parts
    (attached,) = [one for one in mail.iter_attachments() if one.get_content_type() == "application/ics"]
    told = bytes(part.get_payload(decode=True))
    assert told == attached.get_content()
    assert told.count(b"\n") == told.count(b"\r\n")
    read = Calendar.from_ical(told)
    other = vobject.readOne(told.decode())
    events = list(read.walk("VEVENT"))
    assert [str(event["UID"]) for event in events] == [event.uid.value for event in other.vevent_list]
    assert str(read["METHOD"]) == other.method.value == part.get_param("method")
    assert part.get_content_charset() == "utf-8"
    return str(read["METHOD"]), events


def plain(mail: EmailMessage) -> str:
    return _body(mail, "plain")


def html(mail: EmailMessage) -> str:
    return _body(mail, "html")


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    said: str = part.get_content()
    return said.replace("\r\n", "\n")


# All kinds


def test_every_letter_that_the_house_queues_has_a_text():
    said = set()
    for file in (ROOT / "booking").rglob("*.py"):
        said |= set(re.findall(r"""["']((?:booking|series|wait|round)\.[a-z_]+)["']""", file.read_text("utf-8")))
        said |= set(re.findall(r"""["'](seat-[a-z-]+|group-sign-in)["']""", file.read_text("utf-8")))
    # What is only noted in the journal, and never told by letter.
    silent = {
        *("answer", "arrived", "held", "left", "let_go", "not_arrived", "not_left", "retitled", "skipped"),
        *("office_answered", "office_asked", "office_closed", "office_revoked"),
        *("taken_along", "title_hidden", "title_shown"),
    }
    noted = {*(f"booking.{what}" for what in silent), "series.reconciled"}
    noted |= {f"round.{what}" for what in ("adjusted", "deadline_set", "decided", "opened", "proposed")}
    noted |= {f"round.{what}" for what in ("wish_changed", "wish_withdrawn", "wished")}

    assert {what.replace(".", "-", 1) for what in said - noted} <= set(texts.kinds())


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_letter_is_written_in_the_language_of_its_receiver(furnished, language):
    for letter in samples.letters(furnished, language=language):
        mail = written(furnished, letter)
        read = fast_mail_parser.parse_email(mail.as_bytes())

        assert read.subject == mail["Subject"], letter.kind
        assert mail["Content-Language"] == LANGUAGES[language].tag
        assert f'<html lang="{LANGUAGES[language].tag}" dir="{LANGUAGES[language].direction}">' in read.text_html[0]
        assert "{" not in plain(mail) + html(mail).partition("</head>")[2], letter.kind
        assert len(html(mail)) < 12_000


@pytest.mark.parametrize(("language", "scheme"), [("uk", "light"), ("ar", "dark")])
def test_the_html_of_every_letter_reads_well_on_a_phone(furnished, new_page, language, scheme):
    page, faults = new_page(320, 640, color_scheme=scheme), {}
    for letter in samples.letters(furnished, language=language):
        page.set_content(html(written(furnished, letter)))
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if found := [*broken_rules_now(page, strong=True), *[f"{wide} px too wide"] * (wide > 0)]:
            faults[letter.kind] = found

    assert faults == {}


def test_a_letter_says_what_when_where_and_how_to_see_it(furnished):
    row = furnished.exec(select(Letter)).first()
    mail = written(furnished, samples.letter(row.kind, row.facts))
    page = furnished.exec(select(Booking)).first().code

    assert mail["Subject"] == "Ihr Termin ist zugesagt · Stricken für den Basar · Mi 25.11., 14:00"
    assert plain(mail).split("\n\n")[:5] == [
        "Guten Tag!",
        "Ihr Termin ist zugesagt",
        "Der Raum ist für Sie reserviert.",
        "Termin: Stricken für den Basar\nGruppe: Strick- und Spielecafé\n"
        "Wann: Mittwoch, 25. November, 14:00 – 15:30 Uhr\nWo: Quartierraum",
        f"Zur Seite des Termins:\nhttps://quartier.example.org/m/{page}",
    ]


def test_a_letter_has_the_headers_of_mail_that_nobody_typed(furnished):
    letter = samples.letter("seat-taken", samples.facts_of(furnished, "seat-taken", "x"))
    mail, again = written(furnished, letter), written(furnished, replace(letter, tries=4))

    assert (mail["From"], mail["To"]) == ("Quartierraum <treffpunkt@example.org>", samples.RECEIVER)
    assert (mail["Auto-Submitted"], mail["Reply-To"]) == ("auto-generated", MAILBOX)
    assert mail["Date"].datetime == TUESDAY
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.org>", mail["Message-ID"])
    assert again["Message-ID"] == mail["Message-ID"]
    assert written(furnished, replace(letter, id=99))["Message-ID"] != mail["Message-ID"]
    assert written(furnished, letter, NO_MAILBOX)["Reply-To"] is None


def test_nothing_in_a_letter_is_fetched_from_anywhere(furnished):
    for letter in samples.letters(furnished):
        drawn = html(written(furnished, letter))
        assert not re.search(r"<(?:img|script|link|iframe|form|object)\b|url\(|@import|\bsrc=", drawn)
        assert all(link.startswith("https://quartier.example.org/") for link in re.findall(r'href="([^"]*)"', drawn))


@pytest.mark.parametrize("text", samples.hostile(), ids=range(len(samples.hostile())))
def test_whatever_people_typed_makes_no_header_no_script_and_no_line_of_a_calendar(furnished, text):
    for row in furnished.exec(select(Booking)):
        row.title = text
    for letter in samples.letters(furnished, text=text):
        mail = written(furnished, letter)
        headers = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language", "Reply-To"}
        assert {*mail.keys()} == headers | {"MIME-Version", "Content-Type"}
        assert (mail["To"], mail["From"].count("@")) == (samples.RECEIVER, 1)
        assert not re.search(r"<img|onerror=(?!alert\(1\)&gt;)", html(mail))
        assert not any(sign in str(mail["Subject"]) + plain(mail) + html(mail) for sign in "\u202e\r\u2028\x00")
        _method, events = calendar(mail)
        assert all(event.subcomponents == [] for event in events), "BEGIN:VALARM"


# The calendar part


def test_a_booking_invites_its_group_under_the_uid_of_the_feeds(session, house):
    booking = lifecycle.request_booking(session, house, wish("14:00"), who=GROUP, now=TUESDAY)

    method, (event,) = calendar(last(session))

    assert (method, event["UID"], event["SEQUENCE"]) == ("REQUEST", f"{booking.uid}@quartier.example.org", 0)
    assert event["ORGANIZER"] == f"mailto:{MAILBOX}"
    assert event["ATTENDEE"] == f"mailto:{samples.RECEIVER}"
    assert {name: event["ATTENDEE"].params[name] for name in ("PARTSTAT", "RSVP")} == {
        "PARTSTAT": "ACCEPTED",
        "RSVP": "FALSE",
    }
    assert (event["STATUS"], str(event["SUMMARY"])) == ("CONFIRMED", "Stricken für den Basar")
    assert event["DTSTART"].dt == at(WEDNESDAY, "14:00")


def test_a_moved_booking_moves_in_the_calendar_and_a_cancelled_one_leaves_it(session, house):
    booking = lifecycle.request_booking(session, house, wish("14:00"), who=GROUP, now=TUESDAY)
    moves.move_booking(
        session, house, booking.uid, start=at(WEDNESDAY, "16:00"), who=GROUP, now=TUESDAY + timedelta(minutes=1)
    )
    moved = last(session)
    lifecycle.cancel_booking(session, house, booking.uid, who=GROUP, now=TUESDAY + timedelta(minutes=2))
    gone = last(session)

    method, (event,) = calendar(moved)
    assert (method, event["SEQUENCE"], event["DTSTART"].dt) == ("REQUEST", 1, at(WEDNESDAY, "16:00"))
    assert "Bisher: Mittwoch, 25. November, 14:00 – 15:30 Uhr, Quartierraum" in plain(moved)
    method, (event,) = calendar(gone)
    assert (method, event["SEQUENCE"], event["STATUS"]) == ("CANCEL", 2, "CANCELLED")
    assert gone["Subject"].startswith("Ihr Termin ist abgesagt")


def test_without_a_mailbox_dates_are_published_and_nobody_is_invited(session, house):
    lifecycle.request_booking(session, house, wish("14:00"), who=GROUP, now=TUESDAY)

    method, (event,) = calendar(last(session, NO_MAILBOX))

    assert (method, "ORGANIZER" in event, "ATTENDEE" in event) == ("PUBLISH", False, False)
    assert "Bitte antworten Sie nicht auf diese Nachricht." in plain(last(session, NO_MAILBOX))


def weekly(session, house) -> Series:
    asked = wish("18:00", rrule="FREQ=WEEKLY;COUNT=6")
    return series.request_series(session, house, asked, who=GROUP, now=TUESDAY)


def date_of(session, made: Series, number: int) -> Booking:
    return series.dates(session, made)[number]


def test_a_series_is_one_rule_in_the_calendar_and_its_exceptions_follow(session, house):
    made = weekly(session, house)
    confirmed = calendar(last(session))
    lifecycle.cancel_booking(session, house, date_of(session, made, 1).uid, who=GROUP, now=TUESDAY)
    cancelled = calendar(last(session))
    third = date_of(session, made, 2)
    moves.move_booking(session, house, third.uid, start=at(third.wall_from.date(), "16:00"), who=GROUP, now=TUESDAY)
    moved = calendar(last(session))

    method, (event,) = confirmed
    assert (method, event["UID"]) == ("REQUEST", f"{made.uid}@quartier.example.org")
    assert event["RRULE"].to_ical().decode() == "FREQ=WEEKLY;UNTIL=20261230T225959Z;BYDAY=WE"
    method, (event,) = cancelled
    assert (method, event["EXDATE"].dts[0].dt) == ("REQUEST", at(date_of(session, made, 1).wall_from.date(), "18:00"))
    method, (whole, instead) = moved
    assert (method, whole["UID"]) == ("REQUEST", instead["UID"])
    assert instead["RECURRENCE-ID"].dt == at(third.wall_from.date(), "18:00")
    assert instead["DTSTART"].dt == at(third.wall_from.date(), "16:00")
    sequences = [told[1][0]["SEQUENCE"] for told in (confirmed, cancelled, moved)]
    assert sequences == sorted(set(sequences))


def test_a_cancelled_series_leaves_the_calendar_as_a_whole(session, house):
    made = weekly(session, house)
    series.cancel_series(session, made, who=GROUP, now=TUESDAY)

    method, (event,) = calendar(last(session))

    assert (method, event["UID"]) == ("CANCEL", f"{made.uid}@quartier.example.org")


def test_a_series_that_no_one_rule_says_is_published_date_by_date(session, house):
    made = weekly(session, house)
    for number, row in enumerate(series.dates(session, made)):
        row.rule_start = row.wall_from = row.wall_from + timedelta(days=number * number)
        row.starts_at = row.busy_from = row.starts_at + timedelta(days=number * number)
        row.wall_to = row.wall_to + timedelta(days=number * number)
        row.ends_at = row.busy_until = row.ends_at + timedelta(days=number * number)
    session.flush()

    method, events = calendar(last(session))

    assert (method, len({event["UID"] for event in events})) == ("PUBLISH", len(events))
    assert all("ATTENDEE" not in event for event in events)


def test_a_closed_group_reads_its_own_title_and_its_entry_links_to_no_page(session, house):
    group = session.exec(select(Group).where(Group.slug == "strickcafe")).one()
    group.listing = Listing.NEUTRAL
    session.add(group)
    lifecycle.request_booking(session, house, wish("14:00"), who=GROUP, now=TUESDAY)

    mail = last(session)

    _method, (event,) = calendar(mail)
    assert (str(event["SUMMARY"]), "URL" in event, "DESCRIPTION" in event) == ("Stricken für den Basar", False, False)
    assert "/m/" not in plain(mail)


def test_a_wish_that_waits_is_in_no_calendar_yet(session, house):
    newcomers = Wish(**{**_asked(), "group_slug": "neue-nachbarn"})
    booking = lifecycle.request_booking(session, house, newcomers, who="group:neue-nachbarn", now=TUESDAY)
    asked = last(session)
    decisions.approve_booking(session, house, booking.uid, who=DESK, now=TUESDAY)

    assert (calendar(asked)[0], calendar(last(session))[0]) == ("", "REQUEST")


def _asked() -> dict[str, Any]:
    asked = wish("14:00", day=WEDNESDAY + timedelta(days=7))
    return {name: getattr(asked, name) for name in asked.__dataclass_fields__}


def test_what_gives_way_to_the_town_brings_its_alternative_and_leaves_the_calendar(session, house):
    booking = lifecycle.request_booking(session, house, wish("14:00"), who=GROUP, now=TUESDAY)
    displacement.displace(session, house, booking.uid, text="Der Gemeinderat tagt.", who=DESK, now=TUESDAY)
    row = next(row for row in session.exec(select(Letter)) if row.kind == "booking-displaced")

    mail = written(session, samples.letter(row.kind, row.facts))

    assert (calendar(mail)[0], "> Der Gemeinderat tagt." in plain(mail)) == ("CANCEL", True)
    assert re.search(r"Angebot: .*November, \d\d:\d\d – \d\d:\d\d Uhr, Quartierraum\n", plain(mail))
    assert "Wir halten Ihnen diese Zeit frei bis " in plain(mail)


def test_a_letter_that_comes_late_tells_what_was_so_and_enters_nothing_that_is_not(session, house):
    booking = lifecycle.request_booking(session, house, wish("14:00"), who=GROUP, now=TUESDAY)
    moves.move_booking(session, house, booking.uid, start=at(WEDNESDAY, "16:00"), who=GROUP, now=TUESDAY)
    lifecycle.cancel_booking(session, house, booking.uid, who=GROUP, now=TUESDAY)
    first = session.exec(select(Letter).order_by(col(Letter.id))).first()

    mail = written(session, samples.letter(first.kind, first.facts))

    assert mail["Subject"] == "Ihr Termin ist zugesagt · Stricken für den Basar · Mi 25.11., 14:00"
    assert calendar(mail) == ("", [])


def test_who_gives_a_seat_back_loses_the_entry_and_nobody_else_does(session, house):
    booking = lifecycle.request_booking(session, house, wish("14:00"), who=GROUP, now=TUESDAY)
    about = {"booking": booking.uid, "persons": 2, "code_word": "Birne Fuchs 42", "token": "geheim"}
    taken = written(session, samples.letter("seat-taken", about))
    back = written(session, samples.letter("seat-given-back", {**about, "why": "given_back"}))

    assert [calendar(mail)[0] for mail in (taken, back)] == ["REQUEST", "CANCEL"]
    assert calendar(taken)[1][0]["UID"] == calendar(back)[1][0]["UID"] == f"{booking.uid}@quartier.example.org"
    assert "https://quartier.example.org/s/geheim" in plain(taken)
    assert "/s/" not in plain(back)
    assert booking.state is State.CONFIRMED


def test_what_is_only_offered_at_a_meeting_that_moves_is_nobodys_entry_and_still_waits_for_an_answer(session, house):
    booking = lifecycle.request_booking(session, house, wish("14:00"), who=GROUP, now=TUESDAY)
    was = {"start": "2026-11-25T10:00", "end": "2026-11-25T11:30", "room": booking.room_id, "on": True}
    about = {"booking": booking.uid, "persons": 2, "code_word": "Birne Fuchs 42", "token": "geheim", "was": was}
    offered = written(session, samples.letter("seat-moved", {**about, "until": "2026-11-24T20:00:00+00:00"}))
    taken = written(session, samples.letter("seat-moved", about))

    said = " ".join(plain(offered).split())
    assert "Der Platz ist weiter für Sie frei. Möchten Sie ihn haben?" in said
    assert "Bitte antworten Sie bis Dienstag, 24. November, 21:00 Uhr." in said
    assert "Annehmen oder ablehnen: https://quartier.example.org/s/geheim" in said
    assert "Ihr Platz bleibt Ihnen." not in said
    assert [calendar(mail)[0] for mail in (offered, taken)] == ["", "REQUEST"]
