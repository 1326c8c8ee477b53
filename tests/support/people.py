"""A store with accounts, cheap to hash, on a clock that tests turn."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from station.access.accounts import Accounts
from station.access.keyring import Keyring
from station.access.logins import Logins
from station.access.passwords import Passwords
from station.access.seat import Seat
from station.clock import ManualClock
from station.storage.store import SqlStore
from station.types.user import Role, User

CHEAP = {"memory_kib": 8, "rounds": 1, "lanes": 1}


@dataclass
class Staff:
    store: SqlStore
    clock: ManualClock
    accounts: Accounts
    logins: Logins

    def user(self, role: Role, name: str = "", person: str = "") -> User:
        """An account of this role; the password is that of `password_of`."""
        name = name or f"{role.value} one"
        chief = self.store.user_named("chief") or self.accounts.first_administrator(
            "chief", "P-1", password_of("chief")
        )
        return self.accounts.add(chief, name, person or f"P-{name}", role, password_of(name))

    def seat(self, name: str = "", idle_s: float = 600.0) -> Seat:
        seat = Seat(self.store, self.logins, self.clock, nobody="inspector", idle_s=idle_s)
        if name:
            seat.log_in(name, password_of(name))
        return seat

    def actions(self, action: str) -> list[dict[str, object]]:
        return [dict(entry) for entry in self.store.audit_entries() if entry["action"] == action]


def openssl_agrees(folder: Path, key: str, content: str, signature: str) -> None:
    """openssl, which we did not write, verifies an Ed25519 signature in three files."""
    program = shutil.which("openssl")
    if program is None:
        assert "CI" not in os.environ, "openssl is missing"
        pytest.skip("openssl is not installed")
    version = subprocess.run([program, "version"], capture_output=True, text=True, check=True).stdout.strip()
    print(f"\nmet {version}")
    words = [program, "pkeyutl", "-verify", "-pubin", "-inkey", key, "-rawin", "-in", content, "-sigfile", signature]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert "Verified Successfully" in done.stdout, (version, done)


def password_of(name: str) -> str:
    return f"correct horse of {name}"


def staff_of(folder: Path, *, demo: bool = False) -> Staff:
    store, clock, passwords = SqlStore(folder), ManualClock(), Passwords(**CHEAP)
    keyring = Keyring(store.key_folder, passwords)
    return Staff(
        store=store, clock=clock, accounts=Accounts(store, keyring, passwords, clock),
        logins=Logins(store, keyring, passwords, clock, demo=demo),
    )  # fmt: skip
