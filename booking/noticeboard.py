"""What the town says on the board, and who helps: sections of the house that the desk writes anew."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from booking import journal, occupancy, refusals, titles
from booking.facts import HouseFacts
from booking.i18n import _
from booking.refusals import Refusal, Refused
from models.columns import new_code
from models.community import Contact
from models.rooms import Section

NOTICES, HELP = "announcements", "help_directory"
LONGEST_TITLE, LONGEST_TEXT = 80, 240
MOST = 40  # of each
_PHONE = re.compile(r"\+?[0-9][0-9 /()-]{1,28}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """Something that is said on the board from one day to another, inclusive."""

    slug: str = ""  # empty: a new one
    title: str
    text: str
    starts_on: date
    ends_on: date
    contact: str  # slug of the function that says it


@dataclass(frozen=True, kw_only=True, slots=True)
class HelpLine:
    """One line of "Wer hilft mir?": a function of the house, or a number."""

    icon: str
    title: str
    contact: str = ""  # slug; empty: *phone* counts
    phone: str = ""


def notices(house: HouseFacts) -> list[Notice]:
    """Return every notice, by its first day."""
    found = [
        Notice(
            slug=str(entry["slug"]),
            title=str(entry["title_simple"]),
            text=str(entry["text_simple"]),
            starts_on=date.fromisoformat(str(entry["start"])),
            ends_on=date.fromisoformat(str(entry["end"])),
            contact=str(entry.get("from", "")),
        )
        for entry in house.sections.get(NOTICES) or ()
    ]
    return sorted(found, key=lambda one: (one.starts_on, one.slug))


def functions(session: Session) -> dict[str, str]:
    """Return what the functions of the house are called, by slug."""
    return {row.slug: row.function for row in session.exec(select(Contact).order_by(col(Contact.position)))}


def put_up(session: Session, house: HouseFacts, notice: Notice, *, who: str, now: datetime) -> Notice:
    """Put *notice* on the board, or change the one of its slug; it ends by itself.

    Raises Refused: Malformed, TitleRefused, EndBeforeStart, UnknownItem if the one to change is gone.
    """
    before = notices(house)
    if notice.slug and notice.slug not in {one.slug for one in before}:
        raise Refused(refusals.UnknownItem(notice.slug))
    if wrong := [*_of_notice(session, notice), *_too_many(before, is_new=not notice.slug)]:
        raise Refused(*wrong)
    slug = notice.slug or f"aushang-{new_code(8).lower()}"
    entry = {
        "slug": slug,
        "title_simple": titles.clean(notice.title),
        "text_simple": titles.clean(notice.text),
        "start": notice.starts_on.isoformat(),
        "end": notice.ends_on.isoformat(),
        "from": notice.contact,
    }
    others = [one for one in house.sections.get(NOTICES) or () if one["slug"] != slug]
    _write(session, NOTICES, [*others, entry], "house.notice_put_up", who=who, now=now, notice=slug)
    return notice


def take_down(session: Session, house: HouseFacts, slug: str, *, who: str, now: datetime) -> None:
    """Take the notice *slug* from the board. Raises Refused(UnknownItem)."""
    entries = list(house.sections.get(NOTICES) or ())
    left = [one for one in entries if one["slug"] != slug]
    if len(left) == len(entries):
        raise Refused(refusals.UnknownItem(slug))
    _write(session, NOTICES, left, "house.notice_taken_down", who=who, now=now, notice=slug)


def help_lines(house: HouseFacts) -> list[HelpLine]:
    """Return who helps, in order."""
    return [
        HelpLine(
            icon=str(entry.get("icon", "")),
            title=str(entry["title"]),
            contact=str(entry.get("contact") or ""),
            phone=str(entry.get("phone") or ""),
        )
        for entry in house.sections.get(HELP) or ()
    ]


def write_help(
    session: Session,
    house: HouseFacts,
    before: Sequence[HelpLine],
    after: Sequence[HelpLine],
    *,
    who: str,
    now: datetime,
) -> None:
    """Let the list of who helps be *after*; *before* is what whoever writes it was shown.

    Raises Refused: ChangedMeanwhile, Malformed, TitleRefused.
    """
    if list(before) != help_lines(house):
        raise Refused(refusals.ChangedMeanwhile())
    known = functions(session)
    wrong = [reason for line in after if line not in before for reason in _of_help(line, known)]
    if wrong := [*wrong, *_too_many(before, is_new=len(after) > len(before))]:
        raise Refused(*wrong)
    entries = [
        {
            "icon": line.icon,
            "title": titles.clean(line.title),
            **({"contact": line.contact} if line.contact else {"phone": line.phone}),
        }
        for line in after
    ]
    _write(session, HELP, entries, "house.help_changed", who=who, now=now)


def _write(
    session: Session, name: str, entries: list[dict[str, Any]], what: str, *, who: str, now: datetime, **facts: Any
) -> None:
    row = session.get(Section, name) or Section(name=name)
    row.content = entries
    session.add(row)
    occupancy.house_changed(session)
    journal.record(session, what, who=who, now=now, **facts)


def _too_many(before: Sequence[object], *, is_new: bool) -> Iterator[Refusal]:
    if is_new and len(before) >= MOST:
        yield refusals.Malformed(_("Liste"), _("höchstens {most} Einträge", most=MOST))


def _of_notice(session: Session, notice: Notice) -> Iterator[Refusal]:
    yield from _of_line(notice.title, _("Überschrift"), LONGEST_TITLE)
    yield from _of_line(notice.text, _("Text"), LONGEST_TEXT)
    if notice.ends_on < notice.starts_on:
        yield refusals.EndBeforeStart()
    if notice.contact not in functions(session):
        yield refusals.Malformed(_("Von"), _("eine Stelle des Hauses"))


def _of_help(line: HelpLine, known: dict[str, str]) -> Iterator[Refusal]:
    yield from _of_line(line.title, _("Überschrift"), LONGEST_TITLE)
    if line.contact and line.contact not in known:
        yield refusals.Malformed(_("Stelle"), _("eine Stelle des Hauses"))
    if not line.contact and not _PHONE.fullmatch(line.phone):
        yield refusals.Malformed(_("Telefon"), _("eine Telefonnummer"))


def _of_line(text: str, label: str, most: int) -> Iterator[Refusal]:
    if not titles.clean(text) or len(text) > most:
        yield refusals.Malformed(label, _("ein Satz mit höchstens {most} Zeichen", most=most))
        return
    for one in titles.objections(text, field="text"):
        # Whom to call may be what a text is for; the house's file has none in what stands above it.
        if one.kind != "too_long" and not (one.kind == "phone" and most == LONGEST_TEXT):
            yield one
