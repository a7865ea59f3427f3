"""Which copies of the house are kept, and when the next is made."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from booking import backups

TODAY = date(2026, 11, 29)
BERLIN = ZoneInfo("Europe/Berlin")


def days_before(*numbers: int) -> list[date]:
    return [TODAY - timedelta(days=number) for number in numbers]


def test_the_first_copy_is_made_at_once_and_then_one_each_night():
    noon, before_three = datetime(2026, 11, 29, 12, tzinfo=BERLIN), datetime(2026, 11, 29, 2, 59, tzinfo=BERLIN)

    assert backups.is_due([], noon)
    assert backups.is_due(days_before(1), noon)
    assert not backups.is_due(days_before(0), noon)
    assert not backups.is_due(days_before(1), before_three)
    assert backups.is_due(days_before(2), before_three)


def test_a_machine_that_was_off_at_night_makes_it_when_it_is_on_again():
    assert backups.is_due(days_before(3), datetime(2026, 11, 29, 9, tzinfo=BERLIN))


def test_a_week_of_days_and_a_month_of_weeks_are_kept():
    all_days = days_before(*range(40))

    gone = backups.superfluous(all_days, TODAY)
    kept = sorted(set(all_days) - set(gone), reverse=True)

    assert kept[:7] == days_before(*range(7))
    assert kept[-1] >= TODAY - timedelta(days=backups.MONTH)
    assert len({day.isocalendar()[:2] for day in kept[7:]}) == len(kept[7:])
    assert len(kept) <= 7 + 5


def test_whatever_days_there_were_the_newest_stays_and_nothing_old_does():
    day, days = TODAY - timedelta(days=200), []
    while day < TODAY:
        day += timedelta(days=1)
        days.append(day)
        days = [one for one in days if one not in backups.superfluous(days, day)]
        assert day in days
        assert min(days) >= day - timedelta(days=backups.MONTH)

    assert len(days) >= 7 + 3


@pytest.mark.parametrize(("hours", "late"), [(25, False), (27, True)])
def test_a_copy_that_did_not_come_is_noticed_the_next_morning(hours, late):
    now = datetime(2026, 11, 29, 6, tzinfo=UTC)

    assert backups.is_late(now - timedelta(hours=hours), now) == late
    assert backups.is_late(None, now)


def test_only_copies_of_ours_are_counted(tmp_path):
    for name in ("treffpunkt-2026-11-28.backup", "treffpunkt-2026-13-01.backup", "treffpunkt-old.backup", "letter.txt"):
        (tmp_path / name).touch()

    assert backups.days_in(tmp_path) == [date(2026, 11, 28)]
    assert backups.days_in(tmp_path / "nowhere") == []
