"""The tables. Times are UTC text, because SQLite drops zones; no pixels in the database."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    literal_column,
)

metadata = MetaData()

items = Table(
    "items", metadata,
    Column("item_id", String(32), primary_key=True), Column("identifier", String(64), index=True, nullable=False),
    Column("arrived_at", String(40), nullable=False), Column("state", String(16), index=True, nullable=False),
    Column("mass_g", Float), Column("simulated", Boolean, nullable=False),
)  # fmt: skip

declarations = Table(
    "declarations", metadata, Column("identifier", String(64), primary_key=True), Column("body", Text, nullable=False)
)

readings = Table(
    "readings", metadata,
    Column("number", Integer, primary_key=True), Column("item_id", String(32), index=True, nullable=False),
    Column("body", Text, nullable=False),
)  # fmt: skip

scans = Table(
    "scans", metadata,
    Column("scan_id", String(32), primary_key=True), Column("item_id", String(32), index=True, nullable=False),
    Column("head", Text, nullable=False), Column("raw_sha256", String(64), nullable=False),
    Column("image_sha256", Text, nullable=False), Column("calibration", String(16), nullable=False),
    Column("profile_id", String(64), nullable=False),
)  # fmt: skip

originals = Table(
    "originals", metadata,
    Column("number", Integer, primary_key=True), Column("data_sha256", String(64), index=True, nullable=False),
    Column("sha256", String(64), nullable=False), Column("item_id", String(32), index=True, nullable=False),
    Column("form", String(16), nullable=False), Column("name", Text, nullable=False),
    Column("source", Text, nullable=False), Column("received_at", String(40), nullable=False),
    Column("object_uid", Text, index=True, nullable=False), Column("scan_uid", Text, nullable=False),
    Column("refers_to", Text, nullable=False),
)  # fmt: skip

analyses = Table(
    "analyses", metadata,
    Column("number", Integer, primary_key=True), Column("item_id", String(32), index=True, nullable=False),
    Column("body", Text, nullable=False), Column("latency_ms", Float, nullable=False),
    Column("stored_at", String(40), nullable=False),
)  # fmt: skip

# `body` is the passage with all its counts; `sha256` its N42 document, empty for one without counts.
occupancies = Table(
    "occupancies", metadata,
    Column("number", Integer, primary_key=True), Column("source", String(64), nullable=False),
    Column("started_at", String(40), nullable=False), Column("body", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
)  # fmt: skip

radiation = Table(
    "radiation", metadata,
    Column("number", Integer, primary_key=True), Column("item_id", String(32), index=True, nullable=False),
    Column("body", Text, nullable=False), Column("stored_at", String(40), nullable=False),
)  # fmt: skip

decisions = Table(
    "decisions", metadata,
    Column("item_id", String(32), primary_key=True), Column("decision_id", String(32), nullable=False),
    Column("verdict", String(16), nullable=False), Column("inspector", String(64), nullable=False),
    Column("decided_at", String(40), nullable=False), Column("resolutions", Text, nullable=False),
    Column("note", Text, nullable=False),
)  # fmt: skip

profiles = Table(
    "profiles", metadata,
    Column("number", Integer, primary_key=True), Column("profile_id", String(64), nullable=False),
    Column("scanner", String(32), index=True, nullable=False), Column("sha256", String(64), nullable=False),
)  # fmt: skip

devices = Table("devices", metadata, Column("name", String(64), primary_key=True), Column("body", Text, nullable=False))

requests = Table(
    "requests", metadata,
    Column("job_id", String(32), primary_key=True), Column("kind", String(32), nullable=False),
    Column("state", String(16), index=True, nullable=False), Column("body", Text, nullable=False),
)  # fmt: skip

outbox = Table(
    "outbox", metadata, Column("number", Integer, primary_key=True), Column("body", Text, nullable=False),
    sqlite_autoincrement=True,
)  # fmt: skip

audit = Table(
    "audit", metadata,
    Column("number", Integer, primary_key=True), Column("at", String(40), nullable=False),
    Column("actor", String(64), nullable=False), Column("action", String(64), nullable=False),
    Column("subject", String(64), index=True, nullable=False), Column("detail", Text, nullable=False),
    Column("previous", String(64), nullable=False), Column("hash", String(64), nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    sqlite_autoincrement=True,
)  # fmt: skip

# One for each entry of the audit log since version 2 of its entries; `body` is what the station key signed.
checkpoints = Table(
    "checkpoints", metadata,
    Column("number", Integer, primary_key=True), Column("body", Text, nullable=False),
    Column("public_key", String(64), nullable=False), Column("signature", String(128), nullable=False),
)  # fmt: skip

users = Table(
    "users", metadata,
    Column("user_id", String(32), primary_key=True), Column("name", String(64), nullable=False),
    Column("name_key", String(128), unique=True, nullable=False), Column("person", String(64), nullable=False),
    Column("role", String(16), nullable=False), Column("created_at", String(40), nullable=False),
    Column("disabled", Boolean, nullable=False), Column("demo", Boolean, nullable=False),
    Column("public_key", String(64), nullable=False), Column("password_hash", Text, nullable=False),
)  # fmt: skip

logins = Table(
    "logins", metadata,
    Column("number", Integer, primary_key=True), Column("user_id", String(32), index=True, nullable=False),
    Column("at", String(40), nullable=False), Column("outcome", String(8), nullable=False),
)  # fmt: skip

approvals = Table(
    "approvals", metadata,
    Column("number", Integer, primary_key=True), Column("purpose", String(64), nullable=False),
    Column("subject", String(64), index=True, nullable=False), Column("at", String(40), nullable=False),
    Column("first_user", String(32), nullable=False), Column("second_user", String(32), nullable=False),
    Column("first_person", String(64), nullable=False), Column("second_person", String(64), nullable=False),
    Column("statement", Text, nullable=False), Column("first_signature", String(128), nullable=False),
    Column("second_signature", String(128), nullable=False),
    CheckConstraint("first_user <> second_user", name="two_users"),
    CheckConstraint("first_person <> second_person", name="two_persons"),
)  # fmt: skip


def stored_order(table: Table) -> ColumnElement[int]:
    """The order in which rows were stored; identifiers sort by a clock that may have been set back."""
    return literal_column(f"{table.name}.rowid", Integer)
