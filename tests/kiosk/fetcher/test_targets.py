"""Addresses of foreign calendars are read strictly: every spelling of this machine and its neighbours is refused."""

from collections.abc import Callable
from ipaddress import ip_address

import pytest

from booking.refusals import NotFetched, Refused
from kiosk.fetcher.networks import is_everybodys
from kiosk.fetcher.targets import Target, target


def why(address: str, **how: bool) -> str:
    """Return the word by which *address* is refused; where it leads to, if it is not."""
    return outcome(lambda: target(address, **how))


def outcome(read: Callable[[], Target]) -> str:
    try:
        found = read()
    except Refused as refused:
        (reason,) = refused.reasons
        assert isinstance(reason, NotFetched)
        return reason.kind
    return found.address


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("https://example.org/a.ics", "https://example.org:443/a.ics"),
        (" webcal://example.org/a.ics ", "https://example.org:443/a.ics"),
        ("webcals://example.org/a.ics", "https://example.org:443/a.ics"),
        ("HTTPS://EXAMPLE.org", "https://example.org:443/"),
        ("https://example.org./a", "https://example.org:443/a"),
        ("https://example.org:8443/a?b=c&d=%C3%BC#e", "https://example.org:8443/a?b=c&d=%C3%BC"),
        ("https://bücher.example/für alle".replace(" ", "%20"), "https://xn--bcher-kva.example:443/f%C3%BCr%20alle"),
        ("https://Bücher.example/", "https://xn--bcher-kva.example:443/"),
        ("https://[2606:4700::1111]/a", "https://[2606:4700::1111]:443/a"),
    ],
)
def test_an_address_is_read_as_programs_write_it(address, leads_to):
    assert why(address) == leads_to


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("", "address"),
        ("kalender", "address"),
        ("https://", "address"),
        ("https:///a.ics", "address"),
        ("http://example.org/a.ics", "not_https"),
        ("ftp://example.org/a.ics", "not_https"),
        ("file:///etc/passwd", "address"),
        ("javascript:alert(1)", "address"),
        ("https://name:word@example.org/", "address"),
        ("https://example.org@127.0.0.1/", "address"),
        ("https://example.org\\@127.0.0.1/", "address"),
        ("https://exam\tple.org/", "address"),
        ("https://example.org/a\r\nHost: x", "address"),
        ("https://example.org/a b", "address"),
        ("https://example.org/%zz", "address"),
        ("https://example.org:99999/", "address"),
        ("https://example.org:22/", "port"),
        ("https://example.org:80/", "port"),
        ("https://example.org:25/", "port"),
        ("https://[fe80::1%25eth0]/", "address"),
        ("https://[::1/", "address"),
        ("https://a..example/", "address"),
        ("https://ex_ample.org/", "address"),
        ("https://exa%6dple.org/", "address"),
        ("https://" + "a" * 64 + ".example/", "address"),
        ("https://example.org/" + "a" * 2_000, "address"),
        ("https://2130706433/", "not_public"),
        ("https://0x7f000001/", "not_public"),
        ("https://017700000001/", "not_public"),
        ("https://127.1/", "not_public"),
        ("https://0177.0.0.1/", "not_public"),
        ("https://127.0.0.0x1/", "not_public"),
        ("https://1.2.3.4.5/", "not_public"),
        ("https://１２７。１/", "not_public"),
        ("https://①②⑦.①/", "not_public"),
    ],
)
def test_what_is_no_address_of_a_calendar_is_refused_by_name(address, word):
    assert why(address) == word


def test_only_tests_may_speak_without_a_lock():
    assert why("http://example.org:8080/a", plain=True) == "http://example.org:8080/a"


def test_an_address_is_a_secret_wherever_it_is_printed():
    found = target("https://example.org/calendar/secret.ics?key=secret")

    assert "secret" not in repr(found)
    assert isinstance(found, Target)


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        ("/b.ics", "https://example.org:443/b.ics"),
        ("b.ics?x", "https://example.org:443/a/b.ics?x"),
        ("//other.example/c", "https://other.example:443/c"),
        ("webcal://other.example/c", "https://other.example:443/c"),
        ("http://example.org/b.ics", "not_https"),
        ("https://127.1/", "not_public"),
        ("https://example.org:6379/", "port"),
        ("//[", "address"),
    ],
)
def test_where_a_redirect_leads_is_read_as_strictly(location, leads_to):
    start = target("https://example.org/a/x.ics")

    assert outcome(lambda: start.then(location, plain=False)) == leads_to


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::808:808",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2002:808:808::1",
        "3fff::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "2606:4700::1111%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_an_inner_network_is_nobody_elses(address):
    assert not is_everybodys(ip_address(address))


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::808:808"]
)
def test_the_open_internet_is_everybodys(address):
    assert is_everybodys(ip_address(address))
