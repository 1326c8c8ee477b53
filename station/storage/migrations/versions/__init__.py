"""Schema changes, run by alembic when the store is opened."""
