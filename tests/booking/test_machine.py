"""Whatever people do, in any order: nobody shares a room, nothing is lost, and the journal explains it all."""

import os
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test
from sqlmodel import Session

from booking import (
    closures,
    decisions,
    displacement,
    edits,
    holds,
    lifecycle,
    moves,
    offers,
    presence,
    questions,
    revivals,
    series,
    settling,
    waits,
)
from booking.changes import Change, Scope
from booking.facts import ClosureFacts, HouseFacts
from booking.preview import Choice, Preview
from booking.refusals import Refused
from booking.wishes import Wish
from models.bookings import LIVE, Booking, Hold, Series, State
from models.requests import Waiting
from tests.support import always
from tests.support.cast import wish
from tests.support.databases import KINDS, Databases
from tests.support.people import (
    CHANGES,
    DAYS,
    GROUPS,
    RULES,
    WHICH,
    WISHES,
    People,
    if_any,
    if_any_series,
)
from tests.support.town import Town

LONG = int(os.environ.get("TREFFPUNKT_STORIES", "0"))  # so many stories, other ones each time; else the same few
HOW_LONG = settings(
    max_examples=LONG or 10,
    stateful_step_count=40 if LONG else 30,
    derandomize=not LONG,
    database=None,
    deadline=None,
    phases=[Phase.generate],  # thirty steps can be read as they are; to shorten them takes minutes
    suppress_health_check=[*HealthCheck],
)


class Neighbourhood(People):
    """Groups ask, hold, wait, change and cancel, the desk decides, the house closes, the clock moves on."""

    @initialize(rrule=RULES, group=GROUPS)
    def move_in(self, rrule: str, group: str) -> None:
        self.settle_in(self.make())
        for asked in (wish(rrule=rrule, group_slug=group), wish("16:00", room="stueble", rrule="FREQ=DAILY;COUNT=4")):
            self.do(series.request_series, asked, who=f"group:{asked.group_slug}")

    def make(self) -> Town:
        """Return a town on a new database."""
        raise NotImplementedError

    # What groups do

    @rule(wanted=WISHES)
    def ask(self, wanted: Wish) -> None:
        self.do(lifecycle.request_booking, wanted, who=f"group:{wanted.group_slug}")

    @rule(wanted=WISHES)
    def hold(self, wanted: Wish) -> None:
        self.do(holds.hold, wanted, who="kiosk:eingang")

    @if_any(State.HELD, held_for=Hold.TAP)
    @rule(which=WHICH, title=st.sampled_from(["Nähtreff", "Stricken"]))
    def finish_a_hold(self, which: int, title: str) -> None:
        self.do(holds.finish_hold, self.one(which, State.HELD, held_for=Hold.TAP).uid, title=title, who="kiosk:eingang")

    @if_any(State.HELD, held_for=Hold.TAP)
    @rule(which=WHICH)
    def let_go_of_a_hold(self, which: int) -> None:
        self.do(holds.let_go, self.one(which, State.HELD, held_for=Hold.TAP).uid, who="kiosk:eingang")

    @if_any(*LIVE)
    @rule(which=WHICH)
    def cancel(self, which: int) -> None:
        booked = self.one(which, *LIVE)
        if self.do(lifecycle.cancel_booking, booked.uid, who="group:strickcafe"):
            self.remember(booked.id)

    @if_any(State.CONFIRMED, State.REQUESTED)
    @rule(which=WHICH, wanted=WISHES, same_room=st.booleans(), itself=st.booleans())
    def move(self, which: int, wanted: Wish, same_room: bool, itself: bool) -> None:
        booked = self.one(which, State.CONFIRMED, State.REQUESTED)
        there: dict[str, Any] = {} if same_room else {"room": wanted.room, "extras": wanted.extras}
        if self.do(moves.move_booking, booked.uid, start=wanted.start, **there, **self.by(booked, itself)):
            self.remember(booked.id)

    @if_any(State.CONFIRMED, State.REQUESTED)
    @rule(which=WHICH, minutes=st.sampled_from([15, 60, 120]), itself=st.booleans())
    def stay_longer(self, which: int, minutes: int, itself: bool) -> None:
        booked = self.one(which, State.CONFIRMED, State.REQUESTED)
        until = booked.ends_at + timedelta(minutes=minutes)
        if self.do(moves.extend, booked.uid, until=until, **self.by(booked, itself)):
            self.remember(booked.id)

    @if_any(State.CONFIRMED)
    @rule(which=WHICH)
    def come_and_leave_early(self, which: int) -> None:
        running = [row for row in self.rows(State.CONFIRMED) if row.starts_at <= self.town.now < row.ends_at]
        if running:
            booked = running[which % len(running)]
            self.do(presence.check_in, booked.uid, who="kiosk:eingang")
            self.do(moves.end_early, booked.uid, who="group:strickcafe")
            self.remember(booked.id)

    @if_any(*LIVE)
    @rule(which=WHICH, group=GROUPS)
    def wait_for_what_somebody_has(self, which: int, group: str) -> None:
        booked = self.one(which, *LIVE)
        room = self.town.look(lambda _session, house: house.rooms_by_id[booked.room_id])
        wanted = wish(group_slug=group, room=room.slug.partition("+")[0], extras=room.extras)
        self.do(waits.wait_for, replace(wanted, start=booked.starts_at, end=booked.ends_at), who=f"group:{group}")

    @rule(which=WHICH)
    def wait_no_longer(self, which: int) -> None:
        waiting = [one for one in self.town.book.waits.values() if one.state in (Waiting.WAITING, Waiting.OFFERED)]
        if waiting:
            self.do(waits.withdraw, waiting[which % len(waiting)].uid, who="group:strickcafe")

    @if_any(State.HELD, held_for=Hold.OFFER)
    @rule(which=WHICH, take=st.booleans())
    def answer_an_offer(self, which: int, take: bool) -> None:
        answer: Callable[..., Any] = offers.accept_offer if take else offers.decline_offer
        self.do(answer, self.one(which, State.HELD, held_for=Hold.OFFER).uid, who="group:strickcafe")

    # What they do with series

    @rule(wanted=WISHES, rrule=RULES, pause=st.booleans())
    def ask_for_a_series(self, wanted: Wish, rrule: str, pause: bool) -> None:
        repeated = replace(wanted, rrule=rrule, pause_school=pause)
        self.do(series.request_series, repeated, who=f"group:{wanted.group_slug}")

    @if_any_series
    @rule(which=WHICH, change=CHANGES, kind=st.sampled_from(["following", "all"]), number=WHICH, itself=st.booleans())
    def change_a_series(self, which: int, change: Change, kind: str, number: int, itself: bool) -> None:
        self.change_dates(which, change, kind, number, itself)

    @if_any_series
    @rule(which=WHICH, change=CHANGES, kind=st.sampled_from(["this", "between"]), number=WHICH, itself=st.booleans())
    def change_some_dates(self, which: int, change: Change, kind: str, number: int, itself: bool) -> None:
        self.change_dates(which, change, kind, number, itself)

    def change_dates(self, which: int, change: Change, kind: str, number: int, itself: bool) -> None:
        """Change dates of a series; whoever would meet somebody leaves those dates out."""
        found, dates = self.a_series(which)
        one, other = dates[number % len(dates)], dates[(number + 2) % len(dates)]
        first, last = sorted([one.wall_from.date(), other.wall_from.date()])
        scope = Scope(kind=kind, booking=one.uid, first=first, last=last)  # type: ignore[arg-type]  # one of its words
        choices = self.leaving_out_what_clashes(found, change, scope)
        changed = self.do(edits.edit_series, found.uid, change, scope, choices=choices, **self.by(found, itself))
        if changed is None:
            return
        if kind in ("following", "all"):
            self.every_date_is_as_wanted(changed.id, change, one.starts_at if kind == "following" else self.town.now)
        named = [one] if kind == "this" else [row for row in dates if first <= row.wall_from.date() <= last]
        for row in named if kind in ("this", "between") else ():  # whoever names dates means exceptions too
            if row.id not in self.gone:
                self.remember(row.id)
        self.remember_what_went()

    @if_any_series
    @rule(which=WHICH)
    def cancel_a_series(self, which: int) -> None:
        found, _dates = self.a_series(which)

        def cancel(session: Session, _house: HouseFacts) -> list[Booking]:
            known = series.series_by_uid(session, found.uid)
            assert known is not None
            return series.cancel_series(session, known, who="group:vhs", now=self.town.now)

        for row in self.town.do(cancel) or []:
            self.remember(row.id)

    @if_any(State.SKIPPED, State.CANCELLED)
    @rule(which=WHICH, itself=st.booleans())
    def revive(self, which: int, itself: bool) -> None:
        lost = self.one(which, State.SKIPPED, State.CANCELLED)
        if self.do(revivals.revive, lost.uid, **self.by(lost, itself)):
            self.remember(lost.id)

    @if_any_series
    @rule(which=WHICH, day=DAYS, itself=st.booleans())
    def add_a_date(self, which: int, day: date, itself: bool) -> None:
        found, _dates = self.a_series(which)
        start = datetime.combine(day, found.first.time())
        added = self.do(revivals.add_date, found.uid, start, **self.by(found, itself))
        if added is not None:
            self.remember(added.id)

    @if_any_series
    @rule(which=WHICH, number=WHICH, itself=st.booleans())
    def leave_a_date_out(self, which: int, number: int, itself: bool) -> None:
        found, dates = self.a_series(which)
        day = dates[number % len(dates)].wall_from.date()
        if self.do(revivals.leave_out, found.uid, day, **self.by(found, itself)):
            self.remember_what_went()

    # What the desk does

    @if_any(State.REQUESTED, State.CONFLICT)
    @rule(which=WHICH)
    def approve(self, which: int) -> None:
        asked = self.one(which, State.REQUESTED, State.CONFLICT)
        self.do(decisions.approve_booking, self.uid(asked, which), who="desk:manager")

    @if_any(State.REQUESTED, State.CONFLICT)
    @rule(which=WHICH)
    def decline(self, which: int) -> None:
        asked = self.one(which, State.REQUESTED, State.CONFLICT)
        self.do(decisions.decline_booking, self.uid(asked, which), reason="no_room", who="desk:manager")

    @if_any(State.REQUESTED)
    @rule(which=WHICH)
    def ask_back(self, which: int) -> None:
        asked = self.one(which, State.REQUESTED)
        self.do(questions.ask, self.uid(asked, which), "Wie viele kommen?", who="desk:manager")

    @if_any(State.REQUESTED)
    @rule(which=WHICH)
    def answer_the_desk(self, which: int) -> None:
        self.do(questions.answer, self.one(which, State.REQUESTED).uid, "Etwa zwölf.", who="group:strickcafe")

    @if_any(State.CONFIRMED)
    @rule(which=WHICH, hidden=st.booleans(), all_dates=st.booleans())
    def hide_a_title(self, which: int, hidden: bool, all_dates: bool) -> None:
        uid, how = self.one(which, State.CONFIRMED).uid, {"hidden": hidden, "whole_series": all_dates}
        self.town.do(
            lambda session, _house: decisions.hide_title(session, uid, who="desk:manager", now=self.town.now, **how)
        )

    @if_any(State.CONFIRMED)
    @rule(which=WHICH, needed=st.booleans())
    def take_the_room_for_the_town(self, which: int, needed: bool) -> None:
        booked = self.one(which, State.CONFIRMED)
        council = wish(group_slug="vhs", title="Ratssitzung", room="quartierraum")
        town = replace(council, start=booked.starts_at, end=booked.ends_at) if needed else None
        how = {"text": "Die Stadt braucht den Raum.", "wish_of_town": town, "who": "desk:manager"}
        if self.do(displacement.displace, booked.uid, **how):
            self.remember(booked.id)

    @precondition(lambda self: len(self.closed()) < 3)
    @rule(day=DAYS, days=st.integers(0, 6), part=st.sampled_from([(0, 1440), (480, 840)]), what=WHICH)
    def close_the_house(self, day: date, days: int, part: tuple[int, int], what: int) -> None:
        rooms = [("quartierraum", "kueche", "stueble"), ("quartierraum",), ("kueche",)][what % 3]
        closure = ClosureFacts("", day, day + timedelta(days=days), *part, rooms, "Der Boden wird geschliffen.")
        singles = {row.uid for row in self.rows(State.CONFIRMED) if row.series_id is None}
        decision = settling.Decision([*settling.Do][what % len(settling.Do)])
        decided = {hit.uid: decision for hit in self.hits(closure) if hit.uid in singles}
        self.do(closures.add_closure, closure, decisions=decided, who="desk:manager")

    @rule(which=WHICH)
    def open_the_house_again(self, which: int) -> None:
        if known := self.closed():
            self.do(closures.remove_closure, known[which % len(known)], who="desk:manager")

    # What happens by itself

    @rule(minutes=st.sampled_from([1, 4, 45, 300, 1440, 3 * 1440, 7 * 1440]))
    def time_goes_by(self, minutes: int) -> None:
        self.town.wait(minutes)
        always.nobody_waits_for_a_free_time(self.town)

    @rule()
    def a_calendar_program_asks(self) -> None:
        self.town.feed()

    # What holds

    @invariant()
    def all_is_well(self) -> None:
        always.check(self.town)
        self.no_exception_is_lost()

    def teardown(self) -> None:
        if hasattr(self, "town"):
            always.feeds_say_what_the_book_says(self.town)
            self.town.close()

    def leaving_out_what_clashes(self, found: Series, change: Change, scope: Scope) -> list[Choice]:
        """Return the choice of a group that would rather do without some dates than without the change."""
        seen = self.town.look(partial(_shown, found.uid, change, scope, self.town.now))
        return [Choice(date.rule_start, "skip") for date in seen.dates if date.state in ("clash", "refused")]


def _shown(uid: str, change: Change, scope: Scope, now: datetime, session: Session, house: HouseFacts) -> Preview:
    with suppress(Refused):
        return edits.preview_edit(session, house, uid, change, scope, now=now)
    return Preview()


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=[pytest.mark.postgres] * (kind == "postgres")) for kind in KINDS]
)
def test_whatever_people_do_the_book_stays_sound(kind: str, databases: Databases) -> None:
    People.did.clear()
    with ExitStack() as houses:

        class InThisHouse(Neighbourhood):
            def make(self) -> Town:
                houses.close()  # that of the story before is used again
                return Town(houses.enter_context(databases.migrated(kind)))

        run_state_machine_as_test(InThisHouse, settings=HOW_LONG)

    for act, times in sorted(People.did.items()):
        print(f"{times:6} {act}")
