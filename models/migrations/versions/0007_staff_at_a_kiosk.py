"""Kiosks may show a notice of their own, be loaded afresh by the desk, and open for the staff. None of before does."""

from typing import Literal

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    recreate: Literal["always", "never"] = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("screens", recreate=recreate) as screens:
        screens.add_column(sa.Column("notice", AutoString(), nullable=True))
        screens.add_column(sa.Column("notice_until", sa.Date(), nullable=True))
        screens.add_column(sa.Column("loaded_at", UTCDateTime(), nullable=True))
        screens.add_column(sa.Column("staff_hash", AutoString(), nullable=True))
        screens.add_column(sa.Column("staff_until", UTCDateTime(), nullable=True))
        screens.create_check_constraint("screens_notice", "(notice IS NULL) = (notice_until IS NULL)")
        screens.create_check_constraint("screens_staff", "(staff_hash IS NULL) = (staff_until IS NULL)")
