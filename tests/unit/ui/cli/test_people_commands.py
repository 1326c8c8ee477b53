"""users, export, verify: as typed, with passwords on standard input, and every refusal with its exit code."""

import io
import json
import shutil
import stat
import sys
from functools import partial
from pathlib import Path

import pytest

from station.access.keys import new_key
from station.access.passwords import Passwords
from station.formats.evidence_bundle import write_bundle
from station.storage.store import SqlStore
from station.types.ids import ItemId
from tests.support.people import CHEAP
from tests.support.station import filled_station
from ui.cli.main import main

CHIEF, KIM, LEE = "the chief's sentence", "kim's long sentence", "lee's long sentence"


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled_station(tmp_path_factory.mktemp("station"), numbers=(0,), scanner="mail-de160").path


@pytest.fixture
def config(station: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(station.parent, tmp_path / "copy")) / station.name


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    # The real cost is tested in tests/unit/station/access/test_passwords.py.
    monkeypatch.setattr("ui.wiring.people.Passwords", partial(Passwords, **CHEAP))


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def run(*words: object, lines: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines.split("|"))))
        capsys.readouterr()
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def item_in(config: Path) -> ItemId:
    store = SqlStore(config.parent / "data")
    found = store.items()[0].item_id
    store.close()
    return found


def people(typed, config: Path) -> None:
    users = ("users", "--config", config)
    assert typed(*users, "add", "chief", "--role", "administrator", lines=CHIEF)[0] == 0
    for name, role, word in (("Kim", "analyst", KIM), ("Lee", "supervisor", LEE)):
        assert typed(*users, "--as", "chief", "add", name, "--role", role, lines=f"{CHIEF}|{word}")[0] == 0


def test_accounts_from_the_first_to_the_last(typed, config: Path) -> None:
    users = ("users", "--config", config)
    code, out, err = typed(*users, "list")
    assert (code, "no accounts" in err) == (0, True)
    for words in (("add", "Kim", "--role", "analyst"), ("disable", "Kim")):
        code, _, err = typed(*users, *words, lines=KIM)
        assert (code, "make its administrator first" in err) == (1, True)
    people(typed, config)
    code, _, err = typed(*users, "add", "x", "--role", "qa", lines=KIM)
    assert (code, "--as NAME" in err) == (1, True)
    code, out, _ = typed(*users, "--as", "chief", "--json", "list", lines=CHIEF)
    rows = [json.loads(line) for line in out.splitlines()]
    assert [(row["name"], row["role"], row["state"]) for row in rows] == [
        ("chief", "administrator", "active"), ("Kim", "analyst", "active"), ("Lee", "supervisor", "active"),
    ]  # fmt: skip
    code, _, err = typed(*users, "--as", "Kim", "role", "Kim", "administrator", lines=KIM)
    assert (code, "may not do this: manage-users" in err) == (1, True)
    code, _, err = typed(*users, "--as", "Kim", "add", "x", "--role", "qa", lines=f"{KIM}|{KIM}")
    assert code == 1
    assert typed(*users, "--as", "Kim", "password", "kim", lines=f"{KIM}|kim's other sentence")[0] == 0
    assert typed(*users, "--as", "chief", "password", "Lee", lines=f"{CHIEF}|lee's other sentence")[0] == 0
    assert typed(*users, "--as", "chief", "role", "Kim", "qa", lines=CHIEF)[0] == 0
    assert typed(*users, "--as", "chief", "disable", "Lee", lines=CHIEF)[0] == 0
    code, out, _ = typed(*users, "--as", "chief", "--json", "list", lines=CHIEF)
    assert [(r["role"], r["state"]) for r in map(json.loads, out.splitlines())][1:] == [
        ("qa", "active"), ("supervisor", "disabled"),
    ]  # fmt: skip
    assert typed(*users, "--as", "chief", "enable", "Lee", lines=CHIEF)[0] == 0
    code, _, err = typed(*users, "--as", "chief", "disable", "chief", lines=CHIEF)
    assert (code, "last administrator" in err) == (1, True)
    code, out, _ = typed("verify", "--audit", "--config", config, "--json")
    assert (code, json.loads(out)["faults"]) == (0, [])


def test_no_password_comes_from_arguments_and_none_goes_out(typed, config: Path) -> None:
    people(typed, config)
    with pytest.raises(SystemExit) as usage:
        main(["users", "--config", str(config), "--password", "x", "list"])
    assert usage.value.code == 2
    code, out, err = typed("users", "--config", config, "--as", "chief", "list", lines="not the password")
    assert (code, "not the password" in out + err) == (1, False)
    for path in config.parent.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not [word for word in (CHIEF, KIM, LEE) if word.encode() in content], path


def test_an_item_goes_out_with_two_signatures_and_verifies_alone(typed, config: Path, tmp_path: Path) -> None:
    people(typed, config)
    item_id, out = item_in(config), tmp_path / "evidence.zip"
    export = ("export", "--config", config, item_id, "--out", out)
    for words, lines in (
        ((), ""), (("--as", "Kim"), KIM), (("--as", "Kim", "--second", "Kim"), f"{KIM}|{KIM}"),
        (("--as", "Kim", "--second", "chief"), f"{KIM}|{CHIEF}"), (("--as", "Kim", "--second", "Lee"), f"{KIM}|no"),
    ):  # fmt: skip
        code, _, _ = typed(*export, *words, lines=lines)
        assert (code, out.exists()) == (1, False), words
    code, text, _ = typed(*export, "--as", "Kim", "--second", "Lee", "--json", lines=f"{KIM}|{LEE}")
    assert (code, stat.S_IMODE(out.stat().st_mode)) == (0, 0o600)
    key = json.loads(text)["key"]
    config.unlink()
    assert typed("verify", out)[0] == 0
    code, text, _ = typed("verify", out, "--key", key, "--json")
    values = json.loads(text)
    assert (code, values["whole"], values["trusted"], values["simulated"]) == (0, True, True, True)
    code, text, _ = typed("verify", out, "--key", "0" * 64, "--json")
    assert (code, json.loads(text)["trusted"]) == (1, False)
    content = bytearray(out.read_bytes())
    content[len(content) // 2] ^= 1
    out.write_bytes(content)
    code, _, err = typed("verify", out)
    assert (code, "was changed" in err) == (1, True)


def test_a_station_without_accounts_exports_and_the_bundle_says_so(typed, config: Path, tmp_path: Path) -> None:
    out = tmp_path / "evidence.zip"
    identifier = json.loads(typed("export", "--config", config, item_in(config), "--out", out, "--json")[1])["item"]
    code, text, _ = typed("verify", out)
    assert (code, "without accounts" in " ".join(text.split())) == (0, True)
    code, _, err = typed("export", "--config", config, identifier, "--out", out)
    assert (code, "there already" in err) == (1, True)
    code, _, err = typed("export", "--config", config, "' OR 1=1", "--out", tmp_path / "other.zip")
    assert (code, "there is no item" in err) == (1, True)
    code, _, err = typed("export", "--config", config, identifier, "--out", tmp_path / "no" / "other.zip")
    assert (code, "cannot be written" in err) == (1, True)


def test_the_audit_of_a_station_and_its_files(typed, config: Path, tmp_path: Path) -> None:
    store = SqlStore(config.parent / "data")
    path = store.blobs.path(store.all_scans()[0].image_sha256[0])
    fingerprint = store.seal.key.public.fingerprint
    pem = tmp_path / "station.pub"
    pem.write_bytes(store.seal.key.public.pem)
    store.close()
    verify = ("verify", "--audit", "--config", config)
    assert typed(*verify)[0] == 0
    for key in (fingerprint, pem):
        code, out, _ = typed(*verify, "--key", key, "--json")
        assert (code, json.loads(out)["trusted"]) == (0, True)
    assert typed(*verify, "--key", "ff" * 32)[0] == 1
    path.write_bytes(b"x")
    code, _, err = typed(*verify)
    assert (code, path.name[:12] in err) == (1, True)


def test_at_a_terminal_passwords_are_typed_without_echo_and_new_ones_twice(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []
    answers = [CHIEF, "something else", CHIEF, CHIEF]

    def getpass(prompt: str) -> str:
        asked.append(prompt)
        return answers[len(asked) - 1]

    monkeypatch.setattr("getpass.getpass", getpass)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    words = ["users", "--config", str(config), "add", "chief", "--role", "administrator"]
    assert main(words) == 1
    assert "differ" in capsys.readouterr().err
    assert main(words) == 0
    assert asked == ["new password of chief: ", "once more: "] * 2


def test_wrong_usage_is_told(typed, config: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    other = empty / "station.toml"
    other.write_text(config.read_text(encoding="utf-8"), encoding="utf-8")
    for words in (
        ("verify",), ("verify", "x", "--audit"), ("verify", "--audit"), ("verify", tmp_path / "none.zip"),
        ("verify", config), ("verify", config, "--key", "12"), ("verify", "--audit", "--config", other),
        ("users", "--config", other, "list"), ("export", "--config", other, "x", "--out", tmp_path / "x"),
    ):  # fmt: skip
        code, _, err = typed(*words)
        assert (code, bool(err.strip())) == (1, True), words
    assert sorted(path.name for path in empty.iterdir()) == ["station.toml"]


def test_texts_of_strangers_do_not_steer_the_terminal(typed, tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    head = {"item": "\x1b[2J[/][bold]x", "created": "[/x]", "created_by": "\x07", "station": {"site": "\x1b]0;x\x07"}}
    path.write_bytes(write_bundle(head, {"\x78.txt": b""}, new_key()))
    code, out, _ = typed("verify", path)
    assert (code, "\x1b" in out, "\x07" in out) == (0, False, False)
    assert "[bold]x" in out.replace("\n", "")
