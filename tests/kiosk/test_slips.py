"""Slips with a code word: what stands on them, how they reach the printer, and what is said when they do not."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import ImageChops

from booking import slipprinter
from booking.slipprinter import SlipPrinter
from kiosk.printerwords import printer_words
from kiosk.slips import MOST_OF_A_CODE, MOST_OF_A_KIOSK, Outcome, Printing, lettering, picture, printer
from kiosk.slips.content import Line, Slip
from kiosk.slips.printer import NotPrinted, Trouble, Waits
from tests.support.slipprinter import Mood, picture_of
from tests.support.slipprinter import printer as printer_on
from tests.support.waiting import until

QUICK = Waits(connect=0.5, answer=0.3, paper=0.5, queue=2.0)


def a_slip(code_word: str = "Haus Brot 41", **changes) -> Slip:
    plain = Slip(
        house="Quartierraum",
        heading="Ihr Merkwort",
        code_word=code_word,
        what=(Line("Basteln", bold=True, plain=True), Line("пʼятниця, 4 грудня"), Line("14:00 – 16:30")),
        how=(Line("quartier.example.org/m/k7wq2xa", plain=True),),
    )
    return replace(plain, **changes)


# What is drawn


def test_a_slip_is_one_picture_between_beginning_and_cut():
    for address in ("network://h?width=58", "network://h?width=80"):
        dots = slipprinter.read(address).dots
        printed = picture_of(printer.as_bytes(a_slip(), dots))

        assert printed.width == dots
        assert ImageChops.difference(printed.convert("L"), picture.draw(a_slip(), dots).convert("L")).getbbox() is None


def test_every_script_has_its_font_and_arabic_letters_are_joined():
    assert lettering.knows_scripts()
    line = lettering.pieces(lettering.readable("مكان"), rtl=True)
    alone = [lettering.pieces(sign, rtl=True) for sign in "مكان"]

    assert [(one.font, one.rtl) for one in line] == [("noto-sans-arabic", True)]
    assert lettering.width(line, 600, 40) < sum(lettering.width(one, 600, 40) for one in alone)
    fonts = {one.font for one in lettering.pieces("Ömer Şiş пʼятниця", rtl=False)}
    assert fonts == {
        "atkinson-hyperlegible-next-latin",
        "atkinson-hyperlegible-next-latin-ext",
        "noto-sans-cyrillic",
    }


@pytest.mark.parametrize(
    ("text", "rtl", "from_the_left"),
    [
        ("Fr 14:00 – 16:30", False, "Fr 14:00 – 16:30"),
        ("14:00 – 16:30", True, "16:30| – |14:00"),
        ("4.12. um 2", False, "4.12. um 2"),
        ("رقم 2. مكان", True, "مكان|. |2| |رقم"),
        ("مكان Basteln im Advent", True, "Basteln im Advent| |مكان"),
        ("Basteln مكان 7", False, "Basteln |7| |مكان"),
    ],
)
def test_words_stand_in_the_order_in_which_they_are_read(text, rtl, from_the_left):
    assert "|".join(one.text for one in lettering.pieces(lettering.readable(text), rtl=rtl)) == from_the_left


@pytest.mark.parametrize(
    "title",
    ["\u202egnut\x1b@\x1dV\x00", "W" * 500, "🎄 漢字", "", "\n" * 50, "(" * 80, "אבג ابج abc 1-2"],
    ids=["commands", "long", "unknown signs", "nothing", "lines", "brackets", "all ways"],
)
def test_a_hostile_title_is_only_ink(title):
    for rtl in (False, True):
        slip = a_slip(what=(Line(title, plain=True), Line(title)), rtl=rtl)
        printed = picture_of(printer.as_bytes(slip, 384))

        assert (printed.width, printed.height < 2000) == (384, True)


# How it reaches the printer


def address(port: int) -> SlipPrinter:
    return slipprinter.read(f"network://127.0.0.1:{port}")


def test_it_is_printed_and_the_printer_says_so():
    with printer_on() as there:
        printer.try_out(address(there.port), QUICK)
        printer.print_slip(address(there.port), a_slip(), QUICK)

        (slip,) = there.slips
        assert picture_of(slip).width == 576


@pytest.mark.parametrize(
    ("mood", "trouble"),
    [
        ("silent", Trouble.SILENT),
        ("hangs up", Trouble.BROKEN),
        ("no paper", Trouble.PAPER),
        ("runs out", Trouble.PAPER),
    ],
)
def test_a_printer_that_fails_is_told_in_words(mood: Mood, trouble):
    with printer_on(mood) as there, pytest.raises(NotPrinted) as caught:
        printer.print_slip(address(there.port), a_slip(), QUICK)

    assert caught.value.trouble is trouble
    assert printer_words(trouble)


def test_a_printer_that_is_off_is_told():
    with printer_on() as there:
        where = address(there.port)
    with pytest.raises(NotPrinted) as caught:
        printer.try_out(where, QUICK)

    assert caught.value.trouble is Trouble.AWAY


def test_one_that_never_answers_may_be_set_up_so():
    with printer_on("silent") as there:
        printer.print_slip(replace(address(there.port), answers=False), a_slip(), QUICK)


def command(folder: Path, name: str, *lines: str) -> None:
    (folder / name).write_text("\n".join(["#!/bin/sh", *lines, ""]), encoding="utf-8")
    (folder / name).chmod(0o755)


def test_a_queue_gets_it_through_lp(tmp_path, monkeypatch):
    command(tmp_path, "lp", 'echo "$@" > "$0.said"', '/bin/cat > "$0.data"')
    monkeypatch.setenv("PATH", str(tmp_path))

    printer.print_slip(SlipPrinter(queue="bon"), a_slip(), QUICK)

    assert (tmp_path / "lp.said").read_text(encoding="utf-8").split() == ["-d", "bon", "-o", "raw", "-s", "-"]
    assert picture_of((tmp_path / "lp.data").read_bytes()).width == 576


@pytest.mark.parametrize(
    ("lines", "trouble"),
    [([], Trouble.NO_COMMAND), (["exit 1"], Trouble.QUEUE), (["exec /bin/sleep 30"], Trouble.SILENT)],
    ids=["no lp", "no queue", "hangs"],
)
def test_a_queue_that_fails_is_told(tmp_path, monkeypatch, lines, trouble):
    if lines:
        command(tmp_path, "lp", *lines)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(NotPrinted) as caught:
        printer.print_slip(SlipPrinter(queue="bon"), a_slip(), replace(QUICK, queue=0.5))

    assert caught.value.trouble is trouble


# Those who wait for it


async def heard(printing: Printing) -> None:
    while not printing.offered and printing.trouble is None:
        await asyncio.sleep(0.01)


async def test_a_tap_waits_for_nothing_and_is_told_what_became_of_it():
    told: list[bool] = []
    with printer_on() as there:
        printing = Printing(address(there.port), told=lambda: told.append(True), waits=QUICK)
        assert not printing.offered  # nobody knows yet
        async with printing.running():
            await asyncio.wait_for(heard(printing), 5)
            number = printing.ask(a_slip(), "kiosk:1")
            assert printing.outcome(number) is Outcome.COMES
            await asyncio.to_thread(until, lambda: there.slips)

            there.mood = "hangs up"
            number = printing.ask(a_slip("Brot Haus 12"), "kiosk:1")
            await asyncio.to_thread(until, lambda: printing.outcome(number) is Outcome.FAILED)
            assert (printing.offered, printing.trouble) == (False, Trouble.BROKEN)
    assert len(told) >= 3


async def test_a_printer_that_answers_again_is_offered_again():
    with printer_on("no paper") as there:
        printing = Printing(address(there.port), waits=QUICK, again=0.05)
        async with printing.running():
            await asyncio.wait_for(heard(printing), 5)
            assert printing.trouble is Trouble.PAPER
            there.mood = "well"
            await asyncio.to_thread(until, lambda: printing.offered)


def test_no_more_than_some_of_a_code_and_of_a_kiosk():
    printing = Printing(SlipPrinter(queue="bon"))
    printing._line.maxsize = 0  # nobody prints here: all of them may wait

    of_one = [printing.outcome(printing.ask(a_slip(), "kiosk:1")) for _time in range(MOST_OF_A_CODE + 1)]
    rest = MOST_OF_A_KIOSK - MOST_OF_A_CODE
    others = [printing.outcome(printing.ask(a_slip(f"Haus Brot {n}"), "kiosk:1")) for n in range(rest + 1)]

    assert of_one == [*[Outcome.COMES] * MOST_OF_A_CODE, Outcome.ENOUGH]
    assert others == [*[Outcome.COMES] * rest, Outcome.ENOUGH]
    assert printing.outcome(printing.ask(a_slip("Brot Haus 7"), "kiosk:2")) is Outcome.COMES


def test_a_child_that_taps_fills_no_queue_without_end():
    printing = Printing(SlipPrinter(queue="bon"))

    outcomes = [printing.outcome(printing.ask(a_slip(f"Haus Brot {n}"), "kiosk:1")) for n in range(20)]

    assert outcomes.count(Outcome.COMES) == 5


async def test_a_house_without_a_printer_offers_none():
    printing = Printing(None)
    async with printing.running():
        assert (printing.offered, printing.trouble, printing.outcome(0)) == (False, None, None)
