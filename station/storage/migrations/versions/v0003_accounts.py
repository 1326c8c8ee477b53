"""Accounts, log-ins, what two persons signed, signed checkpoints; the audit log can only grow."""

import sqlalchemy as sa
from alembic import op

revision = "0003_accounts"
down_revision = "0002_originals"


def text(name: str, length: int = 0, *, index: bool = False, unique: bool = False) -> "sa.Column[str]":
    """A text column that is never NULL."""
    kind = sa.String(length) if length else sa.Text()
    return sa.Column(name, kind, nullable=False, index=index or None, unique=unique or None)


def number() -> "sa.Column[int]":
    """A number that the database gives."""
    return sa.Column("number", sa.Integer, primary_key=True)


def upgrade() -> None:
    """Create; entries that are there keep the form of their hash, version 1."""
    op.add_column("audit", sa.Column("version", sa.Integer, nullable=False, server_default="1"))
    op.create_table("checkpoints", number(), text("body"), text("public_key", 64), text("signature", 128))
    op.create_table("users", sa.Column("user_id", sa.String(32), primary_key=True), text("name", 64),
                    text("name_key", 128, unique=True), text("person", 64), text("role", 16), text("created_at", 40),
                    sa.Column("disabled", sa.Boolean, nullable=False), sa.Column("demo", sa.Boolean, nullable=False),
                    text("public_key", 64), text("password_hash"))
    op.create_table("logins", number(), text("user_id", 32, index=True), text("at", 40), text("outcome", 8))
    op.create_table("approvals", number(), text("purpose", 64), text("subject", 64, index=True), text("at", 40),
                    text("first_user", 32), text("second_user", 32), text("first_person", 64),
                    text("second_person", 64), text("statement"), text("first_signature", 128),
                    text("second_signature", 128),
                    sa.CheckConstraint("first_user <> second_user", name="two_users"),
                    sa.CheckConstraint("first_person <> second_person", name="two_persons"))
    for table in ("audit", "checkpoints", "approvals"):
        for what in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table} "
                       f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END")


def downgrade() -> None:
    """Drop. Entries of version 2 stay; an older program takes their hashes for wrong."""
    for table in ("audit", "checkpoints", "approvals"):
        for what in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{what}")
    for name in ("approvals", "logins", "users", "checkpoints"):
        op.drop_table(name)
    with op.batch_alter_table("audit", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_column("version")
