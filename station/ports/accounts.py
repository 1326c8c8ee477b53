"""Where accounts are kept. Every change is one transaction with its audit entry."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from station.types.ids import UserId
from station.types.user import Approval, LoginHistory, User


class AccountStore(Protocol):
    """Users, their log-ins, and what two of them signed."""

    def users(self) -> tuple[User, ...]:
        """All accounts, also the disabled ones, by name."""
        ...

    def has_users(self) -> bool:
        """Whether there is any account; a station without one works as before there were accounts."""
        ...

    def user(self, user_id: UserId) -> User:
        """The account as it is now; InputUnsuitable if there is none."""
        ...

    def user_named(self, name_key: str) -> User | None:
        """The account of a folded name."""
        ...

    def password_hash(self, user_id: UserId) -> str:
        """The argon2 hash of an account."""
        ...

    def add_user(self, user: User, name_key: str, password_hash: str, *, actor: str, if_first: bool = False) -> None:
        """A new account; InputUnsuitable if the name is taken, IllegalMove if it is not the first but should be."""
        ...

    def change_user(self, user: User, *, actor: str, action: str, detail: Mapping[str, object]) -> None:
        """Role, state or public key of an account."""
        ...

    def set_password_hash(self, user: User, password_hash: str, *, at: datetime, actor: str, action: str) -> None:
        """Another hash and public key; failed log-ins are forgotten."""
        ...

    def begin_login(self, user_id: UserId, at: datetime, check: Callable[[LoginHistory], None]) -> LoginHistory:
        """Count an attempt as failed before the password is looked at, so that attempts side by side all count.

        `check` sees the attempts before this one; if it raises, this one is not counted.
        """
        ...

    def end_login(self, user_id: UserId, at: datetime) -> None:
        """The attempt succeeded: the failed ones before it are forgotten."""
        ...

    def put_approval(self, approval: Approval) -> None:
        """Keep what two persons signed; IllegalMove if the database sees one person in it."""
        ...

    def audit(self, actor: str, action: str, subject: str, detail: Mapping[str, object]) -> None:
        """Append to the audit log."""
        ...
