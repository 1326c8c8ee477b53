"""Private keys of people, each in a file that only its password opens.

| "Salt: " hex | newline | PKCS #8 in PEM, locked with argon2id(password, salt) |
"""

import secrets
from pathlib import Path

from station.access.keys import SigningKey, load_key, new_key
from station.access.passwords import SALT_BYTES, Passwords
from station.access.private import private_folder, write_private
from station.errors import ConfigError
from station.types.ids import UserId

HEAD = b"Salt: "


class Keyring:
    """The folder of these files."""

    def __init__(self, folder: Path, passwords: Passwords) -> None:
        self.folder = folder
        self.passwords = passwords

    def path(self, user_id: UserId) -> Path:
        """Where the key of an account is."""
        return self.folder / f"{user_id}.pem"

    def make(self, user_id: UserId, password: str) -> SigningKey:
        """A new key for an account; an older one is replaced."""
        key = new_key()
        self.lock(user_id, key, password)
        return key

    def lock(self, user_id: UserId, key: SigningKey, password: str) -> None:
        """Write a key so that this password opens it; ConfigError if the disk does not take it."""
        salt = secrets.token_bytes(SALT_BYTES)
        content = HEAD + salt.hex().encode() + b"\n" + key.pem(self.passwords.key(password, salt))
        path = self.path(user_id)
        try:
            private_folder(self.folder)
            write_private(path, content, replace=True)
        except OSError as err:
            raise ConfigError(
                "the private key {path} cannot be written: {cause}",
                remedy="free space on the disk of the data folder, or give the station write access to it",
                path=str(path),
                cause=err.strerror or "",
            ) from err

    def unlock(self, user_id: UserId, password: str) -> SigningKey:
        """The key of an account.

        Raises:
            ConfigError: missing, damaged, or locked with another password.
        """
        path = self.path(user_id)
        try:
            with path.open("rb") as file:
                head = file.readline(2 * SALT_BYTES + len(HEAD) + 1)
            salt = bytes.fromhex(head.removeprefix(HEAD).strip().decode("ascii"))
            if len(salt) != SALT_BYTES:
                raise ValueError("not the length of a salt")
        except (OSError, ValueError) as err:
            raise ConfigError(
                "the private key {path} cannot be used", remedy="restore it from the backup", path=str(path)
            ) from err
        return load_key(path, self.passwords.key(password, salt))
