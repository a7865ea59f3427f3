"""Other people's calendars can be taken into the programme. No house has one yet."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0012"
down_revision = "0009"

_FACTS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _sources()
    _copies()
    _dates()


def _sources() -> None:
    op.create_table(
        "outside_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("kind", _word("sourcekind", "file", "address"), nullable=False),
        sa.Column("host", AutoString(), nullable=False),
        sa.Column("address", AutoString(), nullable=False),
        sa.Column("means", _word("means", "meetings", "room", "hints"), nullable=False),
        sa.Column("place", AutoString(), nullable=False),
        sa.Column("own_places", sa.Boolean(), nullable=False),
        sa.Column("topic", AutoString(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("etag", AutoString(), nullable=False),
        sa.Column("modified", AutoString(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=True),
        sa.Column("looked_at", UTCDateTime(), nullable=True),
        sa.Column("good_at", UTCDateTime(), nullable=True),
        sa.Column("failure", AutoString(), nullable=False),
        sa.Column("failure_facts", _FACTS, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("left_out", _FACTS, nullable=False),
        sa.Column("held_at", UTCDateTime(), nullable=True),
        sa.Column("next_at", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("(kind = 'address') = (address <> '')", name="outside_source_address"),
        sa.CheckConstraint("(kind = 'address') = (next_at IS NOT NULL)", name="outside_source_next"),
        sa.CheckConstraint("(means = 'room') = (room_id IS NOT NULL)", name="outside_source_room"),
        sa.CheckConstraint("(means = 'meetings') = (place <> '')", name="outside_source_place"),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_outside_source_group_id")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_outside_source_district_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_outside_source_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_source")),
        sa.UniqueConstraint("name", name=op.f("uq_outside_source_name")),
    )
    op.create_index(op.f("ix_outside_source_group_id"), "outside_source", ["group_id"], unique=False)


def _copies() -> None:
    op.create_table(
        "outside_copy",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("good", sa.LargeBinary(), nullable=False),
        sa.Column("held", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["outside_source.id"], name=op.f("fk_outside_copy_source_id")),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_outside_copy")),
    )


def _dates() -> None:
    op.create_table(
        "outside_date",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("uid", AutoString(), nullable=False),
        sa.Column("recurrence", AutoString(), nullable=False),
        sa.Column("code", AutoString(), nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("all_day", sa.Boolean(), nullable=False),
        sa.Column("title", AutoString(), nullable=False),
        sa.Column("place", AutoString(), nullable=False),
        sa.Column("standing", _word("datestanding", "planned", "cancelled", "gone"), nullable=False),
        sa.Column("moved_from", UTCDateTime(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("problem", AutoString(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name="outside_date_times"),
        sa.ForeignKeyConstraint(["source_id"], ["outside_source.id"], name=op.f("fk_outside_date_source_id")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_outside_date_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_date")),
        sa.UniqueConstraint("code", name=op.f("uq_outside_date_code")),
        sa.UniqueConstraint("source_id", "uid", "recurrence", name="outside_date_once"),
    )
    op.create_index(op.f("ix_outside_date_booking_id"), "outside_date", ["booking_id"], unique=False)


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=f"{name}_word", native_enum=False, create_constraint=True, length=24)
