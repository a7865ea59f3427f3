"""Limits for strangers, the address they come from, and forms that were sent from other sites."""

from datetime import timedelta

import pytest
from starlette.requests import Request

from booking.refusals import Malformed, Refused, TooManyTries
from kiosk.guard import FORM_BYTES, Limiter, caller, retry_after, same_origin, small_form

OURS = "https://quartier.example.org"


class Watch:
    """A clock that a test moves."""

    def __init__(self):
        self.seconds = 1000.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def limiter(watch):
    return Limiter(3, timedelta(seconds=60), keys=100, seconds=watch)


def request(client="192.0.2.7", body=b"", **headers):
    """Return a request; underscores in header names stand for hyphens."""
    pieces = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive():
        return pieces.pop(0)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "POST", "path": "/", "headers": raw, "client": (client, 50000)}
    return Request(scope, receive)


def refusal(limiter, *key):
    with pytest.raises(Refused) as refused:
        limiter.pass_or_refuse(*key)
    return refused.value.reasons[0]


def test_the_fourth_act_in_a_minute_must_wait_until_the_first_is_a_minute_old(limiter, watch):
    for _act in range(3):
        limiter.pass_or_refuse("neighbour")
        watch.seconds += 10

    assert refusal(limiter, "neighbour") == TooManyTries(timedelta(seconds=30))
    watch.seconds += 30
    limiter.pass_or_refuse("neighbour")
    assert refusal(limiter, "neighbour") == TooManyTries(timedelta(seconds=10))


def test_what_was_refused_does_not_count(limiter, watch):
    for _act in range(3):
        limiter.pass_or_refuse("neighbour")
    for _act in range(50):
        refusal(limiter, "neighbour")

    watch.seconds += 60
    for _act in range(3):
        limiter.pass_or_refuse("neighbour")


def test_looking_counts_nothing(limiter):
    for _look in range(10):
        limiter.look("neighbour")

    assert len(limiter) == 0


def test_neighbours_do_not_stop_each_other(limiter):
    for _act in range(3):
        limiter.pass_or_refuse("first", "meeting")

    limiter.pass_or_refuse("second", "meeting")
    limiter.pass_or_refuse("first", "other meeting")
    assert isinstance(refusal(limiter, "first", "meeting"), TooManyTries)


def test_a_limiter_forgets_after_its_window(limiter, watch):
    for number in range(50):
        limiter.count(str(number))
    assert len(limiter) == 50

    watch.seconds += 60
    assert len(limiter) == 0


def test_a_limiter_never_knows_more_than_it_may(limiter):
    for number in range(1000):
        limiter.count(str(number))

    assert len(limiter) == 100


def test_a_limiter_keeps_no_address(limiter):
    limiter.count("192.0.2.7")

    assert b"192.0.2.7" not in b"".join(limiter._acts)


@pytest.mark.parametrize(("wait", "header"), [(0.0, "1"), (0.2, "1"), (60.0, "60"), (60.1, "61")])
def test_who_must_wait_is_told_whole_seconds(wait, header):
    assert retry_after(timedelta(seconds=wait)) == header


@pytest.mark.parametrize(
    ("trust_proxy", "client", "forwarded", "seen"),
    [
        pytest.param(False, "192.0.2.7", None, "192.0.2.7", id="direct"),
        pytest.param(False, "192.0.2.7", "203.0.113.9", "192.0.2.7", id="a header that nobody asked for"),
        pytest.param(True, "127.0.0.1", "203.0.113.9", "203.0.113.9", id="behind the proxy"),
        pytest.param(True, "127.0.0.1", "10.1.1.1, 203.0.113.9", "203.0.113.9", id="the caller invents a first entry"),
        pytest.param(True, "127.0.0.1", "unknown", "127.0.0.1", id="the proxy says no address"),
        pytest.param(True, "127.0.0.1", None, "127.0.0.1", id="the proxy says nothing"),
        pytest.param(False, "2001:db8:1:2:aaaa::1", None, "2001:db8:1:2::/64", id="an IPv6 household is one"),
        pytest.param(False, "::ffff:192.0.2.7", None, "192.0.2.7", id="IPv4 written as IPv6"),
        pytest.param(False, "testclient", None, "testclient", id="no address at all"),
    ],
)
def test_the_address_of_a_caller(trust_proxy, client, forwarded, seen):
    headers = {"x_forwarded_for": forwarded} if forwarded else {}

    assert caller(request(client, **headers), trust_proxy) == seen


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        pytest.param({"sec_fetch_site": "same-origin", "origin": "null"}, True, id="own page, no referrer told"),
        pytest.param({"sec_fetch_site": "none"}, True, id="typed by the person"),
        pytest.param({"sec_fetch_site": "cross-site", "origin": OURS}, False, id="another site"),
        pytest.param({"sec_fetch_site": "same-site"}, False, id="a neighbour under the same domain"),
        pytest.param({"origin": OURS}, True, id="old browser, public address"),
        pytest.param({"origin": "http://127.0.0.1:8080"}, True, id="old browser, the address that was asked"),
        pytest.param({"origin": "https://evil.example"}, False, id="old browser, another site"),
        pytest.param({"origin": "https://quartier.example.org:8443"}, False, id="another port"),
        pytest.param({"origin": "https://[broken"}, False, id="a broken origin"),
        pytest.param({"origin": "null"}, True, id="old browser that says nothing"),
        pytest.param({}, True, id="a program"),
    ],
)
def test_forms_come_from_our_own_pages(headers, ours):
    assert same_origin(request(host="127.0.0.1:8080", **headers), OURS) is ours


FORM = "application/x-www-form-urlencoded"


async def test_a_form_is_read():
    fields = await small_form(request(body=b"persons=2&once=abc&empty=&word=Gr%C3%BC%C3%9Fe", content_type=FORM))

    assert fields == {"persons": "2", "once": "abc", "empty": "", "word": "Grüße"}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(b'{"persons": 2}', "application/json", id="JSON"),
        pytest.param(b"persons=2", "", id="no kind"),
        pytest.param(b"persons=" + b"2" * FORM_BYTES, FORM, id="too long"),
        pytest.param(b"persons=\xff\xfe", FORM, id="not UTF-8"),
        pytest.param(b"persons=%ff", FORM, id="not UTF-8 inside"),
        pytest.param(b"login=a%00b", FORM, id="NUL in a value"),
        pytest.param(b"log%00in=a", FORM, id="NUL in a name"),
        pytest.param(b"&".join(b"f%d=1" % n for n in range(30)), FORM, id="too many fields"),
    ],
)
async def test_what_is_no_form_of_ours_is_refused(body, kind):
    with pytest.raises(Refused) as refused:
        await small_form(request(body=body, content_type=kind))

    assert isinstance(refused.value.reasons[0], Malformed)
