"""How often calendars are fetched is counted, by kind of program. Nothing is known of before."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0009"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "feed_polls",
        sa.Column("feed", AutoString(), nullable=False),
        sa.Column("program", AutoString(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("state_at", UTCDateTime(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("renewed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("last_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("feed", "program", "day", "state", name="pk_feed_polls"),
    )
