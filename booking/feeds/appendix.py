"""What a letter about a booking or a series, or the page of a seat, puts into a calendar, read as it stands now.

The same UID as in the feeds, so that whoever has both has each date once; unlike them it tells a group's own title.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from booking.facts import HouseFacts
from booking.feeds.board import teller_of
from booking.feeds.invitations import Invitation
from booking.feeds.parts import Teller
from booking.feeds.reading import read_some
from booking.feeds.rows import Content, Date, SeriesRow, window_at
from booking.feeds.wire import FOOT, Entry, Heading, entry_bytes, head_bytes
from booking.feeds.zones import vtimezone
from booking.i18n import _
from models.bookings import Booking, Series, State
from models.community import Listing


def of_seat(
    session: Session, house: HouseFacts, base_url: str, booking: Booking, *, gone: bool, now: datetime
) -> Invitation | None:
    """Return one date as whoever has a seat there knows it; none if it says what is not so."""
    if not gone and booking.state is not State.CONFIRMED:
        return None
    content = read_some(session, house, window_at(now, house.zone), [booking])
    entry = teller_of(content, base_url).single(content.dates[booking.id])
    return _invitation(house, [entry], gone=gone)


def of_seats(session: Session, house: HouseFacts, base_url: str, bookings: Sequence[int], *, now: datetime) -> bytes:
    """Return the dates *bookings* (ids) as one file for whoever has seats there, each as in the feeds.

    What does not take place, or is asked about anew, is left out. The file names no address that opens the seats.
    """
    found = [session.get_one(Booking, number) for number in bookings]
    stands = [booking for booking in found if booking.state is State.CONFIRMED]
    content = read_some(session, house, window_at(now, house.zone), stands)
    teller = teller_of(content, base_url)
    heading = Heading(
        name=f"{_('Meine Termine')} ({house.name})",
        description=_("Mehr dazu: {address}", address=f"{base_url}/"),
        colour="teal",
        source="",
        url=f"{base_url}/",
    )
    entries = (entry_bytes(teller.single(content.dates[booking.id])) for booking in stands)
    return b"".join([head_bytes(heading, vtimezone(house.zone)), *entries, FOOT])


def of_booking(
    session: Session, house: HouseFacts, base_url: str, booking: Booking, *, gone: bool, now: datetime
) -> Invitation | None:
    """Return one date as its group knows it: by itself, or within its series. None if it says what is not so."""
    if gone == (booking.state is State.CONFIRMED):
        return None
    if booking.series_id is not None:
        whole = of_series(session, house, base_url, session.get_one(Series, booking.series_id), now=now)
        if whole is not None and len({entry.uid for entry in whole.entries}) == 1:
            added = [one for one in whole.more if one.entries[0].uid.startswith(f"{booking.uid}@")]
            return replace(added[0] if added else whole, more=())
    content = _to_its_group(read_some(session, house, window_at(now, house.zone), [booking]))
    entry = teller_of(content, base_url).single(content.dates[booking.id])
    return _invitation(house, [_own(entry, booking.listing)], gone=gone)


def of_series(
    session: Session, house: HouseFacts, base_url: str, series: Series, *, known: bool = False, now: datetime
) -> Invitation | None:
    """Return a series as its group knows it: one rule with what differs from it, or date by date.

    What was added to the rule goes along under names of its own, and so does the end of the rule where there is
    none any more: else it would stay in the receiver's calendar beside its dates. *known*: it stands there, with dates
    that belong to another series now.
    """
    content = _to_its_group(read_some(session, house, window_at(now, house.zone), [], [series.id]))
    dates = [date for date in content.dates.values() if date.series_id == series.id]
    if not dates:
        return None
    teller, row = teller_of(content, base_url), content.series[series.id]
    stands = [date for date in dates if date.state is State.CONFIRMED]
    rule_ends = _invitation(house, [teller.gone(row, dates)], gone=True)
    if not stands:
        added = [date for date in dates if date.rule_start and f"{date.rule_start:%Y-%m-%dT%H:%M}" in series.extra]
        more = _by_name(house, teller, series, added, now)
        return replace(rule_ends, more=more) if known or _was_promised(dates) else None
    entries, added = teller.together(row, dates)
    if entries:
        whole = _invitation(house, [_own(entry, series.listing) for entry in entries])
        return replace(whole, more=_by_name(house, teller, series, added, now))
    whole = _invitation(house, [_own(entry, series.listing) for entry in _one_by_one(teller, row, stands)])
    is_news = row.revision > 0 and rule_ends.entries[0].uid not in {entry.uid for entry in whole.entries}
    return replace(whole, more=(rule_ends,)) if is_news else whole


def _one_by_one(teller: Teller, series: SeriesRow, dates: list[Date]) -> list[Entry]:
    return [part.entry for part in teller.series(series, dates)]


def _by_name(
    house: HouseFacts, teller: Teller, series: Series, dates: list[Date], now: datetime
) -> tuple[Invitation, ...]:
    """Return each of *dates* that is to come and was promised, as a message of its own."""
    return tuple(
        _invitation(house, [_own(teller.single(date), series.listing)], gone=date.state is not State.CONFIRMED)
        for date in dates
        if date.is_told and date.starts_at > now
    )


def _was_promised(dates: list[Date]) -> bool:
    return any(date.is_told for date in dates)


def _to_its_group(content: Content) -> Content:
    """Return *content* with the titles that its group knows."""
    own = {key: replace(date, listing=Listing.PUBLIC, title_hidden=False) for key, date in content.dates.items()}
    return replace(content, dates=own)


def _own(entry: Entry, listing: Listing) -> Entry:
    """Return *entry* without the page that only a public date has, and without what stands there."""
    if listing is Listing.PUBLIC:
        return entry
    return replace(entry, words=replace(entry.words, description="", url="", categories=()))


def _invitation(house: HouseFacts, entries: list[Entry], *, gone: bool = False) -> Invitation:
    return Invitation(entries=tuple(entries), gone=gone, timezone=vtimezone(house.zone))
