"""One seat: who is logged in there, and whether this person may do what is asked."""

from station.access.logins import Logins
from station.access.permissions import check
from station.access.separation import FreshLogin
from station.clock import Clock
from station.errors import PermissionRefused
from station.ports.accounts import AccountStore
from station.types.user import Permission, User

IDLE_S = 600.0
# So long an answer to `watch` holds; polls need no transaction each.
WATCH_S = 1.0


class Seat:
    """Asks before every action; what is refused is in the audit log.

    A station without accounts lets everything pass under the name in its configuration, and `has_accounts` says so.

    Args:
        nobody: the name that actions carry while there are no accounts.
        idle_s: without an action for so long the seat locks itself.
    """

    def __init__(
        self, accounts: AccountStore, logins: Logins, clock: Clock, *, nobody: str, idle_s: float = IDLE_S
    ) -> None:
        self.accounts = accounts
        self.logins = logins
        self.clock = clock
        self.nobody = nobody
        self.idle_s = idle_s
        self.current: User | None = None
        self.last_action_s = clock.monotonic()
        self.locked_by_hand = False
        self.watched: dict[Permission, float] = {}

    @property
    def has_accounts(self) -> bool:
        """False: no administrator was made yet; the window says "no accounts"."""
        return self.accounts.has_users()

    @property
    def user(self) -> User | None:
        """Who is logged in, locked or not."""
        return self.current

    @property
    def locked(self) -> bool:
        """Whether the password is wanted again before anything goes on."""
        idle = self.clock.monotonic() - self.last_action_s > self.idle_s
        return self.current is not None and (self.locked_by_hand or idle)

    def log_in(self, name: str, password: str) -> User:
        """Sit down; also takes over from who sat here. PermissionRefused if it is not to be."""
        user = self.logins.log_in(name, password).user
        if self.current is not None and self.current.user_id != user.user_id:
            self.log_out()
        self.current = user
        self.watched.clear()
        self.locked_by_hand = False
        self.last_action_s = self.clock.monotonic()
        return user

    def log_out(self) -> None:
        """Leave the seat, also when the log cannot be written any more."""
        left, self.current = self.current, None
        self.watched.clear()
        if left is not None:
            self.accounts.audit(left.name, "log out", left.name, {})

    def lock(self) -> None:
        """Lock by hand."""
        self.locked_by_hand = True

    def touch(self) -> None:
        """Somebody is there: a key, the mouse. Does not unlock."""
        if not self.locked:
            self.last_action_s = self.clock.monotonic()

    def sign_in_again(self, password: str) -> FreshLogin:
        """The password again, for a signature.

        Raises:
            PermissionRefused: wrong, or nobody is logged in.
        """
        if self.current is None:
            raise nobody_here()
        return self.logins.log_in(self.current.name, password, "sign")

    def require(self, permission: Permission, subject: str = "") -> str:
        """The name for the record, if this person may do that now.

        Raises:
            PermissionRefused: nobody is logged in, the seat is locked, or the role may not; it is in the audit log.
        """
        name = self.allowed(permission, subject)
        self.touch()
        return name

    def watch(self, permission: Permission) -> None:
        """As `require`, for what a window asks by itself all the time: it keeps no seat awake.

        An answer holds for a second, but never beyond a lock or another log-in.

        Raises:
            PermissionRefused: as `require`.
        """
        asked_s = self.clock.monotonic()
        if self.locked or asked_s - self.watched.get(permission, -WATCH_S) >= WATCH_S:
            self.allowed(permission, "")
            self.watched[permission] = asked_s

    def allowed(self, permission: Permission, subject: str) -> str:
        """The name for the record; a refusal is in the audit log."""
        if not self.has_accounts:
            return self.nobody
        try:
            user = self.present()
            check(user, permission)
        except PermissionRefused:
            actor = self.current.name if self.current else "nobody"
            role = self.current.role.value if self.current else ""
            self.accounts.audit(actor, "denied", subject, {"permission": permission.value, "role": role})
            raise
        return user.name

    def here(self) -> User | None:
        """Who is logged in, locked or not, as the account is now; None too if it was disabled meanwhile."""
        if self.current is not None:
            self.current = self.accounts.user(self.current.user_id)
        return self.current if self.current is not None and not self.current.disabled else None

    def present(self) -> User:
        """Who sits here, as the account is now: roles change and accounts are disabled while people are logged in.

        Raises:
            PermissionRefused: nobody, or the seat is locked.
        """
        if self.current is None:
            raise nobody_here()
        if self.locked:
            raise PermissionRefused(
                "the seat of {name} is locked", remedy="enter the password again", name=self.current.name
            )
        self.current = self.accounts.user(self.current.user_id)
        return self.current


def nobody_here() -> PermissionRefused:
    """Nobody is logged in."""
    return PermissionRefused("nobody is logged in here", remedy="log in")
