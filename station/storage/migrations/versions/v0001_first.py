"""The first schema, as it was; later tables have their own files."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TABLES = ("audit", "outbox", "requests", "devices", "profiles", "decisions", "analyses", "scans", "readings",
          "declarations", "items")


def text(name: str, length: int = 0, *, index: bool = False, unique: bool = False) -> "sa.Column[str]":
    """A text column that is never NULL."""
    kind = sa.String(length) if length else sa.Text()
    return sa.Column(name, kind, nullable=False, index=index or None, unique=unique or None)


def number() -> "sa.Column[int]":
    """A number that the database gives."""
    return sa.Column("number", sa.Integer, primary_key=True)


def upgrade() -> None:
    """Create all tables."""
    op.create_table("items", sa.Column("item_id", sa.String(32), primary_key=True), text("identifier", 64, index=True),
                    text("arrived_at", 40), text("state", 16, index=True), sa.Column("mass_g", sa.Float),
                    sa.Column("simulated", sa.Boolean, nullable=False))
    op.create_table("declarations", sa.Column("identifier", sa.String(64), primary_key=True), text("body"))
    op.create_table("readings", number(), text("item_id", 32, index=True), text("body"))
    op.create_table("scans", sa.Column("scan_id", sa.String(32), primary_key=True), text("item_id", 32, index=True),
                    text("head"), text("raw_sha256", 64), text("image_sha256"), text("calibration", 16),
                    text("profile_id", 64))
    op.create_table("analyses", number(), text("item_id", 32, index=True), text("body"),
                    sa.Column("latency_ms", sa.Float, nullable=False), text("stored_at", 40))
    op.create_table("decisions", sa.Column("item_id", sa.String(32), primary_key=True), text("decision_id", 32),
                    text("verdict", 16), text("inspector", 64), text("decided_at", 40), text("resolutions"),
                    text("note"))
    op.create_table("profiles", number(), text("profile_id", 64), text("scanner", 32, index=True), text("sha256", 64))
    op.create_table("devices", sa.Column("name", sa.String(64), primary_key=True), text("body"))
    op.create_table("requests", sa.Column("job_id", sa.String(32), primary_key=True), text("kind", 32),
                    text("state", 16, index=True), text("body"))
    op.create_table("outbox", number(), text("body"), sqlite_autoincrement=True)
    op.create_table("audit", number(), text("at", 40), text("actor", 64), text("action", 64),
                    text("subject", 64, index=True), text("detail"), text("previous", 64), text("hash", 64),
                    sqlite_autoincrement=True)


def downgrade() -> None:
    """Drop all tables."""
    for name in TABLES:
        op.drop_table(name)
