"""Which passphrases are good enough for the desk."""

import pytest

from booking import passphrases
from booking.refusals import CommonPassphrase, Refused, WeakPassphrase

OWN = ("manager", "Quartierraum Kernstadt")


def objection(passphrase):
    try:
        passphrases.check(passphrase, OWN)
    except Refused as refused:
        return refused.reasons[0]
    return None


@pytest.mark.parametrize(
    "passphrase",
    [
        "vier Wörter im Garten",
        "Kessel-Wolke-Tisch-Lampe",
        "Kaffee-Kuchen-Oma-Opa",  # common words, but four of them
        "correct horse battery staple",
        "Xk9#pLq2vT!z",
        "пароль на чотири слова",
        "🦔 im Laub am Rathaus",
    ],
)
def test_what_nobody_tries_first_is_taken(passphrase):
    assert objection(passphrase) is None


@pytest.mark.parametrize(
    "passphrase",
    [
        "passwort12345",
        "P@ssw0rt12345",
        "Passwort2026!",
        "123456789012",
        "qwertzuiop123",
        "ääääääääääää",
        "abcabcabcabcabc",
        "hallohallohallo",
        "sommerwinterherbst",
        "Herrenberg2026!",
        "manager-manager-manager",
        "Kernstadt-Quartierraum",
    ],
)
def test_what_everybody_tries_first_is_refused(passphrase):
    assert objection(passphrase) == CommonPassphrase()


@pytest.mark.parametrize(("length", "refused"), [(11, True), (12, False), (256, False), (257, True)])
def test_length_has_two_ends(length, refused):
    given = ("Esel Wolke Tüte Lampe 7 Kran " * 9)[:length]

    assert objection(given) == (WeakPassphrase(at_least=12, at_most=256) if refused else None)


def test_the_longest_passphrase_is_weighed_at_once():
    assert passphrases.bits("qwertz" * 40 + "passwort") > 0
