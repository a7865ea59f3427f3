"""Whatever somebody called a booking, the dump gives it back as it was; whatever a file holds, it never breaks."""

from contextlib import suppress
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from booking.mrbs import MrbsRefused, read_mrbs
from tests.support.mrbs import BERLIN, Mrbs

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@settings(deadline=None, max_examples=50)
@given(_TEXT, _TEXT)
def test_any_title_and_login_come_back(title, login):
    mrbs = Mrbs()
    mrbs.entry("2026-12-03 10:00", "2026-12-03 12:00", title, create_by=login, description=title + login)

    for text in (mrbs.mysqldump(), mrbs.phpmyadmin()):
        (single,) = read_mrbs(text.encode(), zone=BERLIN, now=NOW).singles
        assert (single.title, single.creator) == (title, login)


@settings(deadline=None, max_examples=50)
@given(st.data())
def test_a_broken_dump_is_refused_or_read_and_nothing_else(data):
    mrbs = Mrbs()
    mrbs.entry("2026-12-03 10:00", "2026-12-03 12:00", "a'b\\c")
    text = mrbs.mysqldump()
    at = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 20))
    broken = text[:at] + data.draw(st.text("'\"`\\(),;-#/* 0aN\n", max_size=4)) + text[at + length :]

    with suppress(MrbsRefused):
        read_mrbs(broken.encode(), zone=BERLIN, now=NOW)
