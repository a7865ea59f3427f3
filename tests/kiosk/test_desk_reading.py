"""Forms of the desk are read field by field, and everything wrong is told at once."""

from datetime import date, time

from booking.refusals import Malformed
from kiosk.desk.closureforms import closure_from
from kiosk.desk.reading import Reading


def test_every_field_that_cannot_be_read_is_named_as_it_is_labelled():
    form = Reading({"day": "32.13.", "from": "", "number": "viele", "room": "quartierraum+kueche", "open": "yes"})

    read = (form.day("day", "Tag"), form.clock("from", "Von"), form.number("number", "Personen"))

    assert read == (None, None, None)
    assert form.refused.reasons == (
        Malformed("Tag", "ein Datum"),
        Malformed("Von", "eine Uhrzeit wie 14:30"),
        Malformed("Personen", "eine Zahl"),
    )
    assert (form.room(), form.says("open"), form.says("pause")) == (("quartierraum", ("kueche",)), True, False)


def test_what_may_be_empty_is_wrong_only_if_it_says_something_else():
    form = Reading({"day": "", "from": "25 Uhr", "to": "18:15"})

    read = [form.day("day", "Tag", perhaps=True), form.clock("from", "Von", perhaps=True), form.clock("to", "Bis")]

    assert read == [None, None, time(18, 15)]
    assert form.wrong == [Malformed("Von", "eine Uhrzeit wie 14:30")]


def test_a_closure_without_hours_lasts_all_day_and_one_to_midnight_to_its_end():
    days = {"first": "2026-12-01", "last": "2026-12-02", "room:stueble": "yes", "text": "Putzen."}

    whole, reason = closure_from({**days, "from": "", "to": ""})
    evening, _reason = closure_from({**days, "from": "18:30", "to": "00:00"})

    assert (whole.starts_on, whole.from_min, whole.to_min, whole.rooms) == (date(2026, 12, 1), 0, 1440, ("stueble",))
    assert (evening.from_min, evening.to_min, reason) == (1110, 1440, "")
