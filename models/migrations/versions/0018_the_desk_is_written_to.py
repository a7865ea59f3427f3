"""The desk has addresses for letters, and links in them that open one decision. Nobody has either yet."""

from typing import Literal

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0018"
down_revision = "0017"

_NEWS = "news IN ('off', 'at_once', 'daily')"


def upgrade() -> None:
    recreate: Literal["always", "never"] = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("staff", recreate=recreate) as staff:
        staff.add_column(sa.Column("address", AutoString(), nullable=False, server_default=""))
        staff.add_column(sa.Column("address_wish", AutoString(), nullable=False, server_default=""))
        staff.add_column(sa.Column("address_hash", AutoString(), nullable=True))
        staff.add_column(sa.Column("address_until", UTCDateTime(), nullable=True))
        staff.add_column(sa.Column("news", sa.String(24), nullable=False, server_default="at_once"))
        staff.add_column(sa.Column("answers", sa.Boolean(), nullable=False, server_default=sa.true()))
        staff.add_column(sa.Column("digest_on", sa.Date(), nullable=True))
        staff.create_unique_constraint(op.f("uq_staff_address_hash"), ["address_hash"])
        staff.create_check_constraint(op.f("news_word"), _NEWS)
    with op.batch_alter_table("staff", recreate=recreate) as staff:
        for name in ("address", "address_wish", "news", "answers"):
            staff.alter_column(name, server_default=None)
    op.create_table(
        "decision_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("token_hash", AutoString(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_decision_links_staff_id")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_decision_links_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_decision_links_token_hash")),
    )
    for column in ("staff_id", "booking_id", "ends_at"):
        op.create_index(op.f(f"ix_decision_links_{column}"), "decision_links", [column], unique=False)
