"""Mein Viertel: the quarters as a sketch, and what is on in one of them."""

from booking import meetings
from booking.community import Quarter
from kiosk.pages import shop
from kiosk.pages.programme import row
from kiosk.pages.scene import Scene, page_of
from kiosk.pages.who import office_for
from kiosk.phone import addresses, feeds
from kiosk.routes.qr import address_in_words, qr_svg

FLOWER = 7  # one in the middle, six around it
_LIST = 6
_DATES = 2


def draw_all(scene: Scene) -> str:
    """Draw the quarters: seven as on a map, the first in the middle; any other number as a list."""
    quarters = scene.board.quarters
    page = page_of(quarters, scene.state.page, FLOWER if len(quarters) == FLOWER else _LIST)
    return scene.draw("quarters.html", page=page, flower=len(quarters) == FLOWER)


def chosen(scene: Scene) -> Quarter | None:
    """Return the chosen quarter; none if none is, or the house no longer has it."""
    return next((one for one in scene.board.quarters if one.slug == scene.state.look.district), None)


def draw_one(scene: Scene) -> str:
    """Draw what is on in the chosen quarter, whom to ask, and its calendar if there is one."""
    quarter = chosen(scene)
    if quarter is None:
        return draw_all(scene)
    board = scene.board
    number = _DATES - 1 if scene.state.aids.large else _DATES
    dates = meetings.coming_in(scene.session, board.house, quarter.slug, now=scene.now, number=number)
    key = f"district/{quarter.slug}"
    offered = any(feed.key == key for feed in feeds.offer(scene.session, board.house).every)
    page = scene.address + addresses.calendar(key)
    return scene.draw(
        "quarter.html",
        quarter=quarter,
        rows=[row(one, board.at, of_week=True) for one in dates],
        code=qr_svg(addresses.in_spoken(page)) if offered else None,
        address=address_in_words(scene.address + addresses.CALENDAR),  # the other is too long to type
        office=office_for(scene, ""),
    )


def draw_window(scene: Scene) -> str:
    """Draw the sketch of the town with the chosen quarter."""
    return shop.draw(scene, "quarter_window.html", quarter=chosen(scene), quarters=scene.board.quarters)
