"""The people of a station over its store: accounts, log-ins, and the seat at which one of them works."""

from dataclasses import dataclass

from station.access.accounts import Accounts
from station.access.keyring import Keyring
from station.access.logins import Logins
from station.access.passwords import Passwords
from station.access.seat import Seat
from station.clock import Clock
from station.config.schema import StationConfig
from station.errors import PermissionRefused
from station.storage.store import SqlStore
from station.types.user import User


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """A station's store, and who may do what in it."""

    config: StationConfig
    store: SqlStore
    accounts: Accounts
    logins: Logins
    clock: Clock

    def seat(self) -> Seat:
        """A seat where nobody is logged in yet."""
        return Seat(self.store, self.logins, self.clock, nobody=self.config.station.inspector)

    def add_demo_accounts(self) -> tuple[User, ...]:
        """A marked account for each role, with a password that everybody knows.

        Raises:
            PermissionRefused: a detector or scanner is a real one.
            IllegalMove: there are accounts already.
        """
        if not self.config.simulated:
            raise PermissionRefused(
                "accounts of the demonstration belong to a simulated station",
                remedy="make accounts with inspection-station users",
            )
        return self.accounts.add_demo()


def people_of(config: StationConfig, store: SqlStore, clock: Clock) -> People:
    """The people of a station; accounts of the demonstration count only where all is simulated."""
    passwords = Passwords()
    keyring = Keyring(store.key_folder, passwords)
    return People(
        config=config, store=store, accounts=Accounts(store, keyring, passwords, clock),
        logins=Logins(store, keyring, passwords, clock, demo=config.simulated), clock=clock,
    )  # fmt: skip
