"""Letters of the outbox as mail: put into words in the receiver's language, with a calendar part where one belongs."""

from datetime import datetime
from email.message import EmailMessage

from booking import correspondence
from booking.i18n import speaking
from booking.occupancy import house_facts
from booking.outbox import Claim
from booking.settings import Settings
from kiosk.letters import mail, texts
from models.database import Session


def written(session: Session, letter: Claim, settings: Settings, *, now: datetime) -> EmailMessage:
    """Return *letter* as it goes over the wire; *settings* are complete. Raises Refused if there is no house."""
    house = house_facts(session)
    with speaking(letter.language):
        told = correspondence.read(session, house, letter, settings.public_url, now=now)
        return mail.message(letter, told, texts.text_of(told, settings), settings)
