"""The desk: who runs the house decides requests, looks after the week and gives out PINs."""

from fastapi import FastAPI

from booking.settings import Settings
from kiosk.desk import book, bookings, closures, groups, home, kiosks, login, oneround, rounds, series, waits
from kiosk.desk.visits import Visits
from kiosk.desk.window import Office
from kiosk.live import Live
from models.database import Database


def register(app: FastAPI, db: Database, live: Live, settings: Settings) -> None:
    """Declare the pages below `/desk`; *settings* are complete, with the secret that seals PINs."""
    visits = Visits(db)
    office = Office(db, live, visits, settings)
    login.register(app, db, visits, settings)
    home.register(office)
    book.register(office)
    bookings.register(office)
    series.register(office)
    closures.register(office)
    groups.register(office)
    rounds.register(office)
    oneround.register(office)
    kiosks.register(office)
    waits.register(office)
