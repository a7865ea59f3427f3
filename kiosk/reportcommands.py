"""The command that tells council and funder what happened in a period."""

import sys
from argparse import Namespace
from datetime import datetime, timedelta

from booking import clock, community
from booking.community import Quarter
from booking.i18n import _
from booking.occupancy import house_facts
from booking.report import Report
from booking.report import report as told
from booking.settings import Settings
from kiosk.commands import opened_database
from kiosk.refusing import CommandRefused
from models.database import Session


def report(settings: Settings, asked: Namespace) -> None:
    """Print what happened from the first day to the last, both included; as a table or as PDF if asked."""
    from kiosk import reportwords  # words of the desk, which loads all of its screens

    if asked.until < asked.since:
        raise CommandRefused(_("Der Tag nach --to darf nicht vor dem Tag nach --from liegen."))
    if asked.pdf and sys.stdout.isatty():
        raise CommandRefused(_("Ein PDF kann hier niemand lesen. Bitte in eine Datei lenken: > bericht.pdf"))
    now = clock.now()
    with opened_database(settings) as db, db.reading() as session:
        house, quarter = house_facts(session), _quarter(session, asked.quarter)
        found = told(session, house, asked.since, asked.until + timedelta(days=1), quarter=quarter, now=now)
        pdf = _pdf(session, found, now) if asked.pdf else b""
    if asked.pdf:
        sys.stdout.buffer.write(pdf)
    elif asked.csv:
        reportwords.write_csv(found, sys.stdout)
    else:
        print("\n".join(reportwords.lines(found)))


def _quarter(session: Session, slug: str) -> Quarter | None:
    quarters = community.quarters(session)
    found = next((one for one in quarters if one.slug == slug), None)
    if slug and found is None:
        known = ", ".join(one.slug for one in quarters) or _("keine")
        raise CommandRefused(_("Das Viertel {slug} gibt es nicht. Es gibt: {known}.", slug=slug, known=known))
    return found


def _pdf(session: Session, found: Report, now: datetime) -> bytes:
    from kiosk.paper import press
    from kiosk.paper.house import house_of
    from kiosk.paper.report import report_sheet

    sheet = report_sheet(house_of(session, house_facts(session), ""), found, now=now)
    try:
        return press.typeset(sheet.name, press.job_of(sheet)).pdf
    except press.NotPrinted as error:
        raise CommandRefused(_("Das PDF konnte nicht gesetzt werden; warum, steht im Protokoll.")) from error
