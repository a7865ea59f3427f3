"""Rows become entries: a whole series as few as possible, every other date one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from booking.facts import NAMED, RoomFacts
from booking.feeds.rows import Content, Date, MeetingRow, SeriesRow
from booking.feeds.runs import Run, beside_the_rule, is_doubtful, runs, stretched
from booking.feeds.wire import Entry, Words
from booking.feeds.words import names_told, own_words_of, page_address, words_of
from booking.feeds.zones import vtimezone
from booking.span import local
from models.bookings import State
from models.community import Listing


@dataclass(frozen=True, slots=True)
class Part:
    """One entry and what decides to which feeds it belongs."""

    entry: Entry
    room: RoomFacts | None  # none: not in this house
    groups: frozenset[str]  # slugs of those who invite with their name; none where the public may not know it
    words: frozenset[
        tuple[str, str]
    ]  # what it can be found by, as a kind and a slug: topic, audience, access, district
    listing: Listing
    next_start: datetime  # UTC; of its dates from today on the first, else the last of all


Tell = Callable[[Content, Date, str], Words]  # what is told about a date, whose page has this address


class Teller:
    """Tells *content* as parts. *base_url* is the house's public address, *domain* ends every UID.

    To the public or, with other *words*, to whoever they are for.
    """

    def __init__(self, content: Content, base_url: str, domain: str, *, words: Tell = words_of) -> None:
        self._content = content
        self._zone = content.house.zone
        self._is_local = bool(vtimezone(self._zone))
        self._base_url = base_url
        self._domain = domain
        self._words = words

    def for_its_group(self) -> "Teller":
        """Return who tells the same dates to their own group."""
        return self.saying(own_words_of)

    def saying(self, words: Tell) -> "Teller":
        """Return who tells the same dates in other *words*."""
        return Teller(self._content, self._base_url, self._domain, words=words)

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
            all_day=date.elsewhere is not None and date.elsewhere.all_day and not as_utc,
            words=self._words(self._content, date, page_address(self._base_url, date.code)),
        )

    def local_single(self, date: Date) -> Entry:
        """Return the entry of one date on the clock of the house, for people and for forms that tell offsets."""
        starts, ends = (local(moment, self._zone) for moment in (date.starts_at, date.ends_at))
        return replace(self.single(date), tzid=self._zone.key, starts=starts, ends=ends)

    def together(self, series: SeriesRow, dates: Sequence[Date]) -> tuple[list[Entry], list[Date]]:
        """Return one series as entries of one UID, as a letter may hold it (RFC 5546, 3.2.2): its rule, and each date
        that is elsewhere; and the dates that were added to it, which have names of their own. Nothing if no one rule
        says most of it."""
        found, alone = runs(series, dates, self._zone) if self._is_local else ([], list(dates))
        if len(found) != 1:
            return [], []
        added = beside_the_rule(series, found[0], alone)
        if len(added) > len(found[0].dates):
            return [], []
        beside = [date for date in alone if date.state is State.CONFIRMED and date not in added]
        places = [date.rule_start for date in beside if date.rule_start is not None]
        stretch = stretched(series, found[0], places, self._zone)
        if stretch is None:
            return [], []
        touched = max(series.updated_at, *(date.updated_at for date in dates))
        whole = self._by_rule(found[0], touched, max(series.revision, *(date.revision for date in dates)))
        first = found[0].dates[0]
        whole = replace(
            whole,
            starts=self._local(stretch.first),
            ends=self._local(stretch.first + (first.wall_to - first.wall_from)),
            rule=stretch.rule,
            left_out=tuple(self._local(start) for start in stretch.left_out),
        )
        return [whole, *(self._elsewhere(date, whole) for date in beside)], added

    def _elsewhere(self, date: Date, whole: Entry) -> Entry:
        place = self._local(date.rule_start) if date.rule_start is not None else None
        alone = self.single(date)
        return replace(alone, uid=whole.uid, touched=whole.touched, revision=whole.revision, instead_of=place)

    def gone(self, series: SeriesRow, dates: Sequence[Date]) -> Entry:
        """Return what takes a whole series out of a calendar that knows it by its rule."""
        first = min(dates, key=lambda date: (date.starts_at, date.id))
        touched, revision = max(series.updated_at, first.updated_at), max(series.revision, first.revision)
        return replace(self.single(first), uid=f"{series.uid}@{self._domain}", touched=touched, revision=revision)

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
            words=self._words(self._content, first, page_address(self._base_url, following.code)),
        )

    def _part(self, dates: Sequence[Date], entry: Entry) -> Part:
        date = dates[0]
        group = self._content.groups.get(date.group_id or 0)
        meeting = self._content.meetings.get(date.meeting_id or 0)
        names = date.listing is Listing.PUBLIC and not date.title_hidden
        slugs = [*([group.slug] if group else ()), *(meeting.cohosts if meeting else ())]
        if date.elsewhere is not None and group is not None and group.listing is not Listing.PUBLIC:
            slugs = []
        return Part(
            entry=entry,
            room=self._content.house.rooms_by_id[date.room_id] if date.elsewhere is None else None,
            groups=frozenset(slugs if names else ()),
            words=frozenset(self._words_of(date, meeting) if names else ()),
            listing=date.listing,
            next_start=self._next(dates).starts_at,
        )

    def _words_of(self, date: Date, meeting: MeetingRow | None) -> Iterator[tuple[str, str]]:
        if date.elsewhere is not None:
            yield "topic", date.elsewhere.topic
            if (district := self._content.districts.get(date.elsewhere.district_id or 0)) is not None:
                yield "district", district.slug
        elif meeting is not None:
            yield from self._found_by(meeting)

    def _found_by(self, meeting: MeetingRow) -> Iterator[tuple[str, str]]:
        yield "topic", meeting.topic
        yield from (("audience", word) for word in meeting.audience)
        yield from (("access", word) for word in meeting.access)
        if (district := self._content.districts.get(meeting.district_id or 0)) is not None:
            yield "district", district.slug

    def _next(self, dates: Sequence[Date]) -> Date:
        return next((date for date in dates if date.starts_at >= self._content.window.today), dates[-1])

    def _touched(self, date: Date, moment: datetime) -> datetime:
        """Return when what is told of *date* last changed, names of house, room and group among it (RFC 5545,
        3.8.7.3); a name is no change of the meeting, so SEQUENCE stays (3.8.7.4)."""
        meeting = self._content.meetings.get(date.meeting_id or 0)
        house = self._content.house
        names = (house.named_at(key) for key in names_told(self._content, date)) if NAMED in house.about else ()
        text = meeting.updated_at if meeting and date.listing is Listing.PUBLIC else moment
        return max(moment, text, *(at for at in names if at is not None))

    def _local(self, wall_time: datetime) -> datetime:
        return wall_time.replace(tzinfo=self._zone)
