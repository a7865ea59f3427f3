"""Where in the house's tables somebody can stand: decided for every column that holds text, or a test fails.

PERSON: tells who somebody is or how one reaches them; it is emptied. WRITTEN: people wrote it; the words that mean
somebody are taken out, the rest stays. SEAL: made of a secret, nobody can be read from it. PLAIN: words of the
program or of the house's file, codes, days.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import JSON, Column, Enum, LargeBinary, MetaData, String, TypeDecorator

PROTECTED = (
    "staff",
    "passkeys",
    "town_logins",
)  # what stands there is found and told, and changed elsewhere at the desk


@dataclass(frozen=True, slots=True)
class Place:
    """The text columns of one table."""

    person: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    seal: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()

    @property
    def searched(self) -> tuple[str, ...]:
        """The columns in which somebody can stand."""
        return self.person + self.written


def _place(person: str = "", written: str = "", seal: str = "", plain: str = "") -> Place:
    return Place(*(tuple(names.split()) for names in (person, written, seal, plain)))


PLACES: dict[str, Place] = {
    "booking": _place("", "title note facts", "once", "uid code usage layout reason override source"),
    "booking_links": _place(seal="token_hash"),
    "closure": _place("", "reason public_text", "", "slug rooms"),
    "contact": _place("email phone", "function unit hours text_simple", "", "slug"),
    "damages": _place(plain="what told_by"),
    "decision_links": _place(seal="token_hash"),
    "desksession": _place(seal="token_hash", plain="device"),
    "district": _place("", "name note", "", "slug"),
    "erasures": _place(seal="seal"),
    "feed_keys": _place(seal="token_hash"),
    "feed_polls": _place(plain="feed program state"),
    "groups": _place("", "name facts", "key_hash card_hash pin_hash", "slug kind"),
    "handover": _place("", "note", "", "undone damage"),
    "holiday": _place("", "name"),
    "house": _place("", "about", "", "slug name short city timezone locale public_domain rules"),
    "journal": _place("", "facts", "", "what who"),
    "letter": _place("address", "facts", "", "kind language once trouble"),
    "meeting": _place(
        "", "title title_simple text_simple price_note titles facts", "", "slug topic access audience cohosts"
    ),
    "member_links": _place(seal="token_hash"),
    "members": _place("email", "", "", "uid"),
    "office_questions": _place("address", "office text answer", "token_hash", "asked_by"),
    "outside_copy": _place("", "good held"),
    "outside_date": _place("", "title place", "", "uid recurrence code problem"),
    "outside_source": _place("", "name place left_out failure_facts", "address", "host topic etag modified failure"),
    "pairing_codes": _place("", "name", "code_hash"),
    "passkey_challenges": _place(seal="challenge_hash", plain="purpose"),
    "passkeys": _place("", "name", "credential public_key"),
    "question": _place("", "text answer", "", "asked_by"),
    "recovery_codes": _place(seal="code_hash"),
    "room": _place("", "name name_simple facts", "", "slug extras default_layout"),
    "round": _place("", "name", "", "uid weights"),
    "roundwish": _place("", "title choices outcome", "", "uid usage layout"),
    "screens": _place("", "name notice", "token_hash staff_hash", "version"),
    "seat": _place("code_word", "told", "token_hash once"),
    "seat_contact": _place("email name", "", "", "language"),
    "seat_link": _place(seal="token_hash"),
    "section": _place("", "content", "", "name"),
    "series": _place("", "title", "", "uid slug rrule extra left_out usage layout source"),
    "sign_ins": _place(seal="token_hash"),
    "staff": _place("login address address_wish", "", "password_hash factor invite_hash handle address_hash"),
    "town_logins": _place("subject", plain="issuer"),
    "usagetype": _place("", "name why", "", "slug"),
    "wait": _place("", "title", "", "uid usage layout noise"),
}


def undecided(metadata: MetaData) -> list[str]:
    """Return every column with text that `PLACES` does not name, and every name there that no column has."""
    has = {f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in _text_columns(table.columns)}
    named = {
        f"{table}.{column}"
        for table, place in PLACES.items()
        for column in (*place.searched, *place.seal, *place.plain)
    }
    return sorted(has ^ named)


def _text_columns(columns: object) -> Iterator[Column[object]]:
    for column in columns:  # type: ignore[attr-defined]
        kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
        if isinstance(kind, (String, JSON, LargeBinary)) and not isinstance(kind, Enum):
            yield column
