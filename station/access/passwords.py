"""Passwords: argon2id. The only user of argon2; a password leaves this module as a hash or as a key."""

import base64
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type, hash_secret_raw

from station.errors import InputUnsuitable, StorageDamaged

SHORTEST = 12
LONGEST = 256
SALT_BYTES = 16


class Passwords:
    """Hashes with one set of parameters; hashes of other parameters are still verified.

    Args:
        memory_kib, rounds, lanes: cost of argon2id; the defaults are RFC 9106's second choice, for machines that
            have other work to do as well.
    """

    def __init__(self, *, memory_kib: int = 65536, rounds: int = 3, lanes: int = 4) -> None:
        self.memory_kib = memory_kib
        self.rounds = rounds
        self.lanes = lanes
        self.hasher = PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=lanes)
        # A hash of nothing: it costs as much to verify as a real one, and no password belongs to it.
        salt, digest = (base64.b64encode(secrets.token_bytes(n)).decode().rstrip("=") for n in (SALT_BYTES, 32))
        self.decoy = f"$argon2id$v=19$m={memory_kib},t={rounds},p={lanes}${salt}${digest}"

    def hash(self, password: str) -> str:
        """The hash with its parameters and its own salt.

        Raises:
            InputUnsuitable: too short, too long, or all one letter.
        """
        check_strength(password)
        return self.hasher.hash(password.encode())

    def matches(self, stored: str, password: str) -> bool:
        """Whether the password belongs to the hash.

        Raises:
            StorageDamaged: `stored` is no hash.
        """
        try:
            return self.hasher.verify(stored, encoded(password))
        except InvalidHashError as err:
            raise StorageDamaged(
                "a stored password hash cannot be read", remedy="an administrator gives the account a new password"
            ) from err
        except VerificationError:
            return False

    def waste(self, password: str) -> None:
        """As long as `matches` takes, for a name that is not there: the answer's time tells nothing."""
        try:
            self.hasher.verify(self.decoy, encoded(password))
        except VerificationError:
            return

    def outdated(self, stored: str) -> bool:
        """Whether the hash was made with other parameters than those of today."""
        return self.hasher.check_needs_rehash(stored)

    def key(self, password: str, salt: bytes) -> bytes:
        """32 bytes that lock the private key of a person; they cost as much to guess as the hash does."""
        return hash_secret_raw(
            encoded(password), salt, time_cost=self.rounds, memory_cost=self.memory_kib, parallelism=self.lanes,
            hash_len=32, type=Type.ID,
        )  # fmt: skip


def encoded(password: str) -> bytes:
    """UTF-8; what no keyboard can give is replaced rather than refused with a trace of the text."""
    return password.encode("utf-8", "replace")


def check_strength(password: str) -> None:
    """Nothing, if it may be a password: length counts, composition does not (NIST SP 800-63B, 5.1.1.2).

    Raises:
        InputUnsuitable: the text never holds the password itself.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise InputUnsuitable(
            "a password has {shortest} to {longest} characters", remedy="choose a longer sentence",
            shortest=SHORTEST, longest=LONGEST,
        )  # fmt: skip
    if len(set(password)) < 4 or encoded(password).decode() != password:
        raise InputUnsuitable("this password is easy to guess", remedy="choose words that do not repeat")
