"""Codes that telephones show, against the vectors of the standards."""

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from booking import onetime

RFC_KEY = base64.b32encode(b"12345678901234567890").decode()
NOW = datetime(2026, 11, 24, 9, 0, 10, tzinfo=UTC)
THIS = onetime.step_at(NOW)


def test_the_codes_are_those_of_rfc_4226():
    expected = "755224 287082 359152 969429 338314 254676 287922 162583 399871 520489"

    assert [onetime.code(RFC_KEY, step) for step in range(10)] == expected.split()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_codes_are_those_of_rfc_6238(seconds, code):
    assert onetime.code(RFC_KEY, onetime.step_at(datetime.fromtimestamp(seconds, UTC))) == code


@pytest.mark.parametrize(("drift", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off(drift, fits):
    step = onetime.fitting_step(RFC_KEY, onetime.code(RFC_KEY, THIS + drift), after=0, now=NOW)

    assert step == (THIS + drift if fits else None)


def test_no_code_counts_twice_nor_one_before_the_last():
    typed = [onetime.code(RFC_KEY, THIS + drift) for drift in (-1, 0, 1)]

    assert [onetime.fitting_step(RFC_KEY, each, after=THIS, now=NOW) for each in typed] == [None, None, THIS + 1]
    later = NOW + timedelta(seconds=30)
    assert onetime.fitting_step(RFC_KEY, typed[1], after=THIS, now=later) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "ÄÖÜ١٢٣", "None"])
def test_what_is_no_code_fits_never(typed):
    assert onetime.fitting_step(RFC_KEY, typed, after=0, now=NOW) is None


def test_a_code_may_be_typed_as_it_is_shown():
    code = onetime.code(RFC_KEY, THIS)

    assert onetime.fitting_step(RFC_KEY, f" {code[:3]} {code[3:]} ", after=0, now=NOW) == THIS


def test_the_address_says_key_login_and_house():
    key = onetime.new_secret()
    told = urlsplit(onetime.address(key, login="büro/1", house="Quartierraum & Café"))

    assert (told.scheme, told.netloc, told.path) == ("otpauth", "totp", "/Quartierraum%20%26%20Caf%C3%A9:b%C3%BCro%2F1")
    assert parse_qs(told.query) == {
        "secret": [key],
        "issuer": ["Quartierraum & Café"],
        "digits": ["6"],
        "period": ["30"],
    }
    assert len(base64.b32decode(key)) == 20
