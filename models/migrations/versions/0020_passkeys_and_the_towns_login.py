"""Somebody of the desk may come in by a passkey or by the town's own log-in. Every log-in so far was by passphrase."""

from typing import Literal

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0020"
down_revision = "0018"

_WAYS = sa.Enum("passphrase", "passkey", "town", name="way_word", native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    recreate: Literal["always", "never"] = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("staff", recreate=recreate) as staff:
        staff.add_column(sa.Column("handle", AutoString(), nullable=True))
        staff.create_unique_constraint(op.f("uq_staff_handle"), ["handle"])
    with op.batch_alter_table("desksession", recreate=recreate) as desksession:
        desksession.add_column(sa.Column("way", _WAYS, nullable=False, server_default="passphrase"))
    with op.batch_alter_table("desksession", recreate=recreate) as desksession:
        desksession.alter_column("way", server_default=None)
    _passkeys()
    _challenges()
    _town_logins()


def _passkeys() -> None:
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("credential", AutoString(), nullable=False),
        sa.Column("public_key", AutoString(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_passkeys_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential", name=op.f("uq_passkeys_credential")),
    )
    op.create_index(op.f("ix_passkeys_staff_id"), "passkeys", ["staff_id"], unique=False)


def _challenges() -> None:
    op.create_table(
        "passkey_challenges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("challenge_hash", AutoString(), nullable=False),
        sa.Column("purpose", AutoString(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_passkey_challenges_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey_challenges")),
        sa.UniqueConstraint("challenge_hash", name=op.f("uq_passkey_challenges_challenge_hash")),
    )
    op.create_index(op.f("ix_passkey_challenges_staff_id"), "passkey_challenges", ["staff_id"], unique=False)
    op.create_index(op.f("ix_passkey_challenges_ends_at"), "passkey_challenges", ["ends_at"], unique=False)


def _town_logins() -> None:
    op.create_table(
        "town_logins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("issuer", AutoString(), nullable=False),
        sa.Column("subject", AutoString(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_town_logins_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_town_logins")),
        sa.UniqueConstraint("staff_id", name=op.f("uq_town_logins_staff_id")),
        sa.UniqueConstraint("issuer", "subject", name="uq_town_logins_subject"),
    )
