"""A foreign calendar as a form of the desk, and what it would bring, line by line."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from nicegui import ui

from booking import community, outside
from booking.facts import HouseFacts
from booking.feeds.topics import topic_name
from booking.i18n import N_, _, ngettext
from booking.outside import Line, Plan, Preview, SourceRow
from booking.span import local
from booking.titles import LONGEST
from kiosk.calendar_words import clock_time, short_date, short_day
from kiosk.calendarwords import MEANS
from kiosk.desk.filepick import FILE
from kiosk.desk.forms import Field, Filled
from kiosk.desk.frame import Words
from kiosk.words import sentence
from models.database import Session
from models.outside import Means, SourceKind

_SHORT = {
    "name": N_("Name"),
    "means": N_("Art"),
    "place": N_("Ort"),
    "room": N_("Raum"),
    "group": N_("Gruppe"),
    "topic": N_("Thema"),
    "district": N_("Viertel"),
    "own_places": N_("Ort beim Termin gilt"),
    "paused": N_("Pause"),
}
_SHOWN = 40  # lines at once; all of them on a click
_WHAT = {
    "new": N_("neu"),
    "changed": N_("geändert"),
    "cancelled": N_("abgesagt"),
    "back": N_("findet wieder statt"),
    "gone": N_("nicht mehr darin"),
}


def fields(session: Session, house: HouseFacts, *, fetches: bool, of: SourceRow | None = None) -> list[Field]:
    """Return the fields of a new calendar, or *of* one that is known, filled with what was said of it."""
    plan = of.plan if of is not None else Plan(name="", means=Means.MEETINGS)
    return [
        *_said(session, house, plan),
        *(_whence(fetches=fetches) if of is None else _whence_now(of, fetches=fetches)),
    ]


def _said(session: Session, house: HouseFacts, plan: Plan) -> list[Field]:
    groups = {group.slug: group.name for group in community.public_groups(session)}
    quarters = {quarter.slug: quarter.name for quarter in community.quarters(session)}
    topics = {one: topic_name(one) for one in outside.topics(house)}
    nothing, longest = {"": _("– keine Angabe –")}, {"maxlength": str(LONGEST)}
    return [
        Field(
            name="name",
            label=_("Wie heißt der Kalender?"),
            value=plan.name,
            hint=_("So steht er neben jedem Termin, zum Beispiel: Liederkranz."),
            limits=longest,
        ),
        _choice("means", _("Was sind seine Termine?"), {str(one): _(said) for one, said in MEANS.items()}, plan.means),
        Field(name="place", label=_("Ort der Treffen"), value=plan.place, limits=longest),
        _choice("room", _("Raum (nur wenn er belegt wird)"), nothing | _rooms(house), plan.room),
        _choice("group", _("Gruppe (freiwillig)"), nothing | groups, plan.group),
        _choice("topic", _("Thema (freiwillig)"), nothing | topics, plan.topic),
        _choice("district", _("Viertel (freiwillig)"), nothing | quarters, plan.district),
        Field(
            name="own_places",
            label=_("Den Ort nehmen, der beim Termin steht, wenn dort einer steht"),
            kind="checkbox",
            value="yes" if plan.own_places else "",
        ),
    ]


def _choice(name: str, label: str, options: Mapping[str, str], value: str) -> Field:
    """Return a field with *options*; what was chosen once is offered, even if nobody else could choose it now."""
    offered = {**options, value: options.get(value, value)}
    return Field(name=name, label=label, kind="select", options=offered, value=value)


def _whence(*, fetches: bool) -> list[Field]:
    hint = _("Höchstens 2 MB. Eine Datei mit dem Namen eines Kalenders, den es gibt, ersetzt seine alte.")
    return [_file(_("Datei (.ics)"), hint), *([_address(_("oder seine Adresse im Netz"))] if fetches else [])]


def _whence_now(of: SourceRow, *, fetches: bool) -> list[Field]:
    """Return where it comes from; what is left empty stays as it is."""
    found = []
    if of.kind is SourceKind.FILE:
        found.append(_file(_("Neuere Datei (leer: es bleibt die alte)"), _("Höchstens 2 MB.")))
    else:
        pause = _("Pause: vorerst nicht nachsehen. Was hier steht, bleibt stehen.")
        found.append(Field(name="paused", label=pause, kind="checkbox", value="yes" if of.paused_at else ""))
    if fetches:
        known = _("Andere Adresse im Netz (leer: es bleibt die alte)")
        found.append(_address(known if of.kind is SourceKind.ADDRESS else _("oder seine Adresse im Netz")))
    return found


def _file(label: str, hint: str) -> Field:
    limits = {"accept": ".ics,.ical,text/calendar"}
    return Field(name=FILE, label=label, kind="file", limits=limits, wide=True, hint=hint)


def _address(label: str) -> Field:
    return Field(
        name="address",
        label=label,
        wide=True,
        hint=_("Beginnt mit https:// oder webcal://. Sie wird jede Stunde angesehen und versiegelt aufbewahrt."),
    )


def _rooms(house: HouseFacts) -> dict[str, str]:
    return {room.slug: room.name for room in house.rooms if room.main_id is None}


def plan_from(filled: Filled) -> Plan:
    """Return what a filled form says."""
    word = filled.get("means", "")
    return Plan(
        name=filled.get("name", ""),
        means=Means(word) if word in {str(one) for one in Means} else Means.MEETINGS,
        place=filled.get("place", ""),
        own_places="own_places" in filled,
        topic=filled.get("topic", ""),
        group=filled.get("group", ""),
        district=filled.get("district", ""),
        room=filled.get("room", ""),
    )


def changes(fields: Sequence[Field], filled: Filled) -> list[str]:
    """Return in words what a filled form says otherwise than its *fields* did."""
    said = []
    for one in fields:
        before, after = (_shown(one, value) for value in (one.value, filled.get(one.name, "")))
        if one.name in _SHORT and before != after:
            said.append(_("{what}: {after} (bisher {before})", what=_(_SHORT[one.name]), after=after, before=before))
    return said


def _shown(of: Field, value: str) -> str:
    if of.kind == "checkbox":
        return _("ja") if value else _("nein")
    return of.options.get(value, value) or _("– keine Angabe –")


def build_said(lines: Sequence[str]) -> None:
    """Put on the page what is said otherwise than before."""
    if lines:
        with ui.element("ul"):
            for line in lines:
                Words("li", line)


def summary(seen: Preview) -> str:
    """Return in one sentence what a calendar would bring."""
    counted = [
        (seen.number("new"), N_("{number} neu")),
        (seen.number("changed", "back"), N_("{number} geändert")),
        (seen.number("cancelled"), N_("{number} abgesagt")),
        (seen.number("gone"), N_("{number} nicht mehr darin")),
        (seen.number("same"), N_("{number} wie bisher")),
    ]
    said = [_(words, number=number) for number, words in counted if number]
    return ngettext("{number} Termin", "{number} Termine", len(seen.lines)) + (f": {', '.join(said)}." if said else ".")


def build_preview(seen: Preview, zone: ZoneInfo) -> None:
    """Put on the page what a calendar would bring, what clashes and what could not be read."""
    Words("p", summary(seen))
    if seen.lost is not None:
        Words("p", sentence(seen.lost, zone)).classes("problem")
    _list(_("Das geht nicht: der Raum ist dann belegt"), list(_clashes(seen, zone)), is_open=True)
    _list(_("Das war nicht lesbar"), list(seen.left_out), is_open=True)
    changes = [line for line in seen.lines if line.what != "same"]
    _list(_("Termine"), [_line(line, zone) for line in changes[:_SHOWN]], is_open=True)
    rest = changes[_SHOWN:]
    more = ngettext("{number} weiterer Termin", "{number} weitere Termine", len(rest))
    _list(more, [_line(line, zone) for line in rest], is_open=False)


def _clashes(seen: Preview, zone: ZoneInfo) -> Iterator[str]:
    for line in seen.clashes:
        yield f"{when(line, zone)} {line.title} – {' '.join(sentence(reason, zone) for reason in line.reasons)}"


def _list(heading: str, lines: list[str], *, is_open: bool) -> None:
    if not lines:
        return
    with ui.element("details") as details:
        if is_open:
            details.props["open"] = True
        Words("summary", heading)
        with ui.element("ul"):
            for line in lines:
                Words("li", line)


def _line(line: Line, zone: ZoneInfo) -> str:
    said = f"{when(line, zone)} {line.title} ({_(_WHAT.get(line.what, line.what))})"
    if line.before is None:
        return said
    before = local(line.before, zone)
    return said + " " + _("bisher {day} {time} Uhr", day=short_day(before.date()), time=clock_time(before))


def when(line: Line, zone: ZoneInfo) -> str:
    """Return `Fr 4.12., 19:00 Uhr`, of whole days the days."""
    starts, ends = local(line.starts, zone), local(line.ends, zone)
    last = (ends - timedelta(microseconds=1)).date()
    if line.all_day:
        return short_day(starts.date()) + (f" – {short_date(last)}" if last > starts.date() else "")
    return _("{day}, {time} Uhr", day=short_day(starts.date()), time=clock_time(starts))
