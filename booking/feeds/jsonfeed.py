"""Coming dates as JSON Feed 1.1 (jsonfeed.org): for programs, and for news readers that take it."""

import json
from typing import Any

from booking.feeds.wire import Entry, Heading, one_line, plain

FOOT = b"\n]}\n"


def head_bytes(heading: Heading, _timezone: bytes) -> bytes:
    """Return everything before the first item."""
    facts = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": one_line(heading.name),
        "description": plain(heading.description),
        "home_page_url": heading.url,
        "feed_url": heading.source,
        "language": "de",
    }
    return _told(facts).removesuffix(b"}") + b',"items":[\n'


def entry_bytes(entry: Entry) -> bytes:
    """Return one item; what a news reader does not know of a date stands in `_event`, times with their offset."""
    words = entry.words
    facts: dict[str, Any] = {
        "id": entry.uid,
        "url": words.url,
        "title": one_line(words.summary),
        "content_text": plain(words.description) or one_line(words.summary),
        "date_modified": entry.touched.isoformat(),
        "tags": [one_line(word) for word in words.categories],
        "_event": {
            "start": entry.starts.isoformat(),
            "end": entry.ends.isoformat(),
            "location": one_line(words.location),
            "status": "cancelled" if words.cancelled else "confirmed",
        },
    }
    return _told(facts)


def _told(facts: dict[str, Any]) -> bytes:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()
