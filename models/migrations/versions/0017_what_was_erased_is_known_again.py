"""What was erased at somebody's wish is kept sealed. No house has erased anything yet."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0017"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seal", AutoString(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("erased_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
        sa.UniqueConstraint("seal", name="uq_erasures_seal"),
    )
    op.create_index("ix_erasures_erased_at", "erasures", ["erased_at"])
