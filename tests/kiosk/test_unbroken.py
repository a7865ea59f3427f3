"""Words that belong together stay in one line, and nothing but a space is changed."""

import pytest

from kiosk.components.unbroken import unbroken


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Mittwoch, 25. November", "Mittwoch, 25._November"),
        ("14:30 – 16:30 Uhr", "14:30_–_16:30_Uhr"),
        ("bis Do 26.11., 10:15 Uhr.", "bis Do_26.11., 10:15_Uhr."),
        ("Teeküche · Samstag, 28. November", "Teeküche_· Samstag, 28._November"),
        ("Samstag, 28 листопада", "Samstag, 28_листопада"),
        ("25 نوفمبر", "25_نوفمبر"),
        ("3 Vorlesenachmittage", "3 Vorlesenachmittage"),  # may begin a line of its own
        ("Quartierraum, offen für alle", "Quartierraum, offen für alle"),
    ],
)
def test_a_space_holds_what_belongs_together(words, kept):
    assert unbroken(f"<p>{words}</p>") == f"<p>{kept.replace('_', chr(0xA0))}</p>"


def test_attributes_stay_as_they_are():
    drawing = '<button data-tap="x" data-value="25. November · 3 Uhr" aria-label="3 Uhr – 4 Uhr"></button>'

    assert unbroken(drawing) == drawing
