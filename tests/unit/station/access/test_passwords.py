"""Passwords: hashed with salt, verified, made anew when the cost changes; keys in files that only we read."""

import copy
import os
import pickle
import stat
import threading
from pathlib import Path

import pytest

from station.access.keyring import Keyring
from station.access.keys import fingerprint_of, load_key, load_or_make_key, new_key, public_from_pem
from station.access.passwords import Passwords
from station.access.private import private_file, private_folder, write_private
from station.errors import ChecksumMismatch, ConfigError, FormatError, InputUnsuitable, StorageDamaged
from station.types.ids import UserId
from tests.support.people import CHEAP, openssl_agrees

GOOD = "correct horse battery"


def test_a_password_matches_its_hash_and_no_other() -> None:
    passwords = Passwords(**CHEAP)
    stored = passwords.hash(GOOD)
    assert stored.startswith("$argon2id$")
    assert GOOD not in stored
    assert passwords.hash(GOOD) != stored
    assert passwords.matches(stored, GOOD)
    for wrong in ("", GOOD + " ", GOOD.upper(), "\udc80", "x" * 100_000):
        assert not passwords.matches(stored, wrong)
    with pytest.raises(StorageDamaged):
        passwords.matches("no hash", GOOD)


def test_other_parameters_make_a_hash_outdated_but_not_wrong() -> None:
    old, today = Passwords(**CHEAP), Passwords(memory_kib=16, rounds=2, lanes=1)
    stored = old.hash(GOOD)
    assert not old.outdated(stored)
    assert today.outdated(stored)
    assert today.matches(stored, GOOD)


def test_an_unknown_name_costs_a_whole_verification() -> None:
    passwords = Passwords(**CHEAP)
    assert not passwords.outdated(passwords.decoy)
    assert not passwords.matches(passwords.decoy, GOOD)
    passwords.waste(GOOD)


def test_the_default_cost_is_that_of_rfc_9106() -> None:
    assert "$m=65536,t=3,p=4$" in Passwords().hash(GOOD)


@pytest.mark.parametrize(
    "weak", ["", "hasty", "aaaaaaaaaaaaaaa", "abababababababab", "x" * 257, "correct horse \udcff"]
)
def test_weak_passwords_are_refused_without_being_repeated(weak: str) -> None:
    with pytest.raises(InputUnsuitable) as refusal:
        Passwords(**CHEAP).hash(weak)
    assert not weak or weak not in f"{refusal.value}{refusal.value!r}{refusal.value.values}"


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
def test_private_files_are_private_under_any_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        folder = private_folder(tmp_path / "private")
        write_private(folder / "a", b"x")
        private_file(folder / "b")
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    with pytest.raises(FileExistsError):
        write_private(folder / "a", b"y")
    write_private(folder / "a", b"z", replace=True)
    assert (folder / "a").read_bytes() == b"z"
    assert sorted(path.name for path in folder.iterdir()) == ["a", "b"]


def test_a_file_that_others_could_read_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "open"
    path.write_bytes(b"")
    path.chmod(0o666)
    assert stat.S_IMODE(private_file(path).stat().st_mode) == 0o600
    link = tmp_path / "link"
    link.symlink_to(path)
    with pytest.raises(OSError, match="symbolic"):
        private_file(link)


@pytest.mark.peer
def test_a_key_signs_and_openssl_agrees(tmp_path: Path) -> None:
    key, content = new_key(), b"so it was"
    signature = key.sign(content)
    key.public.verify(signature, content)
    with pytest.raises(ChecksumMismatch):
        key.public.verify(signature, content + b".")
    for name, data in (("pub", key.public.pem), ("sig", signature), ("content", content)):
        (tmp_path / name).write_bytes(data)
    openssl_agrees(tmp_path, "pub", "content", "sig")


def test_a_private_key_shows_its_fingerprint_only() -> None:
    key = new_key()
    assert repr(key) == f"SigningKey({key.public.fingerprint})"
    for leave in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            leave(key)


def test_a_station_key_is_made_once_by_whoever_is_first(tmp_path: Path) -> None:
    path, made = tmp_path / "keys" / "station.pem", []
    threads = [threading.Thread(target=lambda: made.append(load_or_make_key(path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({key.public.fingerprint for key in made}) == 1
    assert [entry.name for entry in path.parent.iterdir()] == ["station.pem"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_key_that_others_can_read_or_that_is_damaged_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "station.pem"
    content = new_key().pem(None)
    write_private(path, content)
    path.chmod(0o640)
    with pytest.raises(ConfigError, match="others can read"):
        load_key(path)
    path.chmod(0o600)
    secret = content.splitlines()[1].decode()
    for damaged in (b"", content[:60], content.replace(b"M", b"N"), b"garbage"):
        path.write_bytes(damaged)
        with pytest.raises(ConfigError) as refusal:
            load_key(path)
        assert secret not in str(refusal.value)
        assert refusal.value.__cause__ is None
    path.unlink()
    with pytest.raises(ConfigError):
        load_key(path)


def test_a_personal_key_opens_with_its_password_only(tmp_path: Path) -> None:
    keyring, user = Keyring(tmp_path / "users", Passwords(**CHEAP)), UserId("u1")
    key = keyring.make(user, GOOD)
    assert keyring.unlock(user, GOOD).public.raw == key.public.raw
    content = keyring.path(user).read_bytes()
    assert b"ENCRYPTED" in content
    assert GOOD.encode() not in content
    for wrong in (GOOD + "!", ""):
        with pytest.raises(ConfigError):
            keyring.unlock(user, wrong)
    keyring.lock(user, key, "another long sentence")
    assert keyring.unlock(user, "another long sentence").public.raw == key.public.raw
    with pytest.raises(ConfigError):
        keyring.unlock(UserId("nobody"), GOOD)
    for damaged in (b"", b"Salt: zz\n", content[:50], content[50:]):
        keyring.path(user).write_bytes(damaged)
        with pytest.raises(ConfigError):
            keyring.unlock(user, GOOD)


def test_fingerprints_are_typed_or_come_from_a_file(tmp_path: Path) -> None:
    public = new_key().public
    path = tmp_path / "station.pub"
    path.write_bytes(public.pem)
    pairs = ":".join(public.fingerprint[n : n + 2] for n in range(0, 64, 2)).upper()
    assert fingerprint_of(str(path)) == fingerprint_of(pairs) == fingerprint_of(public.fingerprint)
    for wrong in ("", public.fingerprint[:-1], "no/such/file", str(tmp_path), "\0"):
        with pytest.raises(FormatError):
            fingerprint_of(wrong)
    with pytest.raises(FormatError):
        public_from_pem(new_key().pem(None))
