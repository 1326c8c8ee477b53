"""What is kept: SQLite through SQLAlchemy, files by their hash, events in an outbox, an audit chain."""
