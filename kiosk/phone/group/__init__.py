"""`/g/{token}`: a group on its own phone. The address is the key; everything below it is the group's own."""

from fastapi import FastAPI

from booking import signins
from booking.settings import Settings
from kiosk.phone import addresses
from kiosk.phone.declare import declare
from kiosk.phone.group import access, book, calendar, date, dates, deeds, rounds, series, signin, stored, waiting
from kiosk.phone.group.place import GroupPlace
from models.database import Database


def register(app: FastAPI, db: Database, settings: Settings) -> None:
    """Declare every page of a group."""
    letters = signin.SignInPages(db, settings)
    declare(app, "/g", get=letters.ask, post=letters.send)
    declare(app, signins.PATH + "{token}", get=letters.show, post=letters.enter)  # before what a token may be
    place = GroupPlace(db, settings)
    home = addresses.group("{token}")
    declare(app, home, get=dates.DatesPage(place).show)
    one = date.DatePage(place)
    declare(app, f"{home}/termin/{{uid}}", get=one.show, post=one.act)
    whole = series.SeriesPage(place)
    declare(app, f"{home}/termin/{{uid}}/reihe", get=whole.show, post=whole.act)
    asked = deeds.DeedPages(place)
    declare(app, f"{home}/termin/{{uid}}/{{way}}", get=asked.show, post=asked.act)
    booked = book.BookPage(place)
    declare(app, f"{home}/buchen", get=booked.show, post=booked.act)
    waited = waiting.WaitPage(place)
    declare(app, f"{home}/warten/{{uid}}", get=waited.show, post=waited.act)
    wished = rounds.RoundsPage(place)
    declare(app, f"{home}/feste-zeiten", get=wished.show, post=wished.act)
    own = calendar.CalendarPage(place)
    declare(app, f"{home}/kalender", get=own.show, post=own.act)
    who = access.AccessPages(place)
    declare(app, f"{home}/zugang", get=who.show, post=who.act)
    declare(app, f"{home}/zugang/{{uid}}", get=who.show_one, post=who.act_one)
    told = stored.StoredPages(place)
    declare(app, addresses.stored(home), get=told.show)
    declare(app, addresses.stored_file(home), get=told.file)
    declare(app, addresses.erase(home), get=told.ask, post=told.erase)
    declare(app, f"{home}/uebergeben", get=who.ask_over, post=who.hand_over)
