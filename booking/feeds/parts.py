"""Rows become entries: a whole series as few as possible, every other date one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from booking.facts import RoomFacts
from booking.feeds.rows import Content, Date, SeriesRow
from booking.feeds.runs import Run, is_doubtful, runs
from booking.feeds.wire import Entry
from booking.feeds.words import page_address, words_of
from booking.feeds.zones import vtimezone
from models.bookings import State
from models.community import Listing


@dataclass(frozen=True, slots=True)
class Part:
    """One entry and what decides to which feeds it belongs."""

    entry: Entry
    room: RoomFacts
    groups: frozenset[str]  # slugs of those who invite with their name; none where the public may not know it
    listing: Listing
    next_start: datetime  # UTC; of its dates from today on the first, else the last of all


class Teller:
    """Tells *content* as parts. *base_url* is the house's public address, *domain* ends every UID."""

    def __init__(self, content: Content, base_url: str, domain: str) -> None:
        self._content = content
        self._zone = content.house.zone
        self._is_local = bool(vtimezone(self._zone))
        self._base_url = base_url
        self._domain = domain

    def series(self, series: SeriesRow, dates: Sequence[Date]) -> list[Part]:
        """Return the parts of one series: by its rule where that says exactly the same, else date by date."""
        found, alone = runs(series, dates, self._zone) if self._is_local else ([], list(dates))
        touched = max(series.updated_at, *(date.updated_at for date in dates))
        revision = max(series.revision, *(date.revision for date in dates))
        of_runs = [self._part(run.dates, self._by_rule(run, touched, revision)) for run in found]
        return [*of_runs, *self.alone(alone)]

    def alone(self, dates: Sequence[Date]) -> Iterator[Part]:
        """Yield the parts of dates that stand for themselves, as far as they are told today."""
        window = self._content.window
        for date in dates:
            is_past_news = date.state is State.CANCELLED and date.starts_at < window.today
            if date.is_told and not is_past_news and date.starts_at < window.until:
                yield self._part([date], self.single(date))

    def single(self, date: Date) -> Entry:
        """Return the entry of one date by itself."""
        as_utc = not self._is_local or is_doubtful(date.wall_from, self._zone) or is_doubtful(date.wall_to, self._zone)
        return Entry(
            uid=self.uid(date),
            touched=self._touched(date, date.updated_at),
            revision=date.revision,
            tzid="UTC" if as_utc else self._zone.key,
            starts=date.starts_at.astimezone(UTC) if as_utc else self._local(date.wall_from),
            ends=date.ends_at.astimezone(UTC) if as_utc else self._local(date.wall_to),
            words=words_of(self._content, date, page_address(self._base_url, date.code)),
        )

    def uid(self, date: Date) -> str:
        """Return the UID of one date by itself, the same for ever."""
        return f"{date.uid}@{self._domain}"

    def _by_rule(self, run: Run, touched: datetime, revision: int) -> Entry:
        first, following = run.dates[0], self._next(run.dates)
        return Entry(
            uid=f"{run.uid}@{self._domain}",
            touched=self._touched(first, touched),
            revision=revision,
            tzid=self._zone.key,
            starts=self._local(first.wall_from),
            ends=self._local(first.wall_to),
            rule=run.rule,
            left_out=tuple(self._local(start) for start in run.left_out),
            # The page of the next date: it shows the ones after it too.
            words=words_of(self._content, first, page_address(self._base_url, following.code)),
        )

    def _part(self, dates: Sequence[Date], entry: Entry) -> Part:
        date = dates[0]
        group = self._content.groups.get(date.group_id or 0)
        meeting = self._content.meetings.get(date.meeting_id or 0)
        names = date.listing is Listing.PUBLIC and not date.title_hidden
        slugs = [*([group.slug] if group else ()), *(meeting.cohosts if meeting else ())]
        return Part(
            entry=entry,
            room=self._content.house.rooms_by_id[date.room_id],
            groups=frozenset(slugs if names else ()),
            listing=date.listing,
            next_start=self._next(dates).starts_at,
        )

    def _next(self, dates: Sequence[Date]) -> Date:
        return next((date for date in dates if date.starts_at >= self._content.window.today), dates[-1])

    def _touched(self, date: Date, moment: datetime) -> datetime:
        meeting = self._content.meetings.get(date.meeting_id or 0)
        return max(moment, meeting.updated_at) if meeting and date.listing is Listing.PUBLIC else moment

    def _local(self, wall_time: datetime) -> datetime:
        return wall_time.replace(tzinfo=self._zone)
