"""Run by alembic: the connection is handed in by station.storage.database."""

from alembic import context

from station.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
