"""What a file plans must fit the hours and each other; every clash is told."""

import pytest

from booking.housefile.checking import check_house_file
from booking.housefile.faults import FileRefused
from tests.support.house import PLAIN
from tests.support.housefaults import MEETING, REQUEST, SERIES, faults

CLOSED = """
closures:
  - {slug: putz, start: 2026-11-24, end: 2026-11-24, rooms: [kueche], reason: Putz, public_text: Es wird geputzt.}
"""
ON_THE_30TH = MEETING.replace("2026-11-24", "2026-11-30")
UNTIL_A_QUARTER_PAST = ON_THE_30TH.replace('"17:00"', '"19:15"')
MEET = "„Fest“ und „Chor“ (Zeile {chor}) brauchen denselben Raum zur selben Zeit: 30.11.2026 14:00–19:15 / 19:00–20:00."
IN_THE_STUBE = SERIES.replace("room: saal", "room: stube\n    extras: [kueche]")
THREE_TIMES = SERIES.replace("until: 2026-12-21", "until: 2026-12-07")
DANCE = THREE_TIMES.replace("\nseries:\n", "").replace("slug: chor", "slug: tanz").replace("title: Chor", "title: Tanz")
INTO_THE_STUBE = "series_exceptions: [{series: chor, date: 2026-11-30, kind: moved_room, room: stube}]"
TIMES = {
    "a meeting meets a series": (SERIES + UNTIL_A_QUARTER_PAST, MEET),
    "only their set-up meets": (SERIES + ON_THE_30TH.replace('"17:00"', '"18:30"\n    teardown: 45'), MEET),
    "they need the same kitchen": (IN_THE_STUBE + UNTIL_A_QUARTER_PAST, MEET),
    "two series meet every week": (
        THREE_TIMES + DANCE.replace('"19:00"', '"19:30"'),
        "„Tanz“ und „Chor“ (Zeile {chor}) brauchen denselben Raum zur selben Zeit: "
        "23.11.2026 19:30–20:00 / 19:00–20:00, 30.11.2026 19:30–20:00 / 19:00–20:00, "
        "07.12.2026 19:30–20:00 / 19:00–20:00.",
    ),
    "a closure of the kitchen": (CLOSED + MEETING, "„Fest“ liegt auf einem Schließtag (putz): 24.11.2026 14:00–17:00."),
    "a public holiday": (
        "\npublic_holidays_bw: [{date: 2026-11-24, name: Waldtag}]" + MEETING,
        "„Fest“ liegt auf einem Feiertag (Waldtag): 24.11.2026 14:00–17:00.",
    ),
    "a held request on a closure": (
        CLOSED.replace("kueche", "saal") + REQUEST.replace("2026-11-25", "2026-11-24").replace("requested", "held"),
        "„Kurs“ liegt auf einem Schließtag (putz): 24.11.2026 10:00–12:00.",
    ),
    "a date moved onto a closure": (
        CLOSED.replace("kueche", "stube").replace("-24", "-30") + SERIES + INTO_THE_STUBE,
        "„Chor“ liegt auf einem Schließtag (putz): 30.11.2026 19:00–20:00.",
    ),
}


@pytest.mark.parametrize(("more", "sentence"), TIMES.values(), ids=TIMES.keys())
def test_times_that_cannot_be_are_told(more: str, sentence: str) -> None:
    text = PLAIN + more
    chor = next((number for number, line in enumerate(text.splitlines(), start=1) if "slug: chor" in line), 0)

    with pytest.raises(FileRefused) as refused:
        check_house_file(text)

    assert [fault.text for fault in refused.value.faults] == [sentence.format(chor=chor)]


def test_set_up_must_fit_the_opening_hours_too() -> None:
    text = PLAIN.replace("00:00", "08:00").replace("24:00", "22:00")

    with pytest.raises(FileRefused) as refused:
        check_house_file(text + MEETING.replace('"14:00"', '"08:15"\n    setup: 30'))

    assert [fault.text for fault in refused.value.faults] == [
        "„Fest“ liegt mit Auf- und Abbau außerhalb der Öffnungszeiten: 24.11.2026 07:45–17:00."
    ]


def test_all_mistakes_are_told_at_once() -> None:
    more = SERIES + UNTIL_A_QUARTER_PAST + REQUEST.replace("title: Kurs", "title: Kurs\n    farbe: rot")

    told = faults(PLAIN + more + "projects: [{slug: p}]\nhouse_rules_simple: [{icon: 1, text: 2}]\n")

    assert len(told) == 9  # two in the house's rules, five keys of the project, the request's key, the clash
    assert [line for line in told if "brauchen denselben Raum" in line]
    assert [line for line in told if "„farbe“ ist hier nicht bekannt" in line]
