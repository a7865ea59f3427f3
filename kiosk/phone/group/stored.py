"""What is stored about whoever acts for a group: told, taken along as a file, erased, so that the group goes on."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from booking import privacy
from booking.i18n import _
from booking.privacy import Told
from booking.refusals import Refused
from kiosk.ownwords import DUTIES
from kiosk.phone import addresses, storedwords
from kiosk.phone.answers import go_to, trouble_page
from kiosk.phone.group.place import Caller, GroupPlace, Values
from kiosk.phone.stored import as_file, is_unknown
from kiosk.phone.storedwords import Line, rows_of


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnStored:
    """What belongs to the address of one function."""

    home: str
    lines: list[Line]
    goes: list[str]
    told: list[Told]


class StoredPages:
    """`/g/{token}/daten`, the file, and the question before somebody goes. GET changes nothing (UX §10, 10)."""

    def __init__(self, place: GroupPlace) -> None:
        self._place = place

    async def show(self, request: Request) -> Response:
        """Answer GET `/g/{token}/daten`."""
        return await self._place.page(request, "stored.html", _values)

    async def ask(self, request: Request) -> Response:
        """Answer GET `/g/{token}/loeschen`: the question; nothing changes."""
        return await self._place.page(request, "erase.html", _values)

    async def file(self, request: Request) -> Response:
        """Answer GET `/g/{token}/daten.json`: everything, for a program."""
        try:
            told = await self._place.look(request, _told)
        except Refused as refused:
            return trouble_page(refused.reasons)
        return as_file(told)

    async def erase(self, request: Request) -> Response:
        """Answer POST `/g/{token}/loeschen`. A second press, and an address that opens nothing, end alike."""
        try:
            await self._place.do(request, lambda caller: _erase(caller, self._place.settings.secret))
        except Refused as refused:
            if not is_unknown(refused):
                return await self._place.page(request, "erase.html", _values, refused=refused)
        return go_to(addresses.ERASED)


def _erase(caller: Caller, secret: str) -> None:
    privacy.erase_member(caller.session, caller.opened, caller.token, secret=secret, now=caller.now)


def _told(caller: Caller) -> list[Told]:
    return privacy.told(caller.session, privacy.opened_by(caller.session, caller.token))


def _values(caller: Caller) -> Values:
    told = _told(caller)
    home = addresses.group(caller.token)
    return {"stored": OwnStored(home=home, lines=_lines(caller, told), goes=_goes(caller), told=told)}


def _lines(caller: Caller, told: list[Told]) -> list[Line]:
    member, phones = caller.opened.member, rows_of(told, "member_links")
    resting, own = (
        _("Wir löschen das ein Jahr nach dem letzten Termin der Gruppe."),
        _("Das bleibt, bis Sie es löschen."),
    )
    found = [
        Line(_("Aufgabe"), _(DUTIES[member.duty]), own),
        Line(_("Aufgeschrieben"), storedwords.moment(member.created_at, caller.zone), own),
        storedwords.maybe(_("E-Mail-Adresse"), member.email, resting),
        Line(_("Handys mit dieser Seite"), str(len(phones)), own),
    ]
    if ways := rows_of(told, "sign_ins"):
        found.append(Line(_("Links zum Anmelden"), str(len(ways)), _("Wir löschen das nach einem Tag.")))
    found += storedwords.letters(told)
    for contact in rows_of(told, "contact"):
        reach = [str(contact[name]) for name in ("function", "phone", "email") if contact.get(name)]
        found.append(Line(_("Kontakt der Gruppe"), ", ".join(reach), resting))
    return [*found, storedwords.written_down(_("Was die Gruppe getan hat. Ohne Namen."))]


def _goes(caller: Caller) -> list[str]:
    left = privacy.without(caller.session, caller.opened, caller.token)
    said = [_("Ihre Aufgabe, Ihre Adresse und Ihre Handys werden gelöscht.")]
    if left.contact:
        said.append(_("Auch der Kontakt der Gruppe wird gelöscht."))
    said.append(_("Termine, Karte und Kalender der Gruppe bleiben."))
    said.append(
        _("Andere handeln weiter für die Gruppe.")
        if left.answers
        else _("Danach ist niemand für die Gruppe verantwortlich. Das Quartiersbüro hilft, jemanden zu finden.")
    )
    return said
