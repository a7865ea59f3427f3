"""Wer hilft mir? Who is there, numbers to call, and each public function with its card for the address book."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from booking import clock, contacts, occupancy, offices
from booking.contacts import Help
from booking.offices import Office
from booking.span import local
from kiosk import guard
from kiosk.components.help_words import PICTOGRAMS, there
from kiosk.components.vcard import vcard
from kiosk.phone import addresses
from kiosk.phone.answers import LIVE, HouseSign, not_found_page, page
from kiosk.phone.declare import declare
from kiosk.work import reading
from models.database import Database, Session


@dataclass(frozen=True, slots=True)
class HelpLook:
    """Everything that the list shows."""

    house: HouseSign
    there: str  # who is in the house, or when somebody is again; empty: nobody ever is
    first: Office | None  # whom to ask about the house
    lines: list[tuple[str, Help]]  # each with its pictogram
    others: list[Office]  # functions with a card that no line leads to


@dataclass(frozen=True, slots=True)
class OfficeLook:
    """One function, and whose it is."""

    house: HouseSign
    office: Office


def register(app: FastAPI, db: Database) -> None:
    """Declare `/contact`, `/contact/{slug}` and `/contact/{slug}.vcf`."""

    async def everybody(_request: Request) -> Response:
        seen = await reading(db, lambda session: look(session, now=clock.now()))
        return page("contacts.html", shared=addresses.contact(), house=seen.house, seen=seen)

    async def one(request: Request) -> Response:
        seen = await reading(db, lambda session: look_at(session, request.path_params["slug"]))
        if seen is None:
            return not_found_page()
        return page("contact.html", shared=addresses.contact(seen.office.slug), house=seen.house, office=seen.office)

    async def card(request: Request) -> Response:
        seen = await reading(db, lambda session: look_at(session, request.path_params["slug"]))
        if seen is None:
            return not_found_page()
        name = f'attachment; filename="{seen.office.slug}.vcf"'
        told = {**guard.PLAIN_HEADERS, "Cache-Control": LIVE, "Content-Disposition": name}
        return Response(vcard(seen.office, seen.house.short), media_type="text/vcard", headers=told)

    declare(app, "/contact", get=everybody)
    declare(app, "/contact/{slug}.vcf", get=card)
    declare(app, "/contact/{slug}", get=one)


def look(session: Session, *, now: datetime) -> HelpLook:
    """Return who is there and who helps with what."""
    house, known = occupancy.house_facts(session), offices.offices(session)
    at = local(now, house.zone)
    helper = contacts.house_phone(session, house)
    first = known.get(helper.office) if helper else None
    lines = contacts.help_list(session, house)
    told = {line.office for line in lines} | {first.slug if first else ""}
    return HelpLook(
        house=HouseSign.of(house),
        there=there(offices.staffed(session, house, at), at),
        first=first,
        lines=[(PICTOGRAMS.get(line.icon, "info"), line) for line in lines],
        others=[office for office in known.values() if office.slug not in told],
    )


def look_at(session: Session, slug: str) -> OfficeLook | None:
    """Return the function *slug*; none if it has no public card."""
    office = offices.offices(session).get(slug)
    return OfficeLook(HouseSign.of(occupancy.house_facts(session)), office) if office else None
