"""The address of a receipt printer, read strictly."""

import pytest

from booking import slipprinter
from booking.settings import SettingRefused, read_settings
from booking.slipprinter import SlipPrinter, Unreadable


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("network://192.0.2.4", SlipPrinter(host="192.0.2.4")),
        ("network://bon.example.org:9101?width=58", SlipPrinter(host="bon.example.org", port=9101, dots=384)),
        ("network://[2001:db8::4]/?width=80&status=no", SlipPrinter(host="2001:db8::4", answers=False)),
        ("cups://Bon_1", SlipPrinter(queue="Bon_1")),
        ("cups://bon?width=58", SlipPrinter(queue="bon", dots=384)),
    ],
)
def test_a_printer_is_read(text, read):
    assert slipprinter.read(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "192.0.2.4:9100",
        "http://192.0.2.4",
        "network://",
        "network://192.0.2.4:druck",
        "network://192.0.2.4:70000",
        "network://somebody:word@192.0.2.4",
        "network://192.0.2.4/bon",
        "network://bon;reboot",
        "network://192.0.2.4?width=70",
        "network://192.0.2.4?width=58&width=80",
        "network://192.0.2.4?status=yes",
        "network://192.0.2.4?colour=red",
        "cups://",
        "cups://-o",
        "cups://bon drucker",
        "cups://bon?status=no",
        "cups://bon#1",
    ],
)
def test_what_is_no_printer_is_refused_in_words(text):
    with pytest.raises(Unreadable):
        slipprinter.read(text)
    with pytest.raises(SettingRefused, match=r"TREFFPUNKT_PRINTER is .*expected network://HOST:PORT or cups://QUEUE"):
        read_settings({"TREFFPUNKT_PRINTER": text})


def test_without_a_printer_there_is_none():
    assert read_settings({}).slip_printer is None
