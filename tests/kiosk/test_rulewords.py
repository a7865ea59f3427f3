"""Rules as people say them."""

from datetime import datetime

import pytest

from kiosk.rulewords import rule_words

TUESDAY = datetime(2026, 11, 24, 18)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=WEEKLY", "jede Woche: Dienstag"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "alle 2 Wochen: Dienstag, Donnerstag"),
        ("FREQ=MONTHLY;BYDAY=1TU,3TU", "jeden Monat: 1. Dienstag, 3. Dienstag"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "jeden Monat: letzter Freitag"),
        ("FREQ=MONTHLY", "jeden Monat: am 24."),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=14", "alle 3 Monate: am 14."),
        ("FREQ=YEARLY", "jedes Jahr"),
        ("FREQ=DAILY;INTERVAL=2", "alle 2 Tage"),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1", "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1"),
        ("nonsense", "nonsense"),
    ],
)
def test_a_rule_in_words(rule, words):
    assert rule_words(rule, TUESDAY) == words
