"""Evidence bundles: the same bytes for the same evidence, one changed byte is found and located."""

import hashlib
import io
import json
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.access.keys import SigningKey, new_key
from station.errors import BadData, FormatError, InputUnsuitable
from station.formats import bundle_archive
from station.formats.audit_entry import checkpoint_body, entry_hash
from station.formats.bundle_archive import pack, unpack
from station.formats.evidence_bundle import check_bundle, json_bytes, write_bundle
from station.types.canonical import canonical
from tests.support.people import openssl_agrees

STATION_KEY = new_key()
RAW = bytes(range(256)) * 3
HEAD = {"item": "a", "created": "2026-01-01T00:00:00+00:00", "created_by": "Kim", "accounts": True, "simulated": True}


def audit_line(number: int, detail: dict[str, object], key: SigningKey = STATION_KEY) -> str:
    entry = {
        "number": number, "at": "2026-01-01T00:00:00+00:00", "actor": "Kim", "action": "decide", "subject": "a",
        "detail": json.dumps(detail), "previous": "0" * 64, "version": 2,
    }  # fmt: skip
    digest = entry_hash(entry)
    body = checkpoint_body(number, digest, str(entry["at"]))
    signed = {"body": body, "public_key": key.public.raw.hex(), "signature": key.sign(body.encode()).hex()}
    return canonical({**entry, "hash": digest, "checkpoint": signed})


def members() -> dict[str, bytes]:
    first, second = new_key(), new_key()
    statement = canonical({"act": "release", "first": {"name": "Kim", "person": "P-1", "key": first.public.raw.hex()},
                           "second": {"name": "Lee", "person": "P-2", "key": second.public.raw.hex()}})  # fmt: skip
    row = {"statement": statement, "first_signature": first.sign(statement.encode()).hex(),
           "second_signature": second.sign(statement.encode()).hex()}  # fmt: skip
    lines = [audit_line(4, {"files": [hashlib.sha256(RAW).hexdigest()]}), audit_line(9, {"statement": statement})]
    return {
        "raw/1.raw": RAW, "case.json": b"{}", "approvals.json": json_bytes([row]),
        "audit.jsonl": "".join(f"{line}\n" for line in lines).encode(),
    }  # fmt: skip


MEMBERS = members()
BUNDLE = write_bundle(HEAD, MEMBERS, STATION_KEY)


def forged(*, change: dict[str, bytes] | None = None, drop: str = "", manifest: bytes | None = None) -> bytes:
    """The bundle with other contents and all checksums of the archive made to fit."""
    content = {**unpack(BUNDLE), **(change or {})}
    content.pop(drop, None)
    if manifest is not None:
        content["manifest.json"] = manifest
    return pack(content)


def verdict(content: bytes) -> str:
    """What is said of a bundle, by error or by list; empty if it is whole."""
    try:
        return "; ".join(check_bundle(content).faults)
    except BadData as err:
        return str(err)


def test_a_bundle_is_whole_and_says_who_signed() -> None:
    found = check_bundle(BUNDLE)
    assert (found.faults, found.notes, found.trusted) == ((), (), False)
    assert found.manifest["item"] == "a"
    assert check_bundle(BUNDLE, STATION_KEY.public.fingerprint).trusted
    other = check_bundle(BUNDLE, new_key().public.fingerprint)
    assert not other.trusted
    assert "station.pub: the bundle is signed with the key" in other.faults[0]


def test_the_same_evidence_gives_the_same_bytes() -> None:
    backwards = dict(reversed(MEMBERS.items()))
    assert write_bundle(dict(reversed(HEAD.items())), backwards, STATION_KEY) == BUNDLE


@pytest.mark.peer
def test_other_programs_open_it_and_agree_with_the_signature(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(BUNDLE)) as archive:
        assert archive.testzip() is None
        assert archive.read("raw/1.raw") == RAW
    (tmp_path / "b.zip").write_bytes(BUNDLE)
    zipfile.ZipFile(tmp_path / "b.zip").extractall(tmp_path)
    openssl_agrees(tmp_path, "station.pub", "manifest.json", "manifest.sig")


def test_every_changed_byte_is_found_and_located() -> None:
    places = member_places()
    for place in range(len(BUNDLE)):
        damaged = bytearray(BUNDLE)
        damaged[place] ^= 0x41
        text = verdict(bytes(damaged))
        assert text, place
        name = next((name for name, (first, last) in places.items() if first <= place < last), None)
        if name is None:
            assert "after its last member, at byte" in text, place
            assert int(text.split("at byte ")[1].split(":")[0]) == place
        elif place >= places[name][1] - len(unpack(BUNDLE)[name]):
            assert name in text, (place, name, text)


def member_places() -> dict[str, tuple[int, int]]:
    places, offset = {}, 0
    for name, content in unpack(BUNDLE).items():
        end = offset + bundle_archive.LOCAL.size + len(name) + len(content)
        places[name] = (offset, end)
        offset = end
    return places


@pytest.mark.parametrize("name", [*MEMBERS, "manifest.json", "manifest.sig", "station.pub"])
def test_a_change_with_checksums_made_to_fit_is_found_by_hash_and_signature(name: str) -> None:
    content = unpack(BUNDLE)[name]
    for place in range(0, len(content), max(1, len(content) // 40)):
        damaged = bytearray(content)
        damaged[place] ^= 0x01
        assert name in verdict(forged(change={name: bytes(damaged)})), place


def test_cut_short_at_every_byte() -> None:
    for length in range(len(BUNDLE)):
        with pytest.raises(BadData):
            check_bundle(BUNDLE[:length])
    with pytest.raises(FormatError, match="after its last member"):
        check_bundle(BUNDLE + b"\0")


def test_members_too_many_and_too_few_are_named() -> None:
    assert check_bundle(forged(change={"extra.txt": b"x"})).faults == ("extra.txt is not in the manifest",)
    assert check_bundle(forged(drop="case.json")).faults == ("case.json is missing",)
    for name in ("manifest.json", "manifest.sig", "station.pub"):
        with pytest.raises(FormatError, match=f"{name} is missing"):
            check_bundle(forged(drop=name))


@pytest.mark.parametrize(
    "name",
    ["../up", "/etc/passwd", "a/../../b", "C:\\x", "a\\b", "a//b", ".hidden", "a/", "", "x" * 121, "a\0b", "a/b/c/d/e",
     "caf\xe9", "a b", "a..b"],
)  # fmt: skip
def test_names_that_climb_or_mislead_are_refused(name: str) -> None:
    with pytest.raises(InputUnsuitable):
        pack({name: b""})
    raw = name.encode("latin-1")
    header = bundle_archive.LOCAL.pack(b"PK\3\4", 20, 0, 0, 0, 0x21, 0, 0, 0, len(raw), 0) + raw
    with pytest.raises(FormatError, match="forbidden name"):
        unpack(header + BUNDLE)


def test_a_name_twice_is_refused() -> None:
    one = bundle_archive.local_header("case.json", b"{}") + b"{}"
    with pytest.raises(FormatError, match=r"two members case\.json"):
        unpack(one + one)


def test_nothing_swells(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", b"\0" * 10_000_000)
    with pytest.raises(BadData):
        unpack(out.getvalue())
    # A size of 4 GiB in the header asks for no memory.
    header = bundle_archive.LOCAL.pack(b"PK\3\4", 20, 0, 0, 0, 0x21, 0, 0xFFFFFFFF, 0xFFFFFFFF, 1, 0) + b"a"
    with pytest.raises(FormatError, match="ends within a"):
        unpack(header)


def test_more_members_than_there_may_be_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    many = {f"m{number}": b"" for number in range(6)}
    archive = pack(many)
    monkeypatch.setattr(bundle_archive, "MOST_MEMBERS", 5)
    with pytest.raises(FormatError, match="more than 5 members"):
        unpack(archive)
    with pytest.raises(InputUnsuitable):
        pack(many)
    monkeypatch.setattr(bundle_archive, "LARGEST", 100)
    with pytest.raises(FormatError, match="larger than"):
        unpack(archive)


def test_what_is_hidden_between_members_is_found() -> None:
    first = member_places()["manifest.json"][1]
    with pytest.raises(FormatError, match=f"at byte {first}"):
        unpack(BUNDLE[:first] + b"hidden" + BUNDLE[first:])
    extra = bytearray(BUNDLE)
    struct.pack_into("<H", extra, 28, 4)
    with pytest.raises(BadData):
        unpack(bytes(extra))


def test_an_entry_signed_by_another_station_or_about_another_file_is_named() -> None:
    other = audit_line(12, {}, new_key())
    strange = audit_line(13, {"files": ["ab" * 32]})
    lines = MEMBERS["audit.jsonl"].decode() + f"{other}\n{strange}\n" + audit_line(5, {}) + "\n"
    faults = check_bundle(write_bundle(HEAD, {**MEMBERS, "audit.jsonl": lines.encode()}, STATION_KEY)).faults
    assert len(faults) == 3
    assert "entry 12 is signed with another key" in faults[0]
    assert "entry 13 speaks of the file abab" in faults[1]
    assert "entry 5 does not follow entry 13" in faults[2]


def test_one_person_twice_in_an_approval_is_named() -> None:
    row = json.loads(MEMBERS["approvals.json"])[0]
    row["statement"] = row["statement"].replace("P-2", "P-1")
    faults = check_bundle(write_bundle(HEAD, {**MEMBERS, "approvals.json": json_bytes([row])}, STATION_KEY)).faults
    assert [fault.split(": ")[1] for fault in faults] == [
        "release is missing",
        "the audit entries do not tell of what Kim signed",
        "the signature of Kim does not agree",
        "the signature of Lee does not agree",
        "one person signed twice",
    ]


@pytest.mark.parametrize(
    "manifest",
    [b"", b"[]", b"{}", b"\xff", b"null", b"[" * 100_000, json_bytes({"format": "x", "version": 1, "members": []}),
     json_bytes({"format": "inspection-station evidence bundle", "version": "1", "members": []}),
     json_bytes({"format": "inspection-station evidence bundle", "version": 2, "members": []}),
     json_bytes({"format": "inspection-station evidence bundle", "version": 1, "members": [{"path": 1}]}),
     json_bytes({"format": "inspection-station evidence bundle", "version": 1, "members": 5})],
    ids=lambda value: repr(value[:20]),
)  # fmt: skip
def test_manifests_that_are_none(manifest: bytes) -> None:
    with pytest.raises(FormatError):
        check_bundle(forged(manifest=manifest))


@pytest.mark.parametrize("audit", [b"{", b"[]\n", b"5\n", b"{}\n", b"\xff\n", b'{"number": 1, "hash": "x"}\n'])
def test_audit_lines_that_are_none(audit: bytes) -> None:
    faults = check_bundle(write_bundle(HEAD, {**MEMBERS, "audit.jsonl": audit}, STATION_KEY)).faults
    assert any("audit.jsonl" in fault for fault in faults)


@given(st.binary(max_size=400), st.integers(0, len(BUNDLE)), st.integers(0, 60))
def test_no_bytes_break_the_reader(noise: bytes, place: int, cut: int) -> None:
    for content in (noise, BUNDLE[:place] + noise + BUNDLE[place + cut :]):
        assert (verdict(content) == "") == (content == BUNDLE)


def test_crc_is_that_of_everybody() -> None:
    assert bundle_archive.LOCAL.unpack_from(BUNDLE)[6] == zlib.crc32(unpack(BUNDLE)["manifest.json"])
