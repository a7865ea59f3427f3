"""Every kind of mistake in series, meetings and requests is told with its line and a sentence."""

from typing import get_args

import pytest

from booking import decisions
from booking.housefile.programme import Reason
from tests.support.house import PLAIN
from tests.support.housefaults import HERE, MEETING, REQUEST, SERIES, changed, faults

IN_THE_PROGRAMME = {
    "a series of nobody": (SERIES, "group: probe", "group: wir  # <-", "Das gibt es nicht: die Gruppe „wir“."),
    "a series in no room": (SERIES, "room: saal", "room: keller  # <-", "Das gibt es nicht: der Raum „keller“."),
    "a series for nothing": (
        SERIES,
        "type: open_event",
        "type: sport  # <-",
        "Das gibt es nicht: die Nutzungsart „sport“.",
    ),
    "a series for what is not allowed": (
        SERIES,
        "type: open_event",
        "type: private  # <-",
        "Private Feiern sind hier nicht möglich.",
    ),
    "a room that is only an extra": (
        SERIES,
        "room: saal",
        "room: kueche  # <-",
        "„Küche“ wird nur zusammen mit einem anderen Raum vergeben.",
    ),
    "an extra of another room": (
        SERIES,
        "room: saal",
        "room: saal\n    extras: [stube]  # <-",
        "„Stube“ gehört nicht zu „Saal“.",
    ),
    "a title with a link": (
        SERIES,
        "title: Chor",
        "title: Chor auf www.example.org  # <-",
        "So kann der Titel nicht öffentlich gezeigt werden: er enthält einen Link.",
    ),
    "a title with a telephone and markup": (
        SERIES,
        "title: Chor",
        'title: "<b>Chor</b> 07032 924"  # <-',
        "So kann der Titel nicht öffentlich gezeigt werden: er enthält eine Telefonnummer, "
        "er enthält ein Zeichen, das dort nicht stehen darf.",
    ),
    "a language that is not listed": (
        SERIES + "languages: [{code: de, name: Deutsch}]\n",
        "title: Chor",
        "title: Chor\n    i18n: {xx: Choir}  # <-",
        "Das gibt es nicht: die Sprache „xx“.",
    ),
    "an end before the start": (SERIES, 'end: "20:00"', 'end: "18:00"  # <-', "Das Ende liegt nicht nach dem Anfang."),
    "a rule that is none": (
        SERIES,
        'rrule: "FREQ=WEEKLY"',
        "rrule: jeden Montag  # <-",
        "Die Regel ist keine RRULE wie FREQ=WEEKLY;BYDAY=MO.",
    ),
    "a rule that starts on another day": (
        SERIES,
        'rrule: "FREQ=WEEKLY"',
        'rrule: "FREQ=WEEKLY;BYDAY=TU"  # <-',
        "Der erste Tag ist selbst kein Tag der Regel.",
    ),
    "a rule without an end": (
        SERIES,
        '"FREQ=WEEKLY"\n    until: 2026-12-21',
        '"FREQ=WEEKLY"  # <-',
        "Die Regel hat kein Ende: es fehlt „until“ oder COUNT.",
    ),
    "a rule with too many dates": (
        SERIES,
        '"FREQ=WEEKLY"\n    until: 2026-12-21',
        '"FREQ=DAILY;COUNT=5000"  # <-',
        "Die Regel ergibt mehr als 400 Termine.",
    ),
    "a series that is over before it starts": (
        SERIES,
        "until: 2026-12-21",
        "until: 2026-11-21  # <-",
        "Das Ende liegt vor dem Anfang.",
    ),
    "more seats than the room has": (
        SERIES,
        "type: open_event",
        "type: open_event\n    capacity: 29  # <-",
        "So bestuhlt fasst „Saal“ nur 28 Personen.",
    ),
    "a way to join that is none": (
        SERIES,
        "type: open_event",
        "type: open_event\n    signup: telefon  # <-",
        "Möglich ist nur: none, seats, waitlist, external; nicht „telefon“.",
    ),
    "seats without their number": (
        SERIES + "    signup: {mode: seats}",
        "slug: chor",
        "slug: chor  # <-",
        "Für eine Anmeldung fehlt die Zahl der Plätze: „capacity“.",
    ),
    "a closed group in public": (
        SERIES,
        "group: probe",
        "group: still\n    visibility: public  # <-",
        "Die Gruppe ist „neutral“; ihr Treffen darf nicht öffentlicher sein.",
    ),
    "seats in a closed group": (
        SERIES,
        "group: probe",
        "group: still\n    capacity: 5\n    signup: seats  # <-",
        "Nur zu öffentlichen Treffen kann man sich anmelden.",
    ),
    "an exception of no series": (
        SERIES + "series_exceptions: [{series: tanz, date: 2026-11-30, kind: cancelled}]  # <-",
        "",
        "",
        "Das gibt es nicht: die Terminreihe „tanz“.",
    ),
    "an exception on no date": (
        SERIES + "series_exceptions: [{series: chor, date: 2026-12-01, kind: cancelled}]  # <-",
        "",
        "",
        "Die Terminreihe „chor“ hat am 01.12.2026 keinen Termin.",
    ),
    "two exceptions on one date": (
        SERIES
        + "series_exceptions:\n  - {series: chor, date: 2026-11-30, kind: cancelled}\n"
        + "  - {series: chor, date: 2026-11-30, kind: cancelled}  # <-",
        "",
        "",
        "Für diesen Tag steht schon eine Ausnahme da.",
    ),
    "moved to no time": (
        SERIES + "series_exceptions: [{series: chor, date: 2026-11-30, kind: moved, start: '18:00'}]  # <-",
        "",
        "",
        "Es fehlt „end“.",
    ),
    "cancelled to another room": (
        SERIES + "series_exceptions: [{series: chor, date: 2026-11-30, kind: cancelled, room: stube}]  # <-",
        "",
        "",
        "Was ausfällt, hat kein „room“.",
    ),
    "moved to where its extra is not": (
        SERIES.replace("room: saal", "room: saal\n    extras: [kueche]")
        + "series_exceptions: [{series: chor, date: 2026-11-30, kind: moved_room, room: kueche}]  # <-",
        "",
        "",
        "Mit seinen Zusätzen geht das Treffen nicht in diesen Raum.",
    ),
    "a count on no date": (
        SERIES + "attendance_sample: [{series: chor, date: 2026-12-01, count: 3}]  # <-",
        "",
        "",
        "Die Terminreihe „chor“ hat am 01.12.2026 keinen Termin.",
    ),
    "a meeting with a series' name": (
        SERIES + MEETING,
        "slug: fest",
        "slug: chor  # <-",
        "So heißt schon eine Terminreihe: „chor“.",
    ),
    "a meeting for a project of nobody": (
        MEETING,
        "title: Fest",
        "title: Fest\n    project: park  # <-",
        "Das gibt es nicht: das Projekt „park“.",
    ),
    "instead of a series that is none": (
        MEETING,
        "title: Fest",
        "title: Fest\n    replaces_series_on_date: chor  # <-",
        "Das gibt es nicht: die Terminreihe „chor“.",
    ),
    "instead of a series that is not on that day": (
        SERIES + MEETING,
        "title: Fest",
        "title: Fest\n    replaces_series_on_date: chor  # <-",
        "Die Terminreihe „chor“ hat am 24.11.2026 keinen Termin.",
    ),
    "on a closure that is none": (
        MEETING,
        "title: Fest",
        "title: Fest\n    override_closure: putzen  # <-",
        "Das gibt es nicht: der Schließtag „putzen“.",
    ),
    "seats taken without signing up": (
        MEETING,
        "title: Fest",
        "title: Fest\n    seats_taken: 3  # <-",
        "Ohne Anmeldung sind keine Plätze belegt.",
    ),
    "more seats taken than there are": (
        MEETING,
        "title: Fest",
        "title: Fest\n    capacity: 2\n    signup: seats\n    seats_taken: 3  # <-",
        "Es sind mehr Plätze belegt als vorhanden.",
    ),
    "waiting while there are seats": (
        MEETING,
        "title: Fest",
        "title: Fest\n    capacity: 2\n    signup: waitlist\n    waitlist: 1  # <-",
        "Eine Warteliste gibt es erst, wenn alle Plätze belegt sind.",
    ),
    "seats taken without code words": (
        MEETING,
        "title: Fest",
        "title: Fest\n    capacity: 2\n    signup: waitlist\n    seats_taken: 1  # <-",
        "Belegte Plätze brauchen Merkwörter: „code_words“.",
    ),
    "a request in no state": (
        REQUEST,
        "state: requested",
        "state: vielleicht  # <-",
        "Möglich ist nur: requested, held, conflict, declined; nicht „vielleicht“.",
    ),
    "a request declined without a reason": (
        REQUEST.replace("requested", "declined"),
        "id: R-1",
        "id: R-1  # <-",
        "Eine Absage, und nur sie, braucht „reason_code“.",
    ),
    "a request for which no has a reason": (
        REQUEST,
        "state: requested",
        "state: requested\n    reason_code: private  # <-",
        "Eine Absage, und nur sie, braucht „reason_code“.",
    ),
    "a request for too many people": (
        REQUEST,
        "state: requested",
        "state: requested\n    headcount: 51  # <-",
        "„Saal“ fasst nur 50 Personen.",
    ),
    "a request against nothing": (
        REQUEST,
        "state: requested",
        "state: conflict\n    conflict_with: [putzen]  # <-",
        "Das gibt es nicht: der Schließtag oder die Terminreihe oder das Treffen „putzen“.",
    ),
    "a request whose clash does not come": (
        REQUEST
        + "closures: [{slug: putz, start: 2026-11-26, end: 2026-11-26, rooms: [saal], reason: r, public_text: t}]",
        "state: requested",
        'state: requested\n    rrule: "FREQ=WEEKLY;COUNT=3"\n    expect_conflict: putz  # <-',
        "Kein Termin fällt auf „putz“.",
    ),
    "a request with a word that is not listed": (
        REQUEST,
        "state: requested",
        'state: requested\n    code_word: "Tanne 19"  # <-',
        "„Tanne 19“ ist aus keinem der Merkwörter gemacht.",
    ),
}


@pytest.mark.parametrize(("more", "old", "new", "sentence"), IN_THE_PROGRAMME.values(), ids=IN_THE_PROGRAMME.keys())
def test_a_mistake_in_the_programme_is_told_with_its_line(more: str, old: str, new: str, sentence: str) -> None:
    text = PLAIN + (changed(more, old, new) if old else more)

    assert faults(text) == [f"{HERE} {sentence}"]


def test_the_file_declines_for_the_desks_reasons() -> None:
    assert get_args(Reason) == decisions.REASONS
