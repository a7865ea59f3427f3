"""Wer macht das? The group behind a meeting, whom to ask, and what it does next."""

from dataclasses import dataclass

from markupsafe import Markup

from booking import community, contacts, meetings, offices
from booking.i18n import N_, _
from booking.offices import Office
from kiosk.components.vcard import to_call, vcard
from kiosk.pages.meeting import looked_at
from kiosk.pages.programme import row
from kiosk.pages.scene import Scene
from kiosk.routes.qr import qr_svg

_DATES = 2
_KINDS = {
    "town": N_("Das macht die Stadt."),
    "partner": N_("Ein Partner der Stadt."),
    "association": N_("Ein Verein. Neue sind willkommen."),
    "initiative": N_("Nachbarn, die das ehrenamtlich machen. Neue sind willkommen."),
    "self_help": N_("Menschen, die einander helfen."),
    "education": N_("Eine Einrichtung für Bildung."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class OfficeView:
    """A function that people can turn to, as a screen shows it."""

    slug: str
    function: str
    unit: str
    phone: str
    hours: str
    text: str
    code: Markup  # its card
    small: Markup  # its number alone


def office_view(office: Office, house: str) -> OfficeView:
    """Return *office* with its card as a QR code."""
    label = _("QR-Code: {address}", address=office.function)
    card = vcard(office, house)
    return OfficeView(
        slug=office.slug,
        function=office.function,
        unit=office.unit,
        phone=office.phone,
        hours=office.hours,
        text=office.text,
        code=qr_svg(card, label=label),
        small=qr_svg(to_call(office) or card, label=label),
    )


def office_for(scene: Scene, slug: str) -> OfficeView | None:
    """Return the function *slug*, or else whom to call about the house; none if nobody has a public card."""
    known = offices.offices(scene.session)
    house = contacts.house_phone(scene.session, scene.board.house)
    found = known.get(slug) or known.get(house.office if house else "")
    return office_view(found, scene.board.house.short) if found else None


def draw(scene: Scene) -> str:
    """Draw the group of the chosen meeting, or say that it is gone."""
    one = looked_at(scene)
    about = community.group_about(scene.session, one.group_slug) if one else None
    if one is None or about is None:
        return scene.draw("gone.html")
    number = _DATES - 1 if scene.state.aids.large else _DATES
    dates = meetings.coming_of(scene.session, scene.board.house, about.slug, now=scene.now, number=number)
    return scene.draw(
        "who.html",
        group=about,
        kind=_(_KINDS[about.kind]) if about.kind in _KINDS else "",
        office=office_for(scene, about.office),
        direct=bool(about.office),
        rows=[row(date, scene.board.at, of_week=True) for date in dates],
    )
