"""Sections whose screens come later are checked as strictly as the others."""

import re

import pytest

from tests.support.house import PLAIN
from tests.support.housefaults import HERE, faults

AFTER_THE_PLAIN_HOUSE = {
    "a closure that ends before it starts": (
        "closures: [{slug: c, start: 2026-12-02, end: 2026-12-01, rooms: [saal], reason: r, public_text: t}]  # <-",
        "Das Ende liegt vor dem Anfang.",
    ),
    "a closure of no room": (
        "closures: [{slug: c, start: 2026-12-01, end: 2026-12-01, rooms: [], reason: r, public_text: t}]  # <-",
        "Es fehlt ein Eintrag.",
    ),
    "a day that is none": (
        "public_holidays_bw: [{date: 2026-02-30, name: Narrentag}]  # <-",
        "„2026-02-30“ kann nicht gelesen werden.",
    ),
    "a moment for a day": (
        "public_holidays_bw: [{date: 2026-02-03 10:00:00, name: Narrentag}]  # <-",
        "Erwartet wird ein Tag wie 2026-11-23, nicht „2026-02-03 10:00:00“.",
    ),
    "a short name with blanks": (
        "districts: [{slug: der wald, name: Wald}]  # <-",
        "Erwartet wird ein Kurzname aus a-z, 0-9 und -, nicht „der wald“.",
    ),
    "a short name twice": (
        "districts: [{slug: wald, name: Wald}, \n {slug: wald, name: Forst}]  # <-",
        r"„wald“ gibt es schon in Zeile \d+\.",
    ),
    "a short name twice in one line": (
        "districts: [{slug: wald, name: Wald}, {slug: wald, name: Forst}]  # <-",
        r"„wald“ gibt es schon in Zeile \d+\.",
    ),
    "a quarter of no name": ("districts: [{slug: altstadt}]  # <-", "Es fehlt „name“."),
    "somebody's hours without somebody": (
        'staffed_hours: [{day: tue, start: "09:00", end: "12:00", contact: amt}]  # <-',
        "Das gibt es nicht: die Kontaktstelle „amt“.",
    ),
    "help from nowhere": (
        "help_directory: [{icon: hand, title: Hilfe}]  # <-",
        "Genau eines ist nötig: „phone“ oder „contact“.",
    ),
    "a project of nobody": (
        "projects: [{slug: p, title: P, stage: idea, owner: wir, start: 2026-01-01, goal_simple: G}]  # <-",
        "Das gibt es nicht: die Gruppe „wir“.",
    ),
    "a project in no stage": (
        "projects: [{slug: p, title: P, stage: fast, owner: probe, start: 2026-01-01, goal_simple: G}]  # <-",
        "Möglich ist nur: idea, planning, running, done; nicht „fast“.",
    ),
    "an idea about nothing": (
        'ideas: [{code: "Apfel 1", topic: t, district: null, text: x, state: read, received: 2026-01-01}]  # <-\n'
        "code_words: [Apfel, Birne, Eiche, Esel, Fisch, Hase, Haus, Hund, Igel, Insel]",
        "Das gibt es nicht: das Ideenthema „t“.",
    ),
    "phrases about nothing": ("idea_phrases: {t: [x]}  # <-", "Das gibt es nicht: das Ideenthema „t“."),
    "a phrase that is not listed": (
        "idea_topics: [{slug: t, icon: i, name: T}]\n"
        'ideas: [{code: "Apfel 1", topic: t, district: null, phrase: x, state: read, received: 2026-01-01}]  # <-\n'
        "code_words: [Apfel, Birne, Eiche, Esel, Fisch, Hase, Haus, Hund, Igel, Insel]",
        "Dieser Satz steht nicht in „idea_phrases“.",
    ),
    "a code of no word": (
        "idea_topics: [{slug: t, icon: i, name: T}]\n"
        'ideas: [{code: "Apfel 1", topic: t, district: null, text: x, state: read, received: 2026-01-01}]  # <-',
        "„Apfel 1“ ist aus keinem der Merkwörter gemacht.",
    ),
    "too few code words": ("code_words: [Apfel, Birne]  # <-", "Es fehlen Einträge: 10 sind nötig."),
    "an announcement from nobody": (
        "announcements:\n"
        "  - {slug: a, title_simple: A, text_simple: T, start: 2026-01-01, end: 2026-01-02, from: amt}  # <-",
        "Das gibt es nicht: die Kontaktstelle „amt“.",
    ),
    "a poll with a vote too many": (
        "polls:\n  - {slug: p, question_simple: Q, options: [a, b], start: 2026-01-01, end: 2026-01-02,\n"
        "     votes: [1, 2, 3]}  # <-",
        "Jede Antwort braucht eine Zahl.",
    ),
    "a list to tick with a name twice": (
        "checklists: {leave: [{slug: a, text: A}, {slug: a, text: B}]}  # <-",
        "Ein Kurzname kommt doppelt vor.",
    ),
    "a button twice": ("headcount_buttons: [1, 5, 5]  # <-", "Doppelt genannt: 5."),
    "a button for nobody": ("headcount_buttons: [0, 5]  # <-", "Erwartet wird eine Zahl von 1 bis 1000000, nicht 0."),
    "a language twice": (
        "languages: [{code: de, name: Deutsch}, \n{code: de, name: Einfach}]  # <-",
        r"„de“ gibt es schon in Zeile \d+\.",
    ),
    "a calendar of a word that is not listed": (
        "tags: {topic: [kultur]}\nfeeds: [{slug: f, name: F, filter: {topic: sport}}]  # <-",
        "Das gibt es nicht: das Thema „sport“.",
    ),
    "a count of no series": (
        "attendance_sample: [{series: chor, date: 2026-11-23, count: 3}]  # <-",
        "Das gibt es nicht: die Terminreihe „chor“.",
    ),
    "a rule of the house without words": ("house_rules_simple: [{icon: herz}]  # <-", "Es fehlt „text“."),
    "an exhibition that ends before it starts": (
        "exhibitions: [{slug: e, title: E, start: 2026-12-02, end: 2026-12-01}]  # <-",
        "Das Ende liegt vor dem Anfang.",
    ),
    "samples that are no texts": ("hostile_samples: {titles: [1]}  # <-", "Erwartet wird ein Text. Da steht „1“."),
    "quiet without an end": ('quiet: {night: {start: "22:00"}}  # <-', "Es fehlt „end“."),
}


@pytest.mark.parametrize(("more", "sentence"), AFTER_THE_PLAIN_HOUSE.values(), ids=AFTER_THE_PLAIN_HOUSE.keys())
def test_a_mistake_in_another_section_is_told_with_its_line(more: str, sentence: str) -> None:
    told = faults(PLAIN + more)

    assert len(told) == 1
    assert re.fullmatch(f"{HERE} {sentence}", told[0]) or told[0] == f"{HERE} {sentence}", told
