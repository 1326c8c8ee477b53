"""Log-in with a password: wrong ones cost time that a restart does not give back, and all are in the audit log."""

import hashlib
import math
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from station.access.keyring import Keyring
from station.access.keys import SigningKey
from station.access.names import folded
from station.access.passwords import Passwords
from station.access.separation import FreshLogin
from station.clock import Clock
from station.errors import ConfigError, PermissionRefused
from station.ports.accounts import AccountStore
from station.types.user import LoginHistory, User

# Unknown names that are remembered; beyond it the oldest are forgotten.
MOST_STRANGERS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginPolicy:
    """How long wrong passwords keep an account shut.

    Attributes:
        free_failures: so many cost nothing; then the wait doubles with each, up to the longest: the lock-out.
    """

    free_failures: int = 3
    first_wait_s: float = 5.0
    longest_wait_s: float = 900.0

    def wait_s(self, failures: int) -> float:
        """The wait after so many failures in a row, s."""
        if failures < self.free_failures:
            return 0.0
        return min(self.longest_wait_s, self.first_wait_s * 2.0 ** min(failures - self.free_failures, 30))


class Logins:
    """Log-ins at one station.

    Args:
        demo: whether this is a demonstration; accounts of one are refused elsewhere.
    """

    def __init__(
        self, accounts: AccountStore, keyring: Keyring, passwords: Passwords, clock: Clock,
        policy: LoginPolicy = LoginPolicy(), *, demo: bool = False,
    ) -> None:  # fmt: skip
        self.accounts = accounts
        self.keyring = keyring
        self.passwords = passwords
        self.clock = clock
        self.policy = policy
        self.demo = demo
        # By a hash that only this process can make: a password typed into the wrong field stays nowhere.
        self.strangers: dict[str, LoginHistory] = {}
        self.pepper = secrets.token_bytes(16)

    def log_in(self, name: str, password: str, purpose: str = "log in") -> FreshLogin:
        """Who this is.

        Raises:
            PermissionRefused: name or password is wrong, the account is shut for a while or disabled.
        """
        user = self.accounts.user_named(folded(name))
        if user is None:
            raise self.refused_stranger(folded(name), password)
        now = self.clock.now()
        try:
            before = self.accounts.begin_login(user.user_id, now, self.check_wait)
        except PermissionRefused:
            self.accounts.audit(user.name, "log-in refused", user.name, {"cause": "wait", "purpose": purpose})
            raise
        stored = self.accounts.password_hash(user.user_id)
        if not self.passwords.matches(stored, password):
            detail = {"failures": before.failures + 1, "purpose": purpose}
            self.accounts.audit(user.name, "log-in failed", user.name, detail)
            raise wrong()
        self.check_open(user, purpose)
        self.accounts.end_login(user.user_id, now)
        user, key = self.unlocked(user, password)
        if self.passwords.outdated(stored):
            fresh = self.passwords.hasher.hash(password.encode("utf-8", "replace"))
            self.accounts.set_password_hash(user, fresh, at=now, actor=user.name, action="rehash password")
        self.accounts.audit(user.name, purpose, user.name, {"key": key.public.fingerprint})
        return FreshLogin(user=user, at_s=self.clock.monotonic(), key=key)

    def check_open(self, user: User, purpose: str) -> None:
        """Nothing, if the account may be used here; told only to who knows the password."""
        cause = "disabled" if user.disabled else "demo" if user.demo and not self.demo else ""
        if not cause:
            return
        self.accounts.audit(user.name, "log-in refused", user.name, {"cause": cause, "purpose": purpose})
        if user.disabled:
            raise PermissionRefused(
                "the account {name} is disabled", remedy="an administrator can enable it again", name=user.name
            )
        raise PermissionRefused(
            "{name} is an account of the demonstration", remedy="log in with an account of this station", name=user.name
        )

    def check_wait(self, history: LoginHistory) -> None:
        """Nothing, if a password may be tried now.

        Raises:
            PermissionRefused: too many were wrong; it names the seconds.
        """
        wait_s = self.policy.wait_s(history.failures)
        if not wait_s or history.last_failure_at is None:
            return
        left_s = (history.last_failure_at + timedelta(seconds=wait_s) - self.clock.now()).total_seconds()
        # A failure far ahead of now was written by a clock that was wrong; it does not shut the account for years.
        if 0 < left_s <= 2 * self.policy.longest_wait_s:
            raise PermissionRefused(
                "too many failed log-ins", remedy="wait {seconds} s and try again", seconds=math.ceil(left_s)
            )

    def refused_stranger(self, name: str, password: str) -> PermissionRefused:
        """The same answer, after the same time, as for a name that is there.

        What was typed is not kept in any log: it may be a password in the wrong field.
        """
        name = hashlib.blake2b(name.encode(), key=self.pepper).hexdigest()
        history = self.strangers.pop(name, LoginHistory())
        try:
            self.check_wait(history)
        except PermissionRefused as err:
            self.strangers[name] = history
            self.accounts.audit("nobody", "log-in refused", "unknown name", {"cause": "wait"})
            return err
        self.strangers[name] = LoginHistory(failures=history.failures + 1, last_failure_at=self.clock.now())
        if len(self.strangers) > MOST_STRANGERS:
            del self.strangers[next(iter(self.strangers))]
        self.passwords.waste(password)
        self.accounts.audit("nobody", "log-in failed", "unknown name", {"failures": history.failures + 1})
        return wrong()

    def unlocked(self, user: User, password: str) -> tuple[User, SigningKey]:
        """The account and its private key; a new key if the file is lost or not the one of the account."""
        try:
            key = self.keyring.unlock(user.user_id, password)
            if key.public.raw.hex() == user.public_key:
                return user, key
        except ConfigError:
            pass
        key = self.keyring.make(user.user_id, password)
        changed = replace(user, public_key=key.public.raw.hex())
        self.accounts.change_user(
            changed, actor=user.name, action="new key", detail={"key": key.public.raw.hex(), "was": user.public_key}
        )
        return changed, key


def wrong() -> PermissionRefused:
    """The one answer to a wrong name and to a wrong password."""
    return PermissionRefused("name or password is wrong", remedy="type them again; mind capitals and the input method")
