"""What radiation portals saw, and what that says of items."""

import sqlalchemy as sa
from alembic import op

revision = "0004_radiation"
down_revision = "0003_accounts"


def upgrade() -> None:
    """One row per passage of a portal, one per result of an item."""
    op.create_table(
        "occupancies",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("started_at", sa.String(40), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
    )
    op.create_table(
        "radiation",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("item_id", sa.String(32), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("stored_at", sa.String(40), nullable=False),
    )
    op.create_index("ix_radiation_item_id", "radiation", ["item_id"])


def downgrade() -> None:
    """The N42 documents stay in the blobs."""
    op.drop_table("radiation")
    op.drop_table("occupancies")
