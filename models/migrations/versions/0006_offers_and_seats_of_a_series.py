"""A seat stands somewhere: in, offered, waiting. Seats of before stand where they were read to be, by order of coming.

Seats at several dates may be taken as one; those of before stand for themselves. Nobody left an address.
What was given back before was given back by its holder.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0006"
down_revision = "0005"

Facts = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_OPEN_OFFERS = sa.text("offered_until IS NOT NULL AND released_at IS NULL")
# The first whose persons no longer fit waited, and so did everybody after.
_WAIT = sa.text("""
UPDATE seat SET standing = 'waiting' WHERE id IN (
    SELECT line.id FROM (
        SELECT id, booking_id, sum(persons) OVER (PARTITION BY booking_id ORDER BY id) AS so_far
        FROM seat WHERE released_at IS NULL
    ) AS line JOIN booking ON booking.id = line.booking_id
    WHERE booking.capacity IS NOT NULL AND line.so_far > booking.capacity
)
""")


def upgrade() -> None:
    _columns()
    op.execute(_WAIT)
    op.execute("UPDATE seat SET ended = 'given_back' WHERE released_at IS NOT NULL")
    _rules()
    op.create_index(op.f("ix_seat_with_id"), "seat", ["with_id"], unique=False)
    op.create_index("seat_offers", "seat", ["offered_until"], sqlite_where=_OPEN_OFFERS, postgresql_where=_OPEN_OFFERS)
    _contacts()
    _links()


def _word(*words: str, name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=24)


def _columns() -> None:
    standing = _word("in", "offered", "waiting", name="standing_word")
    ended = _word("given_back", "declined", "lapsed", name="ended_word")
    with op.batch_alter_table("seat") as seat:
        seat.add_column(sa.Column("standing", standing, nullable=False, server_default="in"))
        seat.add_column(sa.Column("offered_until", UTCDateTime(), nullable=True))
        seat.add_column(sa.Column("passed", sa.Integer(), nullable=False, server_default="0"))
        seat.add_column(sa.Column("with_id", sa.Integer(), nullable=True))
        seat.add_column(sa.Column("told", Facts, nullable=False, server_default="{}"))
        seat.add_column(sa.Column("ended", ended, nullable=True))
        seat.create_foreign_key(seat.f("fk_seat_with_id"), "seat", ["with_id"], ["id"])


def _rules() -> None:
    # The defaults were for the rows of before; a new row says everything itself.
    with op.batch_alter_table("seat") as seat:
        seat.alter_column("standing", server_default=None)
        seat.alter_column("passed", server_default=None)
        seat.alter_column("told", server_default=None)
        seat.create_check_constraint("seat_offered", "(offered_until IS NOT NULL) = (standing = 'offered')")
        seat.create_check_constraint("seat_ended", "(released_at IS NULL) = (ended IS NULL)")


def _contacts() -> None:
    op.create_table(
        "seat_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("email", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("language", AutoString(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_seat_contact_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_contact")),
        sa.UniqueConstraint("seat_id", name=op.f("uq_seat_contact_seat_id")),
    )


def _links() -> None:
    op.create_table(
        "seat_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", AutoString(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_seat_link_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_seat_link_token_hash")),
    )
    op.create_index(op.f("ix_seat_link_seat_id"), "seat_link", ["seat_id"], unique=False)
