"""Accounts, their log-ins, and what two of them signed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from station.access.names import folded
from station.errors import IllegalMove, InputUnsuitable
from station.storage import tables
from station.storage.database import transaction
from station.storage.parts import StorePart
from station.types.ids import UserId
from station.types.user import Approval, LoginHistory, Role, User

# What ends a row of failed log-ins.
GOOD = ("ok", "reset")


class AccountPart(StorePart):
    """People who may log in."""

    def users(self) -> tuple[User, ...]:
        """All accounts, also the disabled ones, by name."""
        with transaction(self.engine) as connection:
            rows = connection.execute(select(tables.users).order_by(tables.users.c.name_key)).all()
        return tuple(user_of(row) for row in rows)

    def has_users(self) -> bool:
        """Whether there is any account."""
        with transaction(self.engine) as connection:
            return connection.execute(select(tables.users.c.user_id).limit(1)).first() is not None

    def user(self, user_id: UserId) -> User:
        """The account as it is now; InputUnsuitable if there is none."""
        with transaction(self.engine) as connection:
            return user_of(row_of(connection, user_id))

    def user_named(self, name_key: str) -> User | None:
        """The account of a folded name."""
        with transaction(self.engine) as connection:
            row = connection.execute(select(tables.users).filter_by(name_key=name_key)).first()
        return user_of(row) if row else None

    def password_hash(self, user_id: UserId) -> str:
        """The argon2 hash of an account."""
        with transaction(self.engine) as connection:
            return str(row_of(connection, user_id).password_hash)

    def add_user(self, user: User, name_key: str, password_hash: str, *, actor: str, if_first: bool = False) -> None:
        """A new account; InputUnsuitable if the name is taken, IllegalMove if it is not the first but should be."""
        with self.audited() as connection:
            if if_first and connection.execute(select(tables.users.c.user_id).limit(1)).first():
                raise IllegalMove(
                    "the station has accounts already", remedy="an administrator makes more: users add --as NAME"
                )
            if connection.execute(select(tables.users.c.user_id).filter_by(name_key=name_key)).first():
                raise InputUnsuitable("the name {name} is taken", remedy="choose another name", name=user.name)
            connection.execute(insert(tables.users).values(
                user_id=user.user_id, name=user.name, name_key=name_key, person=user.person, role=user.role.value,
                created_at=user.created_at.isoformat(), disabled=user.disabled, demo=user.demo,
                public_key=user.public_key, password_hash=password_hash,
            ))  # fmt: skip
            self.append_audit(connection, actor, "add user", user.user_id, audited_values(user))

    def change_user(self, user: User, *, actor: str, action: str, detail: Mapping[str, object]) -> None:
        """Role, state or public key of an account."""
        with self.audited() as connection:
            connection.execute(update(tables.users).filter_by(user_id=user.user_id).values(
                role=user.role.value, disabled=user.disabled, public_key=user.public_key
            ))  # fmt: skip
            self.append_audit(connection, actor, action, user.user_id, {**audited_values(user), **detail})

    def set_password_hash(self, user: User, password_hash: str, *, at: datetime, actor: str, action: str) -> None:
        """Another hash and public key; failed log-ins are forgotten."""
        with self.audited() as connection:
            connection.execute(update(tables.users).filter_by(user_id=user.user_id).values(
                password_hash=password_hash, public_key=user.public_key
            ))  # fmt: skip
            add_login(connection, user.user_id, at, "reset")
            self.append_audit(connection, actor, action, user.user_id, audited_values(user))

    def begin_login(self, user_id: UserId, at: datetime, check: Callable[[LoginHistory], None]) -> LoginHistory:
        """Count an attempt as failed before the password is looked at; if `check` raises, it is not counted."""
        with transaction(self.engine) as connection:
            history = history_of(connection, user_id)
            check(history)
            add_login(connection, user_id, at, "begun")
        return history

    def end_login(self, user_id: UserId, at: datetime) -> None:
        """The attempt succeeded: the failed ones before it are forgotten."""
        with transaction(self.engine) as connection:
            add_login(connection, user_id, at, "ok")

    def put_approval(self, approval: Approval) -> None:
        """Keep what two persons signed; IllegalMove if the database sees one person in it."""
        with self.audited() as connection:
            insert_approval(connection, approval)
            detail = {"purpose": approval.purpose, "statement": approval.statement}
            self.append_audit(connection, approval.first.name, "approve", approval.subject, detail)

    def approvals(self, subject: str | None = None) -> tuple[Mapping[str, object], ...]:
        """What two persons signed, oldest first."""
        query = select(tables.approvals).order_by(tables.approvals.c.number)
        if subject is not None:
            query = query.filter_by(subject=subject)
        with transaction(self.engine) as connection:
            return tuple(dict(row._mapping) for row in connection.execute(query))  # noqa: SLF001 - SQLAlchemy's name


def insert_approval(connection: Connection, approval: Approval) -> None:
    """The row, in the transaction of what is approved."""
    try:
        connection.execute(insert(tables.approvals).values(
            purpose=approval.purpose, subject=approval.subject, at=approval.at.isoformat(),
            first_user=approval.first.user_id, second_user=approval.second.user_id,
            first_person=folded(approval.first.person), second_person=folded(approval.second.person),
            statement=approval.statement, first_signature=approval.first_signature,
            second_signature=approval.second_signature,
        ))  # fmt: skip
    except IntegrityError as err:
        raise IllegalMove("one person cannot sign twice", remedy="ask another person to log in as the second") from err


def add_login(connection: Connection, user_id: UserId, at: datetime, outcome: str) -> None:
    """One row of the log-ins."""
    connection.execute(insert(tables.logins).values(user_id=user_id, at=at.isoformat(), outcome=outcome))


def history_of(connection: Connection, user_id: UserId) -> LoginHistory:
    """Failures since the last good row."""
    mine = select(func.max(tables.logins.c.number)).filter_by(user_id=user_id)
    last_good = connection.execute(mine.where(tables.logins.c.outcome.in_(GOOD))).scalar() or 0
    since = select(tables.logins.c.at).filter_by(user_id=user_id).where(tables.logins.c.number > last_good)
    times = connection.execute(since.order_by(tables.logins.c.number)).scalars().all()
    return LoginHistory(failures=len(times), last_failure_at=datetime.fromisoformat(times[-1]) if times else None)


def row_of(connection: Connection, user_id: UserId) -> Row[Any]:
    """The row of an account; InputUnsuitable if there is none."""
    row = connection.execute(select(tables.users).filter_by(user_id=user_id)).first()
    if row is None:
        raise InputUnsuitable("this account is not there any more", remedy="log in again")
    return row


def audited_values(user: User) -> dict[str, object]:
    """What the audit log keeps of an account: enough to find later what was changed behind its back."""
    return {
        "name": user.name, "person": user.person, "role": user.role.value, "disabled": user.disabled,
        "demo": user.demo, "key": user.public_key,
    }  # fmt: skip


def user_of(row: Row[Any]) -> User:
    """The user of a row."""
    return User(
        user_id=UserId(row.user_id), name=row.name, person=row.person, role=Role(row.role),
        created_at=datetime.fromisoformat(row.created_at), disabled=row.disabled, demo=row.demo,
        public_key=row.public_key,
    )  # fmt: skip
