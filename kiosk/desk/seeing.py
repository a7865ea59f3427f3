"""The week as somebody sees it who may look at it and no more: without ways to what is not open to that login."""

from booking.i18n import _
from booking.rights import Area
from kiosk.desk.rows import Plain
from kiosk.desk.visits import Visit

_NO_WAY = {
    "href": "",
    "series_href": "",
    "open_label": "",
    "note": "",
    "waits": False,
    "can_cancel": False,
    "can_drag": False,
    "can_end": False,
    "can_hide": False,
}


def week_days(visit: Visit, days: list[Plain]) -> list[Plain]:
    """Return *days* of `kiosk.desk.rows` with what the table of rights leaves of them.

    How a neutral group is called is told only to whoever runs the house: being there would tell of somebody's health.
    """
    ways = {} if visit.may_see(Area.BOOKINGS) else _NO_WAY
    named = visit.may_see(Area.CLOSED_GROUPS)
    return [
        {**day, "rows": [{**row, **ways, **({} if named else _unnamed(row))} for row in day["rows"]]} for day in days
    ]


def _unnamed(row: Plain) -> Plain:
    """Return what stands in the place of its names, if it is not public; of a hidden title, too."""
    if not row["listing"] and not row["hidden"]:
        return {}
    return {"title": _("Geschlossene Gruppe") if row["listing"] else _("Titel verborgen"), "group": "", "note": ""}
