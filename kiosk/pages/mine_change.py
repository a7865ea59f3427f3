"""Meine Termine: a date is about to be changed; asked once, then done."""

from datetime import date, datetime, timedelta

from booking import owndates, rules
from booking.i18n import _
from booking.owndates import OwnDate
from booking.span import Span, local
from kiosk.calendar_words import clock_time, duration, from_to, long_day
from kiosk.freewords import handy, part_tabs
from kiosk.ownwords import QUESTIONS, facts_of, title_of
from kiosk.pages import book_day, book_time
from kiosk.pages.choice import other_times
from kiosk.pages.mine_dates import later_ends, own
from kiosk.pages.scene import Scene


def draw_sure(scene: Scene) -> str:
    """Draw the question, with everything in words and what will happen."""
    one, mine = own(scene), scene.state.mine
    title, then, yes = QUESTIONS[mine.ask]
    facts = facts_of(one)
    return scene.draw(
        "mine_sure.html",
        title=_(title),
        then=_(then),
        yes=_(yes),
        name=title_of(one),
        ask=mine.ask,
        facts=facts,
        new=_new_time(one, mine.start, scene) if mine.ask == "move" and mine.start else None,
        others=other_times(scene.board.house, scene.state.others),
        length=duration(_length(one)),
    )


def _new_time(one: OwnDate, start: datetime, scene: Scene) -> tuple[str, str]:
    zone = scene.board.house.zone
    begins, ends = local(start, zone), local(start + (one.ends - one.starts), zone)
    return long_day(begins.date()), from_to(begins, ends)


def draw_longer(scene: Scene) -> str:
    """Draw until when it could last."""
    one = own(scene)
    ends = [
        (end.isoformat(), _("bis {time} Uhr", time=clock_time(end)), f"+ {duration(_minutes(one, end))}")
        for end in later_ends(scene)
    ]
    return scene.draw("mine_longer.html", title=title_of(one), facts=facts_of(one), ends=ends)


def _minutes(one: OwnDate, end: datetime) -> int:
    return (end - one.ends) // timedelta(minutes=1)


def draw_days(scene: Scene) -> str:
    """Draw the strip of days, each with the word whether a time of this length is left."""
    house, board, one = scene.board.house, scene.board, own(scene)
    room = house.rooms_by_slug[one.room]
    page = book_day.strip(board.today, house.rules.days_ahead_single, scene.state.page)
    free = {local(span.start, house.zone).date() for span in _free(scene, page.items[0], page.items[-1])}

    def state(day: date) -> str:
        is_open = any(span.end > scene.now for span in rules.open_windows(house, room, day))
        return "free" if day in free else "taken" if is_open else "closed"

    tiles = [book_day.day_tile(day, board.today, state(day)) for day in page.items]
    return scene.draw("mine_day.html", days=tiles, page=page, choice=_choice(one))


def draw_times(scene: Scene) -> str:
    """Draw the free times of the chosen day."""
    house, mine, one = scene.board.house, scene.state.mine, own(scene)
    day = mine.day or scene.board.today
    free = [local(span.start, house.zone) for span in _free(scene, day, day)]
    starts = handy(free, house.rules.slot_step_min)
    tabs = part_tabs(starts, mine.part)
    part = next((tab.value for tab in tabs if tab.chosen), "")
    return scene.draw(
        "mine_time.html",
        tabs=tabs,
        times=book_time.time_tiles(starts, _length(one), part, scene.state.page),
        choice=f"{_choice(one)} · {long_day(day)}",
    )


def _free(scene: Scene, first: date, last: date) -> list[Span]:
    mine = scene.state.mine
    return owndates.other_times(scene.session, scene.board.house, mine.group, mine.booking, first, last, now=scene.now)


def _length(one: OwnDate) -> int:
    return (one.ends - one.starts) // timedelta(minutes=1)


def _choice(one: OwnDate) -> str:
    return f"{title_of(one)} · {one.room_name}"
