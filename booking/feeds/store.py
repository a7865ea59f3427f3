"""The bytes of each feed, kept until something in it changes.

What holds, and why:

- A change that this process committed is in the next feed that anybody asks for: the commit counts
  up before `Database.writing()` returns, and a feed is served only while that count is the one that
  was noted before the rows were read.
- A change of another process is in it as soon as this one hears of it (models.ears): after milliseconds on
  PostgreSQL, a quarter of a second on SQLite. While nothing is heard, each second one request looks.
- While the database cannot be read, what was read last is served.
- Nothing changes by itself but the window of days, once in each night. The same rows give the same
  bytes in every process and after every start.
"""

import threading
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from hashlib import blake2b
from operator import itemgetter

from sqlmodel import Session

from booking.facts import HouseFacts
from booking.feeds.board import Board, Chosen, board_of, touched_items
from booking.feeds.catalogue import form_of, opened
from booking.feeds.fitting import Named, fitting, shortened
from booking.feeds.forms import Form
from booking.feeds.news import News, all_news, news_since
from booking.feeds.packing import Packed, Piece, packed
from booking.feeds.reading import read_all, read_changed
from booking.feeds.rows import window_at
from booking.feeds.wire import Entry
from booking.feeds.zones import vtimezone
from booking.occupancy import house_facts
from booking.refusals import Refused
from models.database import Database

_LOOK_EVERY = 1.0  # seconds; for changes of other processes
_LOOK_SELDOM = 10.0  # while these are heard
_REST = 1.0  # seconds after a look that failed, until the next change
_SECOND = timedelta(seconds=1)
_MOST_ENTRIES = 999  # of one feed: Google and some others stop at a thousand
_MOST_BYTES = 490_000  # of its entries: Google and others give up on large feeds
_MOST_KEPT = 2_000  # feeds; most are of single dates and small


@dataclass(frozen=True, slots=True, eq=False)
class Feed:
    """One feed as it is served."""

    etag: str  # of the content; the same for every encoding, so it is a weak one
    last_modified: datetime | None  # UTC, whole seconds; none while its second is not over
    body: bytes
    packed: Packed
    content_type: str
    pieces: tuple[Piece, ...]  # that the body was joined from
    version: int  # of the store

    @property
    def gzipped(self) -> bytes:
        """The body as gzip."""
        return self.packed.told

    @property
    def state(self) -> str:
        """The tag without its marks: who has it has this content."""
        return self.etag.removeprefix("W/").strip('"')


class FeedStore:
    """Keeps the feeds of the house in *db*; *base_url* is its public address, without a slash at the end.

    `bring` may take long and belongs into a thread; `is_current` takes nothing and never waits.
    """

    def __init__(self, db: Database, base_url: str) -> None:
        self.fragments_built = 0  # since the start; one change builds what it touches
        self._db = db
        self._base_url = base_url
        self._one_at_a_time = threading.Lock()
        self._changes = 0  # that were heard of
        self._counting = threading.Lock()
        self._changes_seen = -1
        self._look_again = 0.0
        self._rest_until = 0.0
        self._version = 0
        self._board: Board | None = None
        self._seen = 0  # the journal's last entry that the board knows
        self._changed_at: datetime | None = None
        self._last_modified: datetime | None = None
        self._kept: dict[str, Feed] = {}
        self._fragments: defaultdict[str, dict[str, tuple[Entry, Piece]]] = defaultdict(dict)  # by form, by UID
        self._stop_listening = db.listen(lambda _changes: self.look_again())

    def close(self) -> None:
        """Stop listening to the database."""
        self._stop_listening()

    def look_again(self) -> None:
        """Note that something may have changed: nothing that was read before is served any more. Never waits."""
        with self._counting:
            self._changes += 1
            self._rest_until = 0.0

    def is_current(self, feed: Feed) -> bool:
        """Whether *feed* may be served as it is."""
        if time.monotonic() < self._rest_until:
            return True
        return (
            feed.version == self._version
            and self._changes == self._changes_seen
            and time.monotonic() < self._look_again
        )

    def bring(self, path: str, *, now: datetime) -> Feed | None:
        """Return the feed at *path* with everything that was committed before this call; none if there is none.

        Raises what the database raises while it cannot be read.
        """
        with self._one_at_a_time:
            try:
                self._look(now)
            except Exception:
                self._rest_until = time.monotonic() + _REST
                raise
            kept = self._kept.get(path)
            if kept is not None and kept.version == self._version:
                return kept
            return self._renewed(path, kept)

    def state(self, path: str, *, now: datetime) -> str:
        """Return the state of the feed at *path* as its tag names it; empty if there is no such feed."""
        feed = self.bring(path, now=now)
        return feed.state if feed else ""

    # What stands in the book

    def _look(self, now: datetime) -> None:
        if self._changes == self._changes_seen and time.monotonic() < self._look_again:
            return
        # Counted before the first row is read: a commit meanwhile makes the next request look again.
        changes = self._changes
        look_every = _LOOK_SELDOM if self._db.hears_others else _LOOK_EVERY
        with self._db.reading() as session:
            if not self._db.is_sqlite:
                # One state for all queries, as SQLite gives it.
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            self._read(session, now)
        self._note_last_modified(now)
        self._look_again = time.monotonic() + look_every
        self._changes_seen = changes

    def _read(self, session: Session, now: datetime) -> None:
        try:
            house = house_facts(session)
        except Refused:  # nothing was loaded yet
            self._board = None
            return
        board = self._board
        stays = (
            board is not None and board.content.house is house and board.content.window == window_at(now, house.zone)
        )
        news = news_since(session, self._seen) if stays else all_news(session)
        if board is None or not stays or news.anything or not self._change(session, board, news):
            self._read_everything(session, house, now)
        self._seen = news.newest
        self._changed_at = news.at or self._changed_at

    def _change(self, session: Session, board: Board, news: News) -> bool:
        """Take over what *news* tells, if that can be done piece by piece."""
        if not news.dates and not news.series:
            return True
        if not board.content.is_whole:
            return False
        content = read_changed(session, board.content, news.dates, news.series)
        if content is None:
            return False
        touched = touched_items(board.content, content, news.dates, news.series)
        self._show(board_of(content, self._base_url, board, touched))
        return True

    def _read_everything(self, session: Session, house: HouseFacts, now: datetime) -> None:
        board = board_of(read_all(session, house, window_at(now, house.zone)), self._base_url)
        told = board.uids()
        for form, fragments in self._fragments.items():
            self._fragments[form] = {uid: kept for uid, kept in fragments.items() if uid in told}
        self._show(board)

    def _show(self, board: Board) -> None:
        self._board = board
        self._version += 1

    def _note_last_modified(self, now: datetime) -> None:
        turned = self._board.content.window.turned if self._board else now
        moment = max(turned, self._changed_at or turned).replace(microsecond=0)
        # Two states of one second would bear the same time, so the first of them bears none.
        last_modified = moment if now >= moment + _SECOND else None
        if last_modified != self._last_modified:
            self._last_modified = last_modified
            self._version += 1

    # Bytes

    def _renewed(self, path: str, old: Feed | None) -> Feed | None:
        found = opened(self._board, self._base_url, path) if self._board else None
        if found is None or self._board is None:
            self._kept.pop(path, None)
            return None
        (heading, chosen), form = found, form_of(path)
        told = form.head(heading, vtimezone(self._board.content.house.zone))
        head = old.pieces[0] if old is not None and old.pieces[0].told == told else _piece(told)
        pieces = (head, *self._fitting(form, chosen))
        feed = self._same(old, pieces) or self._joined(form, pieces, old)
        self._keep(path, feed)
        return feed

    def _same(self, old: Feed | None, pieces: tuple[Piece, ...]) -> Feed | None:
        if old is None or old.pieces != pieces:
            return None
        return replace(old, version=self._version, last_modified=self._last_modified)

    def _joined(self, form: Form, pieces: tuple[Piece, ...], old: Feed | None) -> Feed:
        head, *entries = (piece.told for piece in pieces)
        body = b"".join([head, form.between.join(entries), form.foot])
        # The digests of the pieces stand for the body: one change hashes its own piece only.
        etag = _digest(b"".join([piece.digest for piece in pieces]))
        return Feed(
            etag=f'W/"{etag.hex()}"',
            last_modified=self._last_modified,
            body=body,
            packed=packed(pieces, form.between, form.foot, body, old.packed if old else None),
            content_type=form.content_type,
            pieces=pieces,
            version=self._version,
        )

    def _fitting(self, form: Form, chosen: Chosen) -> list[Piece]:
        """Return the pieces of as many entries as a feed may hold, in their stable order."""
        pieces = self._pieces(form, chosen.entries)
        size = sum([len(piece.told) for _uid, piece in pieces])
        if len(pieces) > _MOST_ENTRIES or size + len(pieces) * len(form.between) > _MOST_BYTES:
            nearest = chosen.nearest_first()[:_MOST_ENTRIES]
            in_short = lambda number: self._pieces(_in_short(form), nearest[number : number + 1])[0]  # noqa: E731
            pieces = fitting(self._pieces(form, nearest), in_short, _MOST_BYTES, len(form.between))
        return [piece for _uid, piece in (pieces if form.by_time else sorted(pieces, key=itemgetter(0)))]

    def _pieces(self, form: Form, entries: list[Entry]) -> list[Named]:
        """Return the piece of each entry, beside its UID; only what is not kept as it is now is built."""
        fragments, pieces = self._fragments[form.name], []
        for entry in entries:
            kept = fragments.get(entry.uid)
            if kept is None or (kept[0] is not entry and kept[0] != entry):
                self.fragments_built += 1
                kept = fragments[entry.uid] = (entry, _piece(form.entry(entry)))
            pieces.append((entry.uid, kept[1]))
        return pieces

    def _keep(self, path: str, feed: Feed) -> None:
        self._kept.pop(path, None)
        self._kept[path] = feed
        if len(self._kept) > _MOST_KEPT:
            del self._kept[next(iter(self._kept))]


@cache
def _in_short(form: Form) -> Form:
    return replace(form, name=f"{form.name} in short", entry=lambda entry: form.entry(shortened(entry)))


def _piece(told: bytes) -> Piece:
    return Piece(told, _digest(told))


def _digest(told: bytes) -> bytes:
    return blake2b(told, digest_size=16).digest()
