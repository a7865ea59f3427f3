"""One record, one entry, whatever words are in it."""

import json
import logging

from kiosk.logbook import Entries, Objects, is_our_matter

FORGED = "482913\r\n2026-11-29 ERROR kiosk made up\x1b[31m"


def record(message: str, fault: BaseException | None = None) -> logging.LogRecord:
    told = (type(fault), fault, fault.__traceback__) if fault else None
    return logging.LogRecord("kiosk.test", logging.ERROR, "", 1, message, (), told)


def test_no_text_pretends_to_be_the_next_record():
    written = Entries("%(levelname)s %(name)s %(message)s").format(record(FORGED, ValueError("a\nERROR kiosk b")))

    first, *more = written.split("\n")
    assert first == "ERROR kiosk.test 482913\\x0d"
    assert more
    assert all(line.startswith("    ") for line in more)
    assert "\x1b" not in written


def test_programs_read_an_object_a_line():
    written = Objects().format(record(FORGED, ValueError("b")))

    told = json.loads(written)
    assert "\n" not in written
    assert (told["level"], told["from"], told["message"]) == ("ERROR", "kiosk.test", FORGED)
    assert told["at"].endswith("+00:00")
    assert told["fault"].endswith("ValueError: b")


def test_frames_that_somebody_made_up_are_nobodys_matter():
    assert not is_our_matter(record("message async handler error"))
    assert is_our_matter(record("service task exception"))
