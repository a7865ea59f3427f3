"""Kiosks are machines that the desk has paired. No machine of before is one: each is paired once.

What is broken is a list of its own. What was told before stays where it is, at its hand-over.
Groups may have a card; none of before has one. A booking may be finished on a phone, for minutes.
Who waits for a time may say how loud it will be; who waited before said nothing.
"""

from typing import Literal

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _screens()
    _pairing_codes()
    _damages()
    _cards()
    _links()
    _waits()


def _screens() -> None:
    op.create_table(
        "screens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("token_hash", AutoString(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("revoked_at", UTCDateTime(), nullable=True),
        sa.Column("last_seen_at", UTCDateTime(), nullable=True),
        sa.Column("last_touch_at", UTCDateTime(), nullable=True),
        sa.Column("version", AutoString(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("diagonal_inch", sa.Float(), nullable=True),
        sa.Column("lower_edge_mm", sa.Integer(), nullable=True),
        sa.Column("controls_low", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(width IS NULL) = (height IS NULL)", name="screens_size"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_screens_token_hash")),
    )


def _pairing_codes() -> None:
    op.create_table(
        "pairing_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code_hash", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=True),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_pairing_codes_code_hash")),
    )


def _damages() -> None:
    op.create_table(
        "damages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("what", AutoString(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("told_by", AutoString(), nullable=False),
        sa.Column("first_at", UTCDateTime(), nullable=False),
        sa.Column("last_at", UTCDateTime(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("first_at <= last_at AND times >= 1", name="damages_told"),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_damages_booking_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_damages_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_damages")),
    )


def _cards() -> None:
    recreate: Literal["always", "never"] = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("groups", recreate=recreate) as groups:
        groups.add_column(sa.Column("card_hash", AutoString(), nullable=True))
        groups.add_column(sa.Column("card_given_at", UTCDateTime(), nullable=True))
    op.create_index(op.f("ix_groups_card_hash"), "groups", ["card_hash"], unique=True)


def _links() -> None:
    op.create_table(
        "booking_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("on_screen", sa.Boolean(), nullable=False),
        sa.Column("token_hash", AutoString(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("taken_at", UTCDateTime(), nullable=True),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_booking_links_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_booking_links_token_hash")),
    )
    op.create_index(op.f("ix_booking_links_booking_id"), "booking_links", ["booking_id"], unique=False)
    op.create_index(op.f("ix_booking_links_ends_at"), "booking_links", ["ends_at"], unique=False)


def _waits() -> None:
    recreate: Literal["always", "never"] = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("wait", recreate=recreate) as wait:
        wait.add_column(sa.Column("noise", AutoString(), nullable=True))
