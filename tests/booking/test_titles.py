"""What may stand on a public screen."""

import pytest

from booking import titles


@pytest.mark.parametrize(
    "title",
    [
        "Seniorencafé „Kaffee & Schwätzle“",
        "VHS-Kurs: Smartphone Schritt für Schritt",
        "Sonntagscafé – nicht allein am Sonntag",
        "Мовне кафе «Німецька»",
        "مقهى اللغة الألمانية",
        "Treffen 31",
        "Spielen von 14:30 bis 16 Uhr (Raum 2)",
        "Wer entscheidet für mich?",
    ],
)
def test_ordinary_titles_stand(title):
    assert titles.objections(title) == []


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("", "empty"),
        (" … ", "empty"),
        ("x" * 81, "too_long"),
        ("Treffen\r\nBCC: alle@example.org", "line_break"),
        ("BEGIN:VALARM\nACTION:DISPLAY", "line_break"),
        ("Zeile\u2028Zeile", "line_break"),
        ("\u202eUmgedrehter Text", "bidi"),
        ("A\u0308\u0308\u0308 Zalgo", "marks"),
        ("javascript:alert(1)", "link"),
        ("Mehr auf www.example.org", "link"),
        ("Mehr auf beispiel.de", "link"),
        ("END:VEVENT", "link"),
        ("Schreib an x@example.org", "mail"),
        ("Ruf mich an 0171 2345678", "phone"),
        ("Ruf an: +49 171 2345678", "phone"),
        ('=HYPERLINK("x","klick")', "formula"),
        ("@alle", "formula"),
        ("<img src=x onerror=alert(1)>", "sign"),
        ("Treff; mit, Zeichen\\n", "sign"),
        ("Sommerfest 🎉", "sign"),
        ("Null\x00", "line_break"),
    ],
)
def test_what_could_hurt_a_screen_a_calendar_or_a_letter_is_refused(title, kind):
    assert kind in [reason.kind for reason in titles.objections(title)]


def test_a_title_is_composed_and_trimmed():
    assert titles.clean("  Cafe\u0301   am  Markt ") == "Café am Markt"
