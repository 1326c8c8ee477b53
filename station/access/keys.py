"""Ed25519 keys of the station and of its people. The only user of cryptography.

A private key lies in a PEM file that only the station's account can read; that of a person is locked with a key made
from the password. The fingerprint of a public key is the SHA-256 of its 32 bytes, in hex.
"""

import hashlib
import re
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from station.access.private import private_folder, write_private
from station.errors import ChecksumMismatch, ConfigError, FormatError

FINGERPRINT = re.compile(r"[0-9a-f]{64}")
LARGEST_PEM = 4096


class PublicKey:
    """Verifies; may be shown to everybody."""

    def __init__(self, raw: bytes) -> None:
        try:
            self.key = Ed25519PublicKey.from_public_bytes(raw)
        except ValueError as err:
            raise FormatError("this is no Ed25519 public key", remedy="ask for the file again") from err
        self.raw = raw

    def __repr__(self) -> str:
        return f"PublicKey({self.fingerprint})"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the key, 64 hex digits."""
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def pem(self) -> bytes:
        """SubjectPublicKeyInfo in PEM, as openssl reads it."""
        return self.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def verify(self, signature: bytes, content: bytes) -> None:
        """Nothing, if this key signed exactly this content.

        Raises:
            ChecksumMismatch: it did not.
        """
        try:
            self.key.verify(signature, content)
        except InvalidSignature as err:
            raise ChecksumMismatch(
                "the signature does not agree", remedy="take the original; what was signed has changed since"
            ) from err


class SigningKey:
    """Signs. Shows its fingerprint only; cannot be pickled or copied into a log."""

    __slots__ = ("private", "public")

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self.private = private
        self.public = PublicKey(private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def __repr__(self) -> str:
        return f"SigningKey({self.public.fingerprint})"

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a private key stays in its process")

    def sign(self, content: bytes) -> bytes:
        """64 bytes."""
        return self.private.sign(content)

    def pem(self, lock: bytes | None) -> bytes:
        """PKCS #8 in PEM, locked if there is something to lock it with."""
        locked = BestAvailableEncryption(lock.hex().encode()) if lock is not None else NoEncryption()
        return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked)


def new_key() -> SigningKey:
    """A key that nobody had before."""
    return SigningKey(Ed25519PrivateKey.generate())


def load_key(path: Path, lock: bytes | None = None) -> SigningKey:
    """The private key in a file.

    Raises:
        ConfigError: missing, readable by others, damaged, or locked otherwise; never with its content.
    """
    try:
        if path.stat().st_mode & 0o077:
            raise ConfigError(
                "others can read the private key {path}",
                remedy="chmod 600 it; if somebody may have read it, make a new one",
                path=str(path),
            )
        private = load_pem_private_key(path.read_bytes(), lock.hex().encode() if lock is not None else None)
        if not isinstance(private, Ed25519PrivateKey):
            raise TypeError("not Ed25519")
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as err:
        # The library's text may quote what it read.
        raise ConfigError(
            "the private key {path} cannot be used", remedy="restore it from the backup", path=str(path)
        ) from (err if isinstance(err, OSError) else None)
    return SigningKey(private)


def load_or_make_key(path: Path) -> SigningKey:
    """The private key in a file, made if there is none; of two processes that make one, both get the first."""
    if not path.exists():
        private_folder(path.parent)
        try:
            write_private(path, new_key().pem(None))
        except FileExistsError:
            pass
        except OSError as err:
            raise ConfigError(
                "the private key {path} cannot be written: {cause}",
                remedy="free space on the disk of the data folder, or give the station write access to it",
                path=str(path),
                cause=err.strerror or "",
            ) from err
    return load_key(path)


def public_from_pem(content: bytes) -> PublicKey:
    """The public key of a PEM text.

    Raises:
        FormatError: it is none.
    """
    try:
        key = load_pem_public_key(content[:LARGEST_PEM])
        if not isinstance(key, Ed25519PublicKey):
            raise TypeError("not Ed25519")
    except (ValueError, TypeError, UnsupportedAlgorithm) as err:
        raise FormatError("this is no Ed25519 public key", remedy="ask for the file again") from err
    return PublicKey(key.public_bytes(Encoding.Raw, PublicFormat.Raw))


def fingerprint_of(text: str) -> str:
    """The fingerprint that a person typed (64 hex digits, colons and blanks allowed), or that of a PEM file.

    Raises:
        FormatError: neither.
    """
    typed = re.sub(r"[\s:]", "", text).lower()
    if FINGERPRINT.fullmatch(typed):
        return typed
    try:
        return public_from_pem(Path(text).read_bytes()).fingerprint
    except (OSError, ValueError) as err:
        raise FormatError(
            "{text} is neither a fingerprint of 64 hex digits nor a file",
            remedy="name the public key file, or all digits of its fingerprint",
            text=text[:80],
        ) from err
