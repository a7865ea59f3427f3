"""Coming dates for news readers (RFC 4287): an entry is one date, updated when the public learns something new."""

from xml.etree import ElementTree

from babel.dates import format_datetime

from booking.feeds.wire import Entry, Heading, one_line, plain
from booking.i18n import _

FOOT = b"</feed>\n"
_HEAD = b'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">\n'
_WHEN = "EEEE, d. MMMM y, HH:mm"


def head_bytes(heading: Heading, _timezone: bytes) -> bytes:
    """Return everything before the first entry."""
    facts = ElementTree.Element("feed")
    _text(facts, "id", heading.source)
    _text(facts, "title", one_line(heading.name))
    _text(facts, "subtitle", plain(heading.description))
    if heading.updated is not None:
        _text(facts, "updated", heading.updated.isoformat())
    _link(facts, "self", heading.source, "application/atom+xml")
    _link(facts, "alternate", heading.url, "text/html")
    _text(ElementTree.SubElement(facts, "author"), "name", one_line(heading.name))
    return _HEAD + b"".join(map(_told, facts))


def entry_bytes(entry: Entry) -> bytes:
    """Return one `<entry>`: what, when on the clock of the house, where."""
    words, told = entry.words, ElementTree.Element("entry")
    _text(told, "id", f"urn:treffpunkt:{entry.uid}")
    _text(told, "title", one_line(words.summary))
    _text(told, "updated", entry.touched.isoformat())
    _link(told, "alternate", words.url, "text/html")
    for word in words.categories:
        ElementTree.SubElement(told, "category", term=one_line(word))
    when = format_datetime(entry.starts, _WHEN, locale="de")
    told_when = _("{start} bis {end} Uhr", start=when, end=f"{entry.ends:%H:%M}")
    _text(told, "summary", "\n".join(filter(None, [told_when, one_line(words.location), plain(words.description)])))
    return _told(told)


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text


def _link(parent: ElementTree.Element, rel: str, href: str, kind: str) -> None:
    ElementTree.SubElement(parent, "link", rel=rel, href=href, type=kind)


def _told(element: ElementTree.Element) -> bytes:
    # Bytes of UTF-8 without a declaration of their own: they stand inside the feed.
    return ElementTree.tostring(element, encoding="unicode").encode() + b"\n"
