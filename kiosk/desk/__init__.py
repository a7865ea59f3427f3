"""The desk: who runs the house decides requests, looks after the week and gives out PINs."""

import nicegui
from fastapi import FastAPI

from booking.feeds import FeedStore
from booking.settings import Settings
from kiosk.desk import (
    account,
    audit,
    book,
    bookings,
    byletter,
    byoffice,
    closures,
    export,
    groups,
    home,
    hours,
    invited,
    kiosks,
    letters,
    login,
    logincode,
    meetings,
    notices,
    onegroup,
    onemeeting,
    oneround,
    passkeylogin,
    people,
    privacy,
    proof,
    report,
    rounds,
    rules,
    series,
    subscribers,
    townlogin,
    waits,
)
from kiosk.desk import (
    calendars as calendars_page,
)
from kiosk.desk import print as paper
from kiosk.desk import settings as settings_page
from kiosk.desk.visits import NotAllowed, Visits
from kiosk.desk.window import Office
from kiosk.live import Live
from kiosk.slips import Printing
from kiosk.subscriptions import Subscriptions
from models.database import Database


def register(
    app: FastAPI,
    db: Database,
    live: Live,
    settings: Settings,
    printing: Printing | None = None,
    store: FeedStore | None = None,
    *,
    subscribed: Subscriptions | None = None,
) -> None:
    """Declare the pages below `/desk`; *settings* are complete, with the secret that seals PINs."""
    visits = Visits(db, settings.second_step)
    calendars = subscribed or Subscriptions(db, settings, None)
    office = Office(db, live, visits, settings, printing or Printing(None), calendars)
    login.register(app, db, visits, settings)
    logincode.register(app, db, settings)
    passkeylogin.register(app, db, settings)
    townlogin.register(app, db, settings)
    invited.register(app, db, settings)
    proof.register(app, db, settings)
    byletter.register(app, db, settings)
    byoffice.register(app, db, settings)
    people.register(office)
    for part in (app, nicegui.app):
        part.add_exception_handler(NotAllowed, login.not_allowed)
    account.register(office)
    home.register(office)
    book.register(office)
    bookings.register(office)
    series.register(office)
    closures.register(office)
    calendars_page.register(office)
    groups.register(office)
    hours.register(office)
    notices.register(office)
    onegroup.register(office)
    rounds.register(office)
    rules.register(office)
    oneround.register(office)
    kiosks.register(office)
    letters.register(office)
    export.register(app, office)
    privacy.register(app, office)
    audit.register(app, office)
    settings_page.register(office)
    waits.register(office)
    meetings.register(office)
    onemeeting.register(office)
    paper.register(app, office)
    report.register(app, office)
    subscribers.register(office, store or FeedStore(db, settings.public_url))
