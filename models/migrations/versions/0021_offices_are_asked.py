"""The desk asks offices of the town about a booking; a link takes the answer. Nobody was asked yet."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "office_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("office", AutoString(), nullable=False),
        sa.Column("address", AutoString(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("asked_by", AutoString(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("token_hash", AutoString(), nullable=True),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("answer", AutoString(), nullable=False),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_office_questions_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_questions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_office_questions_token_hash")),
    )
    op.create_index(op.f("ix_office_questions_booking_id"), "office_questions", ["booking_id"], unique=False)
