"""A foreign calendar is fetched from real servers on this machine, in every mood that one can have."""

import gzip
import logging
import socket
import threading
import time
import traceback
import zlib
from typing import Any

import pytest

from booking.fetched import Fetched, NotModified
from booking.foreign import reading
from booking.refusals import NotFetched, Refused
from kiosk.fetcher import Fetcher, Limits, bodies
from tests.support.calendarhost import calendar_host, says
from tests.support.mailserver import own_certificate

CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//\r\nEND:VCALENDAR\r\n"
HERE = "127.0.0.1"


def here(_host: str, _port: int) -> list[str]:
    """Answer for every name that it is this machine."""
    return [HERE]


def fetcher(**limits) -> Fetcher:
    """Return a fetcher that reaches this machine, and nothing else."""
    told: dict[str, Any] = {"plain": True, "is_allowed": lambda address: str(address) == HERE, "resolve": here}
    return Fetcher(Limits(**(told | limits)))


def look(
    fetch: Fetcher, address: str, *, etag: str = "", modified: str = ""
) -> Fetched | NotModified | tuple[str, int]:
    """Look at *address*; return what is there, or the word and the status of why there is nothing."""
    try:
        return fetch(address, etag=etag, modified=modified)
    except Refused as refused:
        (reason,) = refused.reasons
        assert isinstance(reason, NotFetched)
        return reason.kind, reason.status


def seen(answer, **limits):
    """Look at a server that answers so."""
    with calendar_host(answer) as host:
        return look(fetcher(**limits), host.address())


def test_a_calendar_is_fetched_with_the_marks_of_its_server():
    answer = says(CALENDAR, etag='W/"7"', last_modified="Sun, 29 Nov 2026 06:00:00 GMT", content_type="text/calendar")
    with calendar_host(answer) as host:
        found = look(fetcher(), host.address("/a.ics?key=1"))

        assert found == Fetched(CALENDAR, 'W/"7"', "Sun, 29 Nov 2026 06:00:00 GMT")
        assert host.asked[0].startswith("GET /a.ics?key=1 HTTP/1.1\r\n")
        assert f"Host: kalender.example:{host.port}\r\n" in host.asked[0]


def test_a_server_may_say_that_nothing_has_changed():
    with calendar_host(says(status="304 Not Modified")) as host:
        assert look(fetcher(), host.address(), etag='"7"', modified="yesterday") == NotModified()
        assert 'If-None-Match: "7"\r\nIf-Modified-Since: yesterday\r\n' in host.asked[0]


def test_a_server_that_was_told_nothing_cannot_say_so():
    assert seen(says(status="304 Not Modified")) == ("status", 304)


@pytest.mark.parametrize("mark", ['"7"\r\nX-Evil: 1', "ü", "x" * 301], ids=["two lines", "no ASCII", "endless"])
def test_a_mark_that_is_none_is_not_sent_back(mark):
    with calendar_host(says(CALENDAR)) as host:
        assert look(fetcher(), host.address(), etag=mark) == Fetched(CALENDAR)
        assert "If-None-Match" not in host.asked[0]


@pytest.mark.parametrize("status", [200, 404, 401, 410, 429, 500, 503, 206, 204])
def test_what_a_server_refuses_is_told_by_its_number(status):
    expected = Fetched(CALENDAR) if status == 200 else ("status", status)
    assert seen(says(CALENDAR if status != 204 else b"", status=f"{status} so")) == expected


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
def test_a_packed_answer_is_unpacked(packing):
    packed = gzip.compress(CALENDAR) if packing == "gzip" else zlib.compress(CALENDAR)
    assert seen(says(packed, content_encoding=packing)) == Fetched(CALENDAR)


def packed_bomb() -> bytes:
    """Return 100 kB that would become 100 MB."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(100)) + packer.flush()


def test_a_bomb_is_unpacked_no_further_than_a_calendar_may_be_large():
    bomb = packed_bomb()
    assert len(bomb) < bodies.LARGEST
    assert seen(says(bomb, content_encoding="gzip")) == ("too_large", 0)


@pytest.mark.parametrize("packing", ["br", "zstd", "gzip, gzip", "compress"])
def test_what_nobody_asked_to_be_packed_so_is_not_read(packing):
    assert seen(says(gzip.compress(CALENDAR), content_encoding=packing)) == ("garbled", 0)


@pytest.mark.parametrize("size", [bodies.LARGEST, bodies.LARGEST + 1])
def test_a_calendar_may_have_two_megabytes(size):
    body = CALENDAR.ljust(size)
    assert seen(says(body)) == (Fetched(body) if size == bodies.LARGEST else ("too_large", 0))


def test_what_says_that_it_is_too_large_is_not_waited_for():
    assert seen(says(CALENDAR, length=3_000_000_000)) == ("too_large", 0)


def test_what_never_ends_is_ended():
    def answer(line: socket.socket, _head: str) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            line.sendall(b"10000\r\n" + bytes(0x10000) + b"\r\n")

    assert seen(answer) == ("too_large", 0)


def test_the_largest_calendar_that_is_fetched_is_the_largest_that_is_read():
    assert bodies.LARGEST == reading.LARGEST


def broken_off(line: socket.socket, _head: str) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nBEGIN\r\n")


@pytest.mark.parametrize(
    "answer",
    [says(CALENDAR, length=500), broken_off, says(gzip.compress(CALENDAR)[:-9], content_encoding="gzip")],
    ids=["shorter than announced", "no last piece", "packed and cut"],
)
def test_what_broke_off_is_no_calendar(answer):
    assert seen(answer) == ("cut_off", 0)


@pytest.mark.parametrize(
    "told",
    [b"", b"SSH-2.0-OpenSSH_9\r\n", b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000],
    ids=["nothing", "SSH", "endless"],
)
def test_what_is_no_http_is_not_read(told):
    kind, _status = seen(lambda line, _head: line.sendall(told))
    assert kind in ("garbled", "cut_off")


@pytest.mark.parametrize(
    "answer",
    [
        says(b"<!DOCTYPE html><title>Anmelden</title>", content_type="text/html"),
        says(b"\xef\xbb\xbf\n <html>", content_type="text/calendar"),
        says(b"\x89PNG", content_type="image/png"),
        says(b"PK", content_type="application/zip"),
    ],
    ids=["page", "page by another name", "picture", "archive"],
)
def test_a_page_or_a_picture_is_no_calendar(answer):
    assert seen(answer) == ("no_calendar", 0)


def test_a_calendar_counts_whatever_its_server_calls_it():
    assert seen(says(CALENDAR, content_type="text/html; charset=utf-8")) == Fetched(CALENDAR)


def dripping(line: socket.socket, _head: str) -> None:
    """Send one byte after the other, for longer than anybody waits."""
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(600):
        line.sendall(b"B")
        time.sleep(0.05)


def dripping_head(line: socket.socket, _head: str) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(600):
        line.sendall(f"X-{number}: drip\r\n".encode())
        time.sleep(0.05)


def silent(line: socket.socket, _head: str) -> None:
    line.recv(1)  # until the other side hangs up


@pytest.mark.parametrize("answer", [dripping, dripping_head, silent])
def test_a_server_that_drips_is_not_waited_for(answer):
    began = time.monotonic()

    assert seen(answer, seconds=0.6) == ("too_slow", 0)
    assert time.monotonic() - began < 5


def test_a_name_server_that_does_not_answer_is_not_waited_for():
    over = threading.Event()

    def hangs(_host: str, _port: int) -> list[str]:
        over.wait(20)
        return [HERE]

    began = time.monotonic()
    found = look(fetcher(resolve=hangs, seconds=0.3), "http://kalender.example/")
    over.set()

    assert found == ("too_slow", 0)
    assert time.monotonic() - began < 5


def test_a_name_that_nobody_knows_is_told():
    def unknown(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    assert look(fetcher(resolve=unknown), "http://kalender.example/") == ("unknown_host", 0)


def test_a_machine_that_is_not_there_is_told():
    with calendar_host(says(CALENDAR)) as host:
        address = host.address()
    assert look(fetcher(), address) == ("no_connection", 0)


def test_the_next_address_is_tried_if_one_does_not_answer():
    with calendar_host(says(CALENDAR)) as host:
        fetch = fetcher(resolve=lambda _host, _port: ["127.0.0.2", HERE], is_allowed=lambda _address: True)
        assert look(fetch, host.address()) == Fetched(CALENDAR)


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["::1"], ["::ffff:127.0.0.1"], ["1.1.1.1", "10.0.0.1"], ["fe80::1%lo"]]
)
def test_a_name_that_leads_inside_is_refused_before_anything_is_sent(addresses):
    with calendar_host(says(CALENDAR)) as host:
        fetch = Fetcher(Limits(plain=True, resolve=lambda _host, _port: addresses))

        assert look(fetch, host.address()) == ("not_public", 0)
        assert host.asked == []


def test_this_machine_is_refused_as_it_is_by_the_real_resolver():
    with calendar_host(says(CALENDAR)) as host:
        for name in ("localhost", "127.0.0.1", "[::1]", "[::ffff:7f00:1]", "0.0.0.0"):
            assert look(Fetcher(Limits(plain=True)), host.address(name=name)) == ("not_public", 0)
        assert host.asked == []


def test_a_name_that_changes_its_mind_is_asked_only_once_a_look():
    """DNS rebinding: what is checked is what is connected to."""
    answers = iter([[HERE], ["127.0.0.9"], ["127.0.0.9"]])
    asked: list[str] = []

    def changing(host: str, _port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    with calendar_host(says(CALENDAR)) as host:
        fetch = fetcher(resolve=changing)

        assert look(fetch, host.address()) == Fetched(CALENDAR)
        assert asked == ["kalender.example"]
        assert look(fetch, host.address()) == ("not_public", 0)


def leading(*ways: str):
    """Answer by the path: /0 leads to the first way, /1 to the second; other paths have the calendar."""

    def answer(line: socket.socket, head: str) -> None:
        path = head.split()[1].strip("/")
        if path.isdigit() and int(path) < len(ways):
            says(status="302 Found", location=ways[int(path)])(line, head)
        else:
            says(CALENDAR)(line, head)

    return answer


def test_three_redirects_are_followed():
    with calendar_host(leading("/1", "2", "/end")) as host:
        assert look(fetcher(), host.address("/0")) == Fetched(CALENDAR)
        assert len(host.asked) == 4


def test_a_fourth_is_not():
    with calendar_host(leading("/1", "/2", "/3", "/end")) as host:
        assert look(fetcher(), host.address("/0")) == ("redirects", 0)
        assert len(host.asked) == 4


def test_a_redirect_to_nowhere_is_none():
    assert seen(says(status="301 Moved")) == ("redirects", 0)


@pytest.mark.parametrize(
    ("location", "word"),
    [
        ("http://127.0.0.9:{port}/", "not_public"),
        ("http://2130706433:{port}/", "not_public"),
        ("http://[::1]:{port}/", "not_public"),
        ("file:///etc/passwd", "address"),
        ("ftp://kalender.example/", "not_https"),
        ("http://name:word@kalender.example:{port}/", "address"),
    ],
)
def test_a_redirect_inside_is_refused(location, word):
    def answer(line: socket.socket, head: str) -> None:
        says(status="302 Found", location=location.format(port=line.getsockname()[1]))(line, head)

    def real_numbers(host: str, _port: int) -> list[str]:
        return [HERE] if host == "kalender.example" else [host]

    with calendar_host(answer) as host:
        assert look(fetcher(resolve=real_numbers), host.address()) == (word, 0)
        assert len(host.asked) == 1


@pytest.fixture(scope="module")
def tls(tmp_path_factory):
    """Both sides of a line with a certificate for `localhost` that nobody signed."""
    return own_certificate(tmp_path_factory.mktemp("certificate"))


def test_a_machine_proves_its_name_not_its_address(tls):
    server, house = tls
    with calendar_host(says(CALENDAR), tls=server) as host:
        fetch = fetcher(trusted=house)

        assert look(fetch, host.address(name="localhost", scheme="https")) == Fetched(CALENDAR)
        assert look(fetch, host.address(name="other.example", scheme="https")) == ("no_trust", 0)


def test_a_certificate_that_nobody_signed_is_not_trusted(tls):
    server, _house = tls
    with calendar_host(says(CALENDAR), tls=server) as host:
        assert look(fetcher(), host.address(name="localhost", scheme="https")) == ("no_trust", 0)


def test_http_and_odd_doors_are_closed_outside_of_tests():
    with calendar_host(says(CALENDAR)) as host:
        assert look(Fetcher(), host.address()) == ("not_https", 0)
        assert look(Fetcher(), host.address(scheme="https")) == ("port", 0)


@pytest.mark.parametrize(
    "answer",
    [
        says(status="404 no"),
        says(CALENDAR, length=500),
        says(status="302 so", location="http://10.0.0.1/" + "se" + "cret"),
    ],
    ids=["refused", "broken off", "led inside"],
)
def test_the_address_stands_in_no_error_and_no_log(answer, caplog):
    caplog.set_level(logging.DEBUG)
    word = "se" + "cret"  # a traceback has the lines of this test as well
    with calendar_host(answer) as host, pytest.raises(Refused) as caught:
        fetcher()(host.address(f"/{word}.ics?key={word}"), etag="", modified="")

    assert word not in "".join(traceback.format_exception(caught.value, chain=True))
    assert word not in caplog.text
