"""The desk knows quarter representatives, pauses logins and tells where one is logged in.

Nobody is paused. Whoever is logged in stays so, seen last when logging in.
"""

from typing import Literal

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0014"
down_revision = "0013"

_ROLES = "role IN ('manager', 'seniors_council', 'caretaker', 'quarter_rep')"


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    recreate: Literal["always", "never"] = "always" if sqlite else "never"
    with op.batch_alter_table("staff", recreate=recreate) as staff:
        staff.drop_constraint("role_word", type_="check")
        staff.create_check_constraint("role_word", _ROLES)
        staff.add_column(sa.Column("paused_at", UTCDateTime(), nullable=True))
    with op.batch_alter_table("desksession", recreate=recreate) as sessions:
        sessions.add_column(sa.Column("device", AutoString(), nullable=False, server_default=""))
        sessions.add_column(sa.Column("seen_at", UTCDateTime(), nullable=True))
    op.execute("UPDATE desksession SET seen_at = created_at")
    with op.batch_alter_table("desksession", recreate=recreate) as sessions:
        sessions.alter_column("device", server_default=None)
        sessions.alter_column("seen_at", nullable=False)
