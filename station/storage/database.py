"""The SQLite database: WAL, immediate transactions, schema by alembic."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from station.errors import ConfigError, StorageFull, StoreBusy

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_S = 15
# What SQLite says of a disk that takes no more.
REFUSALS = ("disk is full", "readonly database", "disk I/O error", "unable to open database file")


def open_database(path: Path) -> Engine:
    """The database at `path`, created or brought to this program's schema.

    Raises:
        ConfigError: a newer program wrote it.
    """
    engine = create_engine(
        f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": BUSY_S, "check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def set_up(connection, record) -> None:  # type: ignore[no-untyped-def] # noqa: ARG001 - SQLAlchemy's hook
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # Immediate: a transaction that read first cannot be refused later when it writes.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    upgrade(engine, path)
    return engine


def upgrade(engine: Engine, path: Path) -> None:
    """Run the migrations that the database lacks."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    with transaction(engine) as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        known = {revision.revision for revision in script.walk_revisions()}
        if current is not None and current not in known:
            raise ConfigError(
                "{path} has schema {revision}, which this program does not know",
                remedy="start the newer program that wrote it, or restore the backup of before the update",
                path=str(path),
                revision=current,
            )
        if current != script.get_current_head():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction.

    Raises:
        StoreBusy: somebody else holds the database for longer than 15 s.
        StorageFull: there is no room on the disk, or it cannot be written.
    """
    try:
        with engine.begin() as connection:
            yield connection
    except OperationalError as err:
        if "locked" in str(err):
            raise StoreBusy("the store is busy", remedy="it is tried again; if it lasts, restart the station") from err
        if any(words in str(err) for words in REFUSALS):
            raise StorageFull(
                "the store cannot be written: {cause}", remedy="free space on the disk of the data folder",
                cause=str(err.orig),
            ) from err  # fmt: skip
        raise
