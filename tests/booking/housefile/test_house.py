"""Every kind of mistake in what a file says about the house itself is told with its line and a sentence."""

import re

import pytest

from tests.support.house import PLAIN
from tests.support.housefaults import HERE, changed, faults

IN_THE_PLAIN_HOUSE = {
    "an unknown section": (
        "contacts:\n",
        "contact: []  # <-\ncontacts:\n",
        r"„contact“ ist hier nicht bekannt\. Möglich ist: announcements, .*, usage_types\.",
    ),
    "an unknown key": (
        "    name: Saal\n",
        "    name: Saal\n    color: red  # <-\n",
        r"„color“ ist hier nicht bekannt\. Möglich ist: accessible_toilet, .*, step_free\.",
    ),
    "an unknown key in a line with others": (
        "name: Stube}",
        "name: Stube, seats: 3} # <-",
        r"„seats“ ist hier nicht bekannt\. .*",
    ),
    "a key without a value": (
        "name: Stube}",
        "name: Stube, public: } # <-",
        "Erwartet wird true oder false, nicht nichts.",
    ),
    "a missing key": ("site: {slug: probe, ", "site: {  # <-\n  ", "Es fehlt „slug“."),
    "a key twice": ("    name: Saal\n", "    name: Saal\n    name: Halle  # <-\n", "„name“ steht hier zweimal."),
    "a number for a text": ("    name: Saal\n", "    name: 12  # <-\n", "Erwartet wird ein Text, nicht „12“."),
    "a text for a number": (
        "slot_step_min: 15",
        "slot_step_min: oft  # <-",
        "Erwartet wird eine ganze Zahl, nicht „oft“.",
    ),
    "a number too small": (
        "slot_step_min: 15",
        "slot_step_min: 1  # <-",
        "Erwartet wird eine Zahl von 5 bis 240, nicht 1.",
    ),
    "a hold that lasts too long": (
        "slot_step_min: 15",
        "slot_step_min: 15\n  tap_hold_minutes: 90  # <-",
        "Erwartet wird eine Zahl von 1 bis 30, nicht 90.",
    ),
    "a word for whether groups check in": (
        "slot_step_min: 15",
        "slot_step_min: 15\n  check_in: manchmal  # <-",
        "Erwartet wird true oder false, nicht „manchmal“.",
    ),
    "a door beyond the pole": (
        "city: Herrenberg, ",
        "city: Herrenberg, geo: {lat: 98.6, lon: 8.87}, # <-\n  ",
        "Erwartet wird eine Gradzahl von -90 bis 90. Da steht „98.6“.",
    ),
    "a word for where the door is": (
        "city: Herrenberg, ",
        "city: Herrenberg, geo: {lat: 48.6, lon: Ost}, # <-\n  ",
        "Erwartet wird eine Gradzahl von -180 bis 180. Da steht „Ost“.",
    ),
    "a number beyond all measure": (
        "slot_step_min: 15",
        "slot_step_min: 99999999999999999999  # <-",
        "Erwartet wird eine ganze Zahl, nicht „99999999999999999999“.",
    ),
    "a word for yes or no": (
        "public: false,",
        "public: vielleicht, # <-\n  ",
        "Erwartet wird true oder false, nicht „vielleicht“.",
    ),
    "one value for a list": (
        "bookable_as_extra_of: [saal, stube]",
        "bookable_as_extra_of: saal # <-\n ",
        "Erwartet wird eine Liste, nicht „saal“.",
    ),
    "a list for one value": (
        "    name: Saal\n",
        "    name: [Saal]  # <-\n",
        "Erwartet wird ein Text, nicht eine Liste.",
    ),
    "a list for keys": (
        "    capacity: {standing: 50, rows: 40, tables: 28}\n",
        "    capacity: [50, 40, 28]  # <-\n",
        "Erwartet werden Schlüssel mit Werten, nicht eine Liste.",
    ),
    "keys for one value": (
        "    name: Saal\n",
        "    name: {de: Saal}  # <-\n",
        "Erwartet wird ein Text, nicht Schlüssel mit Werten.",
    ),
    "a choice that is none": (
        "default_layout: tables",
        "default_layout: liegend  # <-",
        "Möglich ist nur: standing, rows, tables; nicht „liegend“.",
    ),
    "a version to come": ("version: 1,", "version: 2, # <-\n ", "Möglich ist nur: 1; nicht „2“."),
    "true for a number": ("version: 1,", "version: true, # <-\n ", "Möglich ist nur: 1; nicht „True“."),
    "a time zone that is none": (
        "timezone: Europe/Berlin,",
        "timezone: Europe/Herrenberg, # <-\n ",
        "„Europe/Herrenberg“ ist keine Zeitzone wie Europe/Berlin.",
    ),
    "an extra of itself": (
        "bookable_as_extra_of: [saal, stube]",
        "bookable_as_extra_of: [saal, kueche] # <-\n ",
        "Ein Raum kann nicht zu sich selbst gehören.",
    ),
    "an extra of the same room twice": (
        "bookable_as_extra_of: [saal, stube]",
        "bookable_as_extra_of: [saal, saal] # <-\n ",
        "Doppelt genannt: saal.",
    ),
    "an extra of nothing": (
        "bookable_as_extra_of: [saal, stube]",
        "bookable_as_extra_of: [saal, keller] # <-\n ",
        "Das gibt es nicht: der Raum „keller“.",
    ),
    "a room without hours": ("  kueche: *always\n", "", "Für „kueche“ fehlen die Öffnungszeiten."),
    "hours of no room": (
        "  kueche: *always\n",
        "  kueche: *always\n  keller: *always  # <-\n",
        "Das gibt es nicht: der Raum „keller“.",
    ),
    "a time without quotation marks": (
        'mon: [["00:00", "24:00"]]',
        "mon: [[00:00, 12:30]]  # <-",
        'Erwartet wird eine Uhrzeit in Anführungszeichen wie "09:30". Da steht „750“.',
    ),
    "half past twenty-four": (
        'mon: [["00:00", "24:00"]]',
        'mon: [["00:00", "24:30"]]  # <-',
        'Erwartet wird eine Uhrzeit in Anführungszeichen wie "09:30". Da steht „24:30“.',
    ),
    "three times for a pair": (
        'mon: [["00:00", "24:00"]]',
        'mon: [["00:00", "12:00", "24:00"]]  # <-',
        "Erwartet werden genau zwei Werte: [von, bis].",
    ),
    "hours that run back": (
        'mon: [["00:00", "24:00"]]',
        'mon: [["10:00", "09:00"]]  # <-',
        "Die Zeiten eines Tages müssen nacheinander kommen, jede mit Ende nach dem Anfang.",
    ),
    "a forbidden usage without why": (
        'allowed: false, why: "Private Feiern sind hier nicht möglich."',
        "allowed: false # <-\n ",
        "Was nicht erlaubt ist, braucht einen Satz, warum: „why“.",
    ),
    "an allowed usage without who decides": (
        "approval: auto_if_trusted, fee: 0",
        "fee: 0 # <-\n ",
        "Es fehlt „approval“.",
    ),
    "the longest shorter than the shortest": (
        "max_public_min: 1440",
        "max_public_min: 10  # <-",
        "Die längste Zeit ist kürzer als die kürzeste.",
    ),
    "a group with a contact that is none": (
        "listing: public, contact: probe,",
        "listing: public, contact: amt, # <-\n ",
        "Das gibt es nicht: die Kontaktstelle „amt“.",
    ),
    "an address that is none": (
        "email: probe@example.org",
        "email: probe at example # <-\n ",
        "Erwartet wird eine E-Mail-Adresse, nicht „probe at example“.",
    ),
    "signs that turn the writing": (
        "    name: Saal\n",
        '    name: "\\u202Elaas"  # <-\n',
        "Der Text enthält Zeichen, die die Schreibrichtung ändern.",
    ),
    "a control sign": ("    name: Saal\n", '    name: "Sa\\bal"  # <-\n', "Der Text enthält Steuerzeichen."),
}


@pytest.mark.parametrize(("old", "new", "sentence"), IN_THE_PLAIN_HOUSE.values(), ids=IN_THE_PLAIN_HOUSE.keys())
def test_a_mistake_in_the_house_is_told_with_its_line(old: str, new: str, sentence: str) -> None:
    told = faults(changed(PLAIN, old, new))

    assert len(told) == 1
    place = HERE if HERE in new else str(PLAIN.splitlines().index("opening_hours:") + 1)
    assert re.fullmatch(f"{place} {sentence}", told[0]) or told[0] == f"{place} {sentence}", told
