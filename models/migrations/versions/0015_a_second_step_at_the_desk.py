"""Logins of the desk may ask for a second step and begin with an invitation. Nobody has either yet."""

from typing import Literal

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    recreate: Literal["always", "never"] = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("staff", recreate=recreate) as staff:
        staff.add_column(sa.Column("invite_hash", AutoString(), nullable=True))
        staff.add_column(sa.Column("invite_until", UTCDateTime(), nullable=True))
        staff.add_column(sa.Column("factor", AutoString(), nullable=False, server_default=""))
        staff.add_column(sa.Column("factor_step", sa.Integer(), nullable=False, server_default="0"))
        staff.create_unique_constraint(op.f("uq_staff_invite_hash"), ["invite_hash"])
    with op.batch_alter_table("staff", recreate=recreate) as staff:
        staff.alter_column("factor", server_default=None)
        staff.alter_column("factor_step", server_default=None)
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_recovery_codes_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_codes_code_hash")),
    )
    op.create_index(op.f("ix_recovery_codes_staff_id"), "recovery_codes", ["staff_id"], unique=False)
