"""Making and changing accounts: the first administrator, then what administrators do."""

from dataclasses import replace

from station.access.keyring import Keyring
from station.access.names import checked_name, folded
from station.access.passwords import Passwords
from station.access.permissions import check
from station.access.separation import FreshLogin
from station.clock import Clock
from station.errors import IllegalMove, InputUnsuitable, PermissionRefused
from station.ports.accounts import AccountStore
from station.types.ids import UserId, new_id
from station.types.user import Permission, Role, User

# Everybody knows it; the accounts that have it are marked, and refused outside a demonstration.
DEMO_PASSWORD = "demonstration only"  # noqa: S105 - it protects nothing


class Accounts:
    """What is done to accounts; each method asks for the permission of who does it."""

    def __init__(self, store: AccountStore, keyring: Keyring, passwords: Passwords, clock: Clock) -> None:
        self.store = store
        self.keyring = keyring
        self.passwords = passwords
        self.clock = clock

    def first_administrator(self, name: str, person: str, password: str) -> User:
        """The account with which a station starts to have accounts; IllegalMove if it has some."""
        return self.create(name, person, Role.ADMINISTRATOR, password, actor="nobody", if_first=True)

    def add(self, by: User, name: str, person: str, role: Role, password: str) -> User:
        """A new account."""
        self.allow(by, Permission.MANAGE_USERS, name)
        return self.create(name, person, role, password, actor=by.name)

    def add_demo(self) -> tuple[User, ...]:
        """One marked account a role, in a demonstration's own store; IllegalMove if there are accounts."""
        return tuple(
            self.create(f"demo-{role.value}", f"demo-{role.value}", role, DEMO_PASSWORD, actor="station", demo=True,
                        if_first=role is next(iter(Role)))
            for role in Role
        )  # fmt: skip

    def create(
        self, name: str, person: str, role: Role, password: str, *, actor: str, demo: bool = False,
        if_first: bool = False,
    ) -> User:  # fmt: skip
        """Key file first, then the row; a key file without a row is harmless."""
        name, person = checked_name(name), checked_name(person)
        hashed = self.passwords.hash(password)
        user_id = UserId(new_id())
        key = self.keyring.make(user_id, password)
        user = User(
            user_id=user_id, name=name, person=person, role=role, created_at=self.clock.now(), demo=demo,
            public_key=key.public.raw.hex(),
        )  # fmt: skip
        try:
            self.store.add_user(user, folded(name), hashed, actor=actor, if_first=if_first)
        except (InputUnsuitable, IllegalMove):
            self.keyring.path(user_id).unlink(missing_ok=True)
            raise
        return user

    def set_role(self, by: User, name: str, role: Role) -> User:
        """Another role."""
        self.allow(by, Permission.MANAGE_USERS, name)
        user = self.named(name)
        if role is not Role.ADMINISTRATOR:
            self.keep_an_administrator(user)
        changed = replace(user, role=role)
        self.store.change_user(
            changed, actor=by.name, action="change role", detail={"role": role.value, "was": user.role.value}
        )
        return changed

    def set_disabled(self, by: User, name: str, *, disabled: bool) -> User:
        """Shut an account, or open it again. Accounts are never deleted: the records name them."""
        self.allow(by, Permission.MANAGE_USERS, name)
        user = self.named(name)
        if disabled:
            self.keep_an_administrator(user)
        changed = replace(user, disabled=disabled)
        action = "disable user" if disabled else "enable user"
        self.store.change_user(changed, actor=by.name, action=action, detail={})
        return changed

    def reset_password(self, by: User, name: str, password: str) -> User:
        """A new password from an administrator; the private key, which the old one opened, is replaced."""
        self.allow(by, Permission.MANAGE_USERS, name)
        user = self.named(name)
        hashed = self.passwords.hash(password)
        key = self.keyring.make(user.user_id, password)
        changed = replace(user, public_key=key.public.raw.hex())
        self.store.set_password_hash(changed, hashed, at=self.clock.now(), actor=by.name, action="reset password")
        return changed

    def change_password(self, login: FreshLogin, password: str) -> None:
        """One's own new password; the private key stays and gets a new lock."""
        self.allow(login.user, Permission.CHANGE_OWN_PASSWORD, login.user.name)
        hashed = self.passwords.hash(password)
        self.keyring.lock(login.user.user_id, login.key, password)
        self.store.set_password_hash(
            login.user, hashed, at=self.clock.now(), actor=login.user.name, action="change password"
        )

    def listed(self, by: User) -> tuple[User, ...]:
        """All accounts."""
        self.allow(by, Permission.SEE_USERS, "")
        return self.store.users()

    def allow(self, by: User, permission: Permission, subject: str) -> None:
        """Nothing, if this person may; a refusal is in the audit log."""
        try:
            check(self.store.user(by.user_id), permission)
        except PermissionRefused:
            detail = {"permission": permission.value, "role": by.role.value}
            self.store.audit(by.name, "denied", subject, detail)
            raise

    def allow_managing(self, by: User, name: str) -> None:
        """Nothing, if this person may change accounts; asked before a new password is typed."""
        self.allow(by, Permission.MANAGE_USERS, name)

    def named(self, name: str) -> User:
        """The account of this name; InputUnsuitable if there is none."""
        user = self.store.user_named(folded(name))
        if user is None:
            raise InputUnsuitable(
                "there is no account {name}", remedy="list them: inspection-station users list", name=ascii(name[:70])
            )
        return user

    def keep_an_administrator(self, user: User) -> None:
        """Nothing, if an enabled administrator remains without this one.

        Raises:
            IllegalMove: it is the last; nobody could make accounts any more.
        """
        others = [u for u in self.store.users() if u.role is Role.ADMINISTRATOR and not u.disabled]
        if [u.user_id for u in others] == [user.user_id]:
            raise IllegalMove(
                "{name} is the last administrator", remedy="make another administrator first", name=user.name
            )
