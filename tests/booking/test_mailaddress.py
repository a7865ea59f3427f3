"""E-mail addresses and names as people type them, and as others try to use them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking import mailaddress, refusals
from booking.refusals import Refused

MALFORMED = [
    "erste",
    "erste@",
    "@example.org",
    "erste@example",
    "erste@@example.org",
    "erste@example.org, zweite@example.org",
    "erste@example.org;zweite@example.org",
    "erste@exam ple.org",
    "Erste <erste@example.org>",
    "erste@example.org\r\nBcc: alle@example.org",
    "erste@example.org\nSubject: x",
    "er\tste@example.org",
    "erste@example.org\x00",
    ".erste@example.org",
    "erste.@example.org",
    "erste..zweite@example.org",
    "erste@-example.org",
    "erste@example..org",
    "erste@127.0.0.1",
    "erste@[127.0.0.1]",
    '"erste"@example.org',
    "ers\u202ete@example.org",
    "<script>@example.org",
    "e" * 65 + "@example.org",
    "erste@" + "e" * 250 + ".org",
    "ä@example.org",
]


@pytest.mark.parametrize("typed", MALFORMED)
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(Refused) as refused:
        mailaddress.read(typed)

    assert refused.value.reasons == (refusals.BadAddress(),)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", ""),
        ("   ", ""),
        (" erste@example.org ", "erste@example.org"),
        ("Erste.Nachbarin+treff@Example.ORG", "Erste.Nachbarin+treff@example.org"),
        ("o'neill@example.org", "o'neill@example.org"),
        ("erste@bäckerei.example", "erste@xn--bckerei-5wa.example"),
        ("erste@sub.example.org", "erste@sub.example.org"),
    ],
)
def test_what_people_type_is_read(typed, read):
    assert mailaddress.read(typed) == read


@given(st.text())
def test_whatever_is_read_is_one_word_of_visible_ascii(typed):
    try:
        read = mailaddress.read(typed)
    except Refused:
        return
    assert read == "" or (read.isascii() and read.isprintable() and " " not in read and read.count("@") == 1)


@pytest.mark.parametrize(
    ("typed", "read"), [("", ""), ("  Ana  María ", "Ana María"), ("Љ. Ш.", "Љ. Ш."), ("عائلة", "عائلة")]
)
def test_names_of_any_script(typed, read):
    assert mailaddress.read_name(typed) == read


@pytest.mark.parametrize(
    "typed", ["x" * 61, "=SUM(A1)", "A\r\nBcc: b", "<b>", "a@b.de", "Ruf 07032 1234", "\u202eanna", "o" + "\u0301" * 9]
)
def test_what_is_no_name_is_refused(typed):
    with pytest.raises(Refused) as refused:
        mailaddress.read_name(typed)

    assert refused.value.reasons == (refusals.BadName(60),)
