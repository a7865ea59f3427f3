"""Series that change, wishes that are asked about, times that are waited for, rounds, hand-overs.

A series of before knows from its first date what its next dates will be like. What is held, is held for the desk.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

Facts = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0002"
down_revision = "0001"

# What a date and its series say alike.
_ALIKE = ("title", "listing", "usage", "persons", "layout", "signup", "capacity", "signup_closes_min", "source")


def upgrade() -> None:
    _rounds()
    _around_bookings()
    _columns()
    _fill()
    _no_defaults()
    undecided = sa.text("state IN ('conflict', 'held', 'requested')")
    op.create_index("booking_undecided", "booking", ["starts_at"], sqlite_where=undecided, postgresql_where=undecided)


def _rounds() -> None:
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("apply_until", sa.Date(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "open", "proposed", "decided", name="stage_word", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("weights", Facts, nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name="round_days"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("uid", name=op.f("uq_round_uid")),
    )
    op.create_table(
        "roundwish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", AutoString(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("title", AutoString(), nullable=False),
        sa.Column("usage", AutoString(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=True),
        sa.Column("layout", AutoString(), nullable=True),
        sa.Column("open_to_all", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("choices", Facts, nullable=False),
        sa.Column("outcome", Facts, nullable=False),
        sa.Column("fixed", sa.Boolean(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("minutes > 0", name="roundwish_minutes"),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_roundwish_group_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_roundwish_round_id")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_roundwish_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roundwish")),
        sa.UniqueConstraint("uid", name=op.f("uq_roundwish_uid")),
    )
    op.create_index(op.f("ix_roundwish_group_id"), "roundwish", ["group_id"], unique=False)
    op.create_index(op.f("ix_roundwish_round_id"), "roundwish", ["round_id"], unique=False)


def _around_bookings() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column(
            "moment",
            sa.Enum("arrived", "left", name="moment_word", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("undone", Facts, nullable=False),
        sa.Column("damage", Facts, nullable=False),
        sa.Column("note", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_handover_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    op.create_index(op.f("ix_handover_booking_id"), "handover", ["booking_id"], unique=False)

    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("asked_by", AutoString(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("answer", AutoString(), nullable=False),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_question_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    op.create_index(op.f("ix_question_booking_id"), "question", ["booking_id"], unique=False)

    op.create_table(
        "wait",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", AutoString(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("wall_from", sa.DateTime(), nullable=False),
        sa.Column("wall_to", sa.DateTime(), nullable=False),
        sa.Column("title", AutoString(), nullable=False),
        sa.Column("usage", AutoString(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=True),
        sa.Column("layout", AutoString(), nullable=True),
        sa.Column("open_to_all", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "offered",
                "taken",
                "lapsed",
                "withdrawn",
                name="waiting_word",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("offer_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name="wait_times"),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_wait_group_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["booking.id"], name=op.f("fk_wait_offer_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_wait_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wait")),
        sa.UniqueConstraint("uid", name=op.f("uq_wait_uid")),
    )
    op.create_index(op.f("ix_wait_group_id"), "wait", ["group_id"], unique=False)
    op.create_index(op.f("ix_wait_offer_id"), "wait", ["offer_id"], unique=False)
    op.create_index("wait_by_time", "wait", ["state", "starts_at"], unique=False)


def _columns() -> None:
    with op.batch_alter_table("booking") as booking:
        booking.add_column(sa.Column("retitled", sa.Boolean(), nullable=False, server_default=sa.false()))
        booking.add_column(sa.Column("override", Facts, nullable=False, server_default="[]"))
        booking.add_column(
            sa.Column(
                "held_for",
                sa.Enum("desk", "tap", "offer", name="hold_word", native_enum=False, create_constraint=True, length=24),
                nullable=True,
            )
        )
        booking.add_column(sa.Column("instead_of_id", sa.Integer(), nullable=True))
        booking.add_column(sa.Column("asked_at", UTCDateTime(), nullable=True))
        booking.add_column(sa.Column("arrived_at", UTCDateTime(), nullable=True))
        booking.add_column(sa.Column("left_at", UTCDateTime(), nullable=True))
        booking.add_column(sa.Column("head_count", sa.Integer(), nullable=True))
        booking.create_foreign_key(booking.f("fk_booking_instead_of_id"), "booking", ["instead_of_id"], ["id"])

    with op.batch_alter_table("series") as series:
        series.add_column(sa.Column("extra", Facts, nullable=False, server_default="[]"))
        series.add_column(sa.Column("left_out", Facts, nullable=False, server_default="[]"))
        series.add_column(sa.Column("horizon", sa.DateTime(), nullable=True))
        series.add_column(sa.Column("follows_id", sa.Integer(), nullable=True))
        series.add_column(sa.Column("title", AutoString(), nullable=False, server_default=""))
        series.add_column(
            sa.Column(
                "listing",
                sa.Enum(
                    "public",
                    "neutral",
                    "internal",
                    name="listing_word",
                    native_enum=False,
                    create_constraint=True,
                    length=24,
                ),
                nullable=False,
                server_default="public",
            )
        )
        series.add_column(sa.Column("usage", AutoString(), nullable=False, server_default="group"))
        series.add_column(sa.Column("persons", sa.Integer(), nullable=True))
        series.add_column(sa.Column("layout", AutoString(), nullable=False, server_default="tables"))
        series.add_column(
            sa.Column(
                "signup",
                sa.Enum(
                    "none",
                    "seats",
                    "waitlist",
                    "external",
                    name="signup_word",
                    native_enum=False,
                    create_constraint=True,
                    length=24,
                ),
                nullable=False,
                server_default="none",
            )
        )
        series.add_column(sa.Column("capacity", sa.Integer(), nullable=True))
        series.add_column(sa.Column("signup_closes_min", sa.Integer(), nullable=False, server_default="0"))
        series.add_column(sa.Column("source", AutoString(), nullable=False, server_default=""))
        series.create_foreign_key(series.f("fk_series_follows_id"), "series", ["follows_id"], ["id"])


def _no_defaults() -> None:
    # They were for the rows of before; a new row says everything itself.
    with op.batch_alter_table("booking") as booking:
        booking.alter_column("retitled", server_default=None)
        booking.alter_column("override", server_default=None)
    with op.batch_alter_table("series") as series:
        series.alter_column("extra", server_default=None)
        series.alter_column("left_out", server_default=None)
        series.alter_column("title", server_default=None)
        series.alter_column("listing", server_default=None)
        series.alter_column("usage", server_default=None)
        series.alter_column("layout", server_default=None)
        series.alter_column("signup", server_default=None)
        series.alter_column("signup_closes_min", server_default=None)
        series.alter_column("source", server_default=None)


def _fill() -> None:
    first = "SELECT {} FROM booking WHERE booking.series_id = series.id ORDER BY rule_start LIMIT 1"
    values = ", ".join(f"{name} = ({first.format(name)})" for name in _ALIKE)
    op.execute(f"UPDATE series SET {values} WHERE EXISTS ({first.format('1')})")  # noqa: S608 - our own words
    op.execute("UPDATE booking SET held_for = 'desk' WHERE state = 'held'")
