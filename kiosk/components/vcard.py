"""A function as a phone's address book takes it (RFC 2426): in the QR code itself, so that no page is needed."""

from booking.offices import Office

_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": " ", "\r": " "})


def vcard(office: Office, house: str) -> str:
    """Return the card of *office*, found in the address book under its function and the *house*."""
    name = _text(f"{office.function} ({house})")
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{name};;;;",
        f"FN:{name}",
        f"ORG:{_text(office.unit)}" if office.unit else "",
        f"TEL:{_text(office.phone)}" if office.phone else "",
        f"EMAIL:{_text(office.email)}" if office.email else "",
        f"NOTE:{_text(office.hours)}" if office.hours else "",
        "END:VCARD",
    ]
    return "".join(f"{line}\r\n" for line in lines if line)


def to_call(office: Office) -> str:
    """Return the number of *office* as an address that a phone calls (RFC 3966); empty if it has none.

    It is so short that its code can be drawn small and still be read.
    """
    number = "".join(sign for sign in office.phone if sign.isdigit() or sign == "+")
    return f"tel:{number}" if number else ""


def _text(value: str) -> str:
    return value.translate(_ESCAPES)
