"""A foreign calendar may not be looked at for a while. All are looked at."""

from typing import Literal

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    # A new column would stand behind the rules of the table; rebuilt, it reads as one that was made today.
    recreate: Literal["always", "never"] = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("outside_source", recreate=recreate) as source:
        source.add_column(sa.Column("paused_at", UTCDateTime(), nullable=True))
