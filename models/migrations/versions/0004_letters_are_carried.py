"""Letters have a language and are carried again until they arrive.

Those of before are in German and due since they were written; no carrier ever went.
"""

from typing import Literal

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    recreate: Literal["always", "never"] = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("letter", recreate=recreate) as letter:
        letter.add_column(sa.Column("language", AutoString(), nullable=False, server_default="de"))
        letter.add_column(sa.Column("due_at", UTCDateTime(), nullable=True))
        letter.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
        letter.add_column(sa.Column("claimed_until", UTCDateTime(), nullable=True))
        letter.add_column(sa.Column("handed_at", UTCDateTime(), nullable=True))
        letter.add_column(sa.Column("trouble", AutoString(), nullable=False, server_default=""))
    op.execute("UPDATE letter SET due_at = created_at")
    with op.batch_alter_table("letter") as letter:
        letter.alter_column("due_at", nullable=False)
        for name in ("language", "tries", "trouble"):
            letter.alter_column(name, server_default=None)
    waiting = sa.text("delivery = 'waiting'")
    op.create_index("letter_waiting", "letter", ["due_at"], sqlite_where=waiting, postgresql_where=waiting)
    op.create_index("letter_by_address", "letter", ["address"])
