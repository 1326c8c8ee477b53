"""The first schema."""

from alembic import op

from station.storage.tables import metadata

revision = "0001"
down_revision = None

# Tables that came later have their own migration, although `metadata` knows them by now.
FIRST = (
    "items", "declarations", "readings", "scans", "analyses", "decisions", "profiles", "devices", "requests", "outbox",
    "audit",
)  # fmt: skip


def upgrade() -> None:
    """Create the first tables."""
    metadata.create_all(op.get_bind(), tables=[metadata.tables[name] for name in FIRST])


def downgrade() -> None:
    """Drop the first tables."""
    metadata.drop_all(op.get_bind(), tables=[metadata.tables[name] for name in FIRST])
