"""Objects as they were received from other scanners."""

import sqlalchemy as sa
from alembic import op

revision = "0002_originals"
down_revision = "0001"


def upgrade() -> None:
    """One row per received object; the bytes lie in the blobs."""
    op.create_table(
        "originals",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("data_sha256", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("item_id", sa.String(32), nullable=False),
        sa.Column("form", sa.String(16), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("received_at", sa.String(40), nullable=False),
        sa.Column("object_uid", sa.Text, nullable=False),
        sa.Column("scan_uid", sa.Text, nullable=False),
        sa.Column("refers_to", sa.Text, nullable=False),
    )
    op.create_index("ix_originals_data_sha256", "originals", ["data_sha256"])
    op.create_index("ix_originals_item_id", "originals", ["item_id"])
    op.create_index("ix_originals_object_uid", "originals", ["object_uid"])


def downgrade() -> None:
    """The bytes stay in the blobs."""
    op.drop_table("originals")
