"""A letter as a mail message: headers, plain text, HTML and the calendar part (RFC 5322, 6047)."""

from collections.abc import Iterable
from datetime import UTC
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import blake2b
from pathlib import PurePath

from booking.correspondence import Told
from booking.feeds.invitations import Invitation
from booking.feeds.wire import one_line, plain
from booking.i18n import _, spoken
from booking.outbox import Claim
from booking.settings import Settings
from kiosk import theme
from kiosk.letters import texts
from kiosk.letters.words import Item, Text

_LONGEST_SUBJECT = 120
_FILE = PurePath("termin.ics")
_QUOTED = "> "


def message(letter: Claim, told: Told, text: Text, settings: Settings) -> EmailMessage:
    """Return *letter* with *text* as mail from the house to one address. The same letter always has the same name."""
    server = settings.mail_server
    sender = server.sender if server is not None else settings.mailbox or "treffpunkt@localhost"
    mail = EmailMessage(policy.SMTP)  # line ends of the wire also inside the calendar part
    mail["From"] = Address(one_line(told.house.short or told.house.name), addr_spec=sender)
    mail["To"] = Address(addr_spec=letter.address)
    mail["Subject"] = subject(text)
    mail["Date"] = format_datetime(letter.created_at.astimezone(UTC))
    mail["Message-ID"] = f"<{_name(letter)}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    if settings.mailbox:
        mail["Reply-To"] = Address(addr_spec=settings.mailbox)
    signed = texts.signed(told, mailbox=bool(settings.mailbox))
    mail.set_content(as_plain(text, signed), charset="utf-8", cte="quoted-printable")
    mail.add_alternative(as_html(text, signed), subtype="html", charset="utf-8", cte="quoted-printable")
    if told.invitation is not None:
        _add_calendar(mail, told.invitation, letter, told, settings.mailbox)
    mail["Content-Language"] = spoken().tag  # of the whole: it would go along with the first part
    return mail


def subject(text: Text) -> str:
    """Return the subject: what happened, to what, when; in one line."""
    whole = " · ".join(filter(None, map(one_line, (text.heading, *text.subject))))
    return whole if len(whole) <= _LONGEST_SUBJECT else whole[: _LONGEST_SUBJECT - 1].rstrip() + "…"


def as_plain(text: Text, signed: list[str]) -> str:
    """Return the letter as plain text."""
    quote = [f"{_QUOTED}{line}" for line in plain(text.quote).split("\n")] if text.quote else []
    rows = _plain_rows(text.rows)
    dates = [f"- {one_line(date)}" for date in text.dates]
    button = [one_line(text.button.name) + ":", text.button.address] if text.button else []
    blocks = (
        [_("Guten Tag!")],
        [text.heading],
        *([sentence] for sentence in text.sentences),
        quote,
        rows,
        [*dates, text.more],
        *(_plain_item(item) for item in text.items),
        *([sentence] for sentence in text.closing),
        button,
        ["-- ", *map(plain, signed), text.because],
    )
    told = ("\n".join(filter(None, block)) for block in blocks)
    return "\n\n".join(filter(None, told)) + "\n"


def _plain_rows(rows: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{one_line(name)}: {one_line(value)}" for name, value in rows]


def _plain_item(item: Item) -> list[str]:
    return [one_line(item.heading), *_plain_rows(item.rows), f"{one_line(item.button.name)}:", item.button.address]


def as_html(text: Text, signed: list[str]) -> str:
    """Return the letter as HTML: text nodes, styles inside, nothing that is fetched from anywhere."""
    clean = {
        "heading": one_line(text.heading),
        "sentences": [plain(sentence) for sentence in text.sentences if sentence],
        "quote": plain(text.quote).split("\n") if text.quote else [],
        "rows": _html_rows(text.rows),
        "items": [(one_line(item.heading), _html_rows(item.rows), item.button) for item in text.items],
        "dates": [one_line(date) for date in text.dates],
    }
    return theme.render(
        "letters/letter.html",
        **clean,
        subject=subject(text),
        more=text.more,
        closing=text.closing,
        button=text.button,
        signed=[plain(line) for line in signed],
        because=text.because,
        language=spoken(),
    )


def _html_rows(rows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(one_line(name), one_line(value)) for name, value in rows]


def _name(letter: Claim) -> str:
    """Return the letter's own name, by which mail programs know it again; it tells nothing."""
    return blake2b(f"{letter.id}:{letter.once}".encode(), digest_size=16).hexdigest()


def _add_calendar(mail: EmailMessage, invitation: Invitation, letter: Claim, told: Told, mailbox: str) -> None:
    """Add the calendar part for mail programs, and once more as a file for people (ICAL.md, 3).

    What goes along under other names follows as messages of their own, because one may hold only one (RFC 5546, 3.2).
    """
    method = invitation.method(mailbox)
    calendar = invitation.told(
        mailbox=mailbox, name=told.house.name, receiver=letter.address, written=letter.created_at
    )
    words = calendar.decode()
    mail.add_alternative(words, subtype="calendar", charset="utf-8", cte="base64", params={"method": str(method)})
    mail.add_attachment(calendar, maintype="application", subtype="ics", filename=str(_FILE))
    for one in invitation.more:
        beside = one.told(mailbox=mailbox, name=told.house.name, receiver=letter.address, written=letter.created_at)
        params = {"method": str(one.method(mailbox))}
        mail.add_attachment(
            beside.decode(), subtype="calendar", charset="utf-8", cte="base64", params=params, filename=str(_FILE)
        )
