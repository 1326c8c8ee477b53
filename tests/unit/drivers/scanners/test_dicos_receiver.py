"""The receiver against dcmtk, Orthanc, and peers that send nothing, too much or nonsense."""

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from drivers.scanners.dicos_receiver import DicosReceiver
from station.clock import SystemClock
from station.errors import DeviceUnavailable
from station.formats.dicos_dx import encode_dicos
from station.formats.dicos_tdr import decode_tdr
from station.types.received import ReceivedScan
from tests.support import dicom
from tests.support.builders import simulated
from tests.support.ports import free_port

pytestmark = pytest.mark.timeout(120)
PATIENCE_S = 40.0


@contextmanager
def receiving(folder: Path, **options: Any) -> Iterator[DicosReceiver]:
    receiver = DicosReceiver(
        name="scanner", address=f"127.0.0.1:{free_port()}", spool=folder / "spool", clock=SystemClock(),
        **{"wait_s": 60.0, "free_mb": 0, **options},
    )  # fmt: skip
    receiver.open()
    try:
        yield receiver
    finally:
        receiver.close()


def port_of(receiver: DicosReceiver) -> str:
    return receiver.address.rpartition(":")[2]


def send(receiver: DicosReceiver, *paths: Path, options: tuple[str, ...] = ("-R",)) -> subprocess.CompletedProcess[str]:
    words = [dicom.dcmtk("storescu"), *options, "-aec", "STATION", "127.0.0.1", port_of(receiver), *map(str, paths)]
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)


def scans(receiver: DicosReceiver, count: int) -> list[ReceivedScan]:
    """So many scans, each accepted."""
    taken: list[ReceivedScan] = []
    end = time.monotonic() + PATIENCE_S
    while len(taken) < count and time.monotonic() < end:
        scan = receiver.read(0.5)
        if scan is not None:
            receiver.accept(scan)
            taken.append(scan)
    assert len(taken) == count
    return taken


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def files(folder: Path, **contents: bytes) -> list[Path]:
    for name, content in contents.items():
        (folder / f"{name}.dcm").write_bytes(content)
    return [folder / f"{name}.dcm" for name in contents]


def data_set(content: bytes) -> bytes:
    """Behind preamble, magic and file meta group."""
    return content[132 + 12 + int.from_bytes(content[140:144], "little") :]


@pytest.mark.peer
def test_dcmtk_sends_a_pair_of_ours_and_every_byte_arrives(tmp_path: Path) -> None:
    _, scan = simulated("dense-de450", "gold-in-tungsten", 11, 1)
    low, high = encode_dicos(scan, "99912345674")
    with receiving(tmp_path) as receiver:
        done = send(receiver, *files(tmp_path, high=high, low=low))
        assert done.returncode == 0, done.stderr
        (received,) = scans(receiver, 1)
        assert received.identifier == "99912345674"
        assert received.source == "STORESCU@127.0.0.1"
        assert [data_set(original.content) for original in received.originals] == [data_set(low), data_set(high)]
        assert received.scan is not None
        assert received.scan.transmission.shape == scan.transmission.shape
        assert receiver.health().values["not_accepted"] == 0
        assert list((tmp_path / "spool").iterdir()) == []


@pytest.mark.peer
def test_dcmtk_asks_whether_we_are_there_and_is_refused_by_another_name(tmp_path: Path) -> None:
    echo = [dicom.dcmtk("echoscu"), "-aec"]
    with receiving(tmp_path) as receiver:
        assert (
            subprocess.run([*echo, "STATION", "127.0.0.1", port_of(receiver)], check=False, timeout=60).returncode == 0
        )
        wrong = [*echo, "SOMEBODY", "127.0.0.1", port_of(receiver)]
        refused = subprocess.run(wrong, capture_output=True, text=True, check=False, timeout=60)
        assert "Called AE Title Not Recognized" in refused.stderr
        health = receiver.health()
        assert (health.values["echoes"], health.values["refused"]) == (1, 1)
        assert "SOMEBODY" in health.reason


@pytest.mark.peer
def test_only_listed_peers_are_heard(tmp_path: Path, rng: np.random.Generator) -> None:
    paths = files(tmp_path, low=dicom.pair(rng)[0])
    with receiving(tmp_path, peers="SCANNER1@127.0.0.1") as receiver:
        assert "Calling AE Title Not Recognized" in send(receiver, *paths).stderr
        assert send(receiver, *paths, options=("-R", "-aet", "SCANNER1")).returncode == 0
    with receiving(tmp_path, peers="STORESCU@192.0.2.1") as receiver:
        assert send(receiver, *paths).returncode != 0
        until(lambda: receiver.health().values["refused"] == 1)
        assert receiver.health().values["associations"] == 0


@pytest.mark.peer
@pytest.mark.parametrize(("program", "options", "send_options"), [
    ("dcmcjpeg", ["+e1"], ("-xs", "-R")), ("dcmcrle", [], ("-xr", "-R")), ("dcmconv", ["+te"], ("-R",)),
])  # fmt: skip
def test_compressed_pairs_of_dcmtk_are_kept_and_read_or_the_missing_reader_is_named(
    program: str, options: list[str], send_options: tuple[str, ...], tmp_path: Path, rng: np.random.Generator
) -> None:
    paths = []
    low, high = dicom.pair(rng)
    for path in files(tmp_path, low=low, high=high):
        packed = path.with_suffix(".packed")
        subprocess.run([dicom.dcmtk(program), *options, path, packed], check=True, timeout=60)
        paths.append(packed)
    with receiving(tmp_path) as receiver:
        done = send(receiver, *paths, options=send_options)
        assert done.returncode == 0, done.stderr
        (received,) = scans(receiver, 1)
    assert [data_set(o.content) for o in received.originals] == [data_set(path.read_bytes()) for path in paths]
    if received.scan is None:
        assert program == "dcmcjpeg"
        assert received.unsuitable is not None
        assert "cannot be read" in received.unsuitable.text("en")
    else:
        assert received.counts is not None
        assert (received.counts.counts[0] == dicom.read(low).pixel_array).all()


@pytest.mark.peer
def test_a_report_that_dcmtk_wrote_itself_arrives_and_is_read(tmp_path: Path) -> None:
    text = f"""(0008,0016) UI [{dicom.TDR}]
(0008,0018) UI [1.2.3.77]
(0008,0060) CS [TDR]
(0008,1110) SQ
(fffe,e000) na
(0008,1150) UI [{dicom.DX_PROCESSING}]
(0008,1155) UI [1.2.3.4]
(fffe,e00d) na
(fffe,e0dd) na
(0020,000d) UI [1.2.3]
(4010,1024) CS [SUCCESS]
(4010,1027) CS [MACHINE]
(4010,1031) CS [CLEAR]
(4010,1033) US 0
"""
    (tmp_path / "tdr.dump").write_text(text)
    path = tmp_path / "tdr.dcm"
    subprocess.run([dicom.dcmtk("dump2dcm"), "+te", tmp_path / "tdr.dump", path], check=True, timeout=60)
    with receiving(tmp_path) as receiver:
        done = send(receiver, path)
        assert done.returncode == 0, done.stderr
        (received,) = scans(receiver, 1)
    assert received.report is not None
    assert (received.report.kind, received.report.decision) == ("MACHINE", "CLEAR")
    assert received.originals[0].refers_to == ("1.2.3.4",)
    assert decode_tdr(received.originals[0].content).images == ("1.2.3.4",)


@pytest.mark.peer
def test_a_secondary_capture_that_img2dcm_made_is_shown_and_not_analysed(
    tmp_path: Path, rng: np.random.Generator
) -> None:
    import cv2

    grey = rng.integers(0, 255, (24, 32), dtype=np.uint8)
    cv2.imwrite(str(tmp_path / "x.bmp"), cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR))
    path = tmp_path / "sc.dcm"
    words = [dicom.dcmtk("img2dcm"), "-i", "BMP", "-k", "PatientID=P1", tmp_path / "x.bmp", path]
    subprocess.run(words, check=True, timeout=60)
    with receiving(tmp_path) as receiver:
        done = send(receiver, path)
        assert done.returncode == 0, done.stderr
        (received,) = scans(receiver, 1)
    assert (received.form, received.identifier) == ("SC", "P1")
    assert received.unsuitable is not None  # three colours: kept, no picture of ours


@pytest.mark.peer
def test_dcmsend_of_many_objects_loses_none(tmp_path: Path, rng: np.random.Generator) -> None:
    for number in range(12):
        files(
            tmp_path, **{f"{number}-{n}": c for n, c in enumerate(dicom.pair(rng, study=f"1.2.3.{number}", lines=30))}
        )
    with receiving(tmp_path) as receiver:
        words = [
            dicom.dcmtk("dcmsend"),
            "-aec",
            "STATION",
            "127.0.0.1",
            port_of(receiver),
            "+sd",
            "+sp",
            "*.dcm",
            tmp_path,
        ]
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        received = scans(receiver, 12)
        assert all(scan.unsuitable is None for scan in received)
        again = send(receiver, *sorted(tmp_path.glob("0-*.dcm")))
        assert again.returncode == 0


@pytest.mark.peer
def test_a_full_disk_is_told_to_the_sender_as_out_of_resources(
    tmp_path: Path, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = files(tmp_path, low=dicom.pair(rng)[0])
    usage = namedtuple("usage", "total used free")
    with receiving(tmp_path) as receiver:
        with monkeypatch.context() as patched:
            patched.setattr(shutil, "disk_usage", lambda _: usage(10, 10, 0))
            told = send(receiver, *paths, options=("-R", "-v"))
            assert "Refused" in told.stderr + told.stdout
            assert "0xa700" in (told.stderr + told.stdout).lower() or "OutOfResources" in told.stderr + told.stdout
            assert "too little room" in receiver.health().reason
        assert send(receiver, *paths).returncode == 0
        assert receiver.health().values["received"] == 1


@pytest.mark.peer
def test_an_object_larger_than_allowed_is_cut_off_and_the_next_peer_is_served(
    tmp_path: Path, rng: np.random.Generator
) -> None:
    large = dicom.half("LOW ENERGY", rng.integers(0, 65_000, (1000, 1000), dtype=np.uint16))
    small = dicom.pair(rng)[0]
    with receiving(tmp_path, largest_mb=1) as receiver:
        assert send(receiver, *files(tmp_path, large=large)).returncode != 0
        assert send(receiver, *files(tmp_path, small=small)).returncode == 0
        assert receiver.health().values["received"] == 1


PROGRAM = """
import sys, time
from pathlib import Path
from drivers.scanners.dicos_receiver import DicosReceiver
from station.clock import SystemClock
receiver = DicosReceiver(name="s", address=sys.argv[1], spool=Path(sys.argv[2]), clock=SystemClock(), free_mb=0)
receiver.open()
print("ready", flush=True)
time.sleep(100)
"""


@pytest.mark.peer
@pytest.mark.system
def test_a_receiver_that_is_killed_has_everything_that_it_acknowledged(
    tmp_path: Path, repository: Path, rng: np.random.Generator
) -> None:
    low, high = dicom.pair(rng)
    spool = tmp_path / "spool"
    with receiving(tmp_path / "unused") as probe:
        address = probe.address
    words = [sys.executable, "-c", PROGRAM, address, str(spool)]
    with subprocess.Popen(words, cwd=repository, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            assert send(probe, *files(tmp_path, low=low)).returncode == 0
        finally:
            process.kill()
    (spool / "torn.received.part").write_bytes(b"half of an object")
    with receiving(tmp_path) as receiver:
        assert send(receiver, *files(tmp_path, high=high)).returncode == 0
        (received,) = scans(receiver, 1)
    assert received.unsuitable is None
    assert len(received.originals) == 2
    assert list(spool.iterdir()) == []


# --- TLS -----------------------------------------------------------------------------------


def certificates(folder: Path) -> None:
    """An authority, a certificate of ours and one of a scanner, as PEM files."""
    openssl = shutil.which("openssl") or dicom.absent("openssl", "openssl")

    def run(*words: str) -> None:
        subprocess.run([openssl, *words], check=True, capture_output=True, cwd=folder, timeout=60)

    run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=test",
        "-days", "2")  # fmt: skip
    for name in ("station", "scanner"):
        run("req", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj",
            f"/CN={name}")  # fmt: skip
        run("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
            f"{name}.pem", "-days", "2")  # fmt: skip


@pytest.mark.peer
def test_dcmtk_over_tls_with_certificates_on_both_sides(tmp_path: Path, rng: np.random.Generator) -> None:
    certificates(tmp_path)
    ours = {name: str(tmp_path / f"station.{end}") for name, end in (("certificate", "pem"), ("key", "key"))}
    low, high = dicom.pair(rng)
    paths = files(tmp_path, low=low, high=high)
    mutual = (
        "-R",
        "+tls",
        str(tmp_path / "scanner.key"),
        str(tmp_path / "scanner.pem"),
        "+cf",
        str(tmp_path / "ca.pem"),
    )
    with receiving(tmp_path, **ours, authority=str(tmp_path / "ca.pem")) as receiver:
        assert send(receiver, paths[0]).returncode != 0  # without TLS
        anonymous = ("-R", "+tla", "+cf", str(tmp_path / "ca.pem"))
        assert send(receiver, paths[0], options=anonymous).returncode != 0  # without a certificate
        done = send(receiver, *paths, options=mutual)
        assert done.returncode == 0, done.stderr
        (received,) = scans(receiver, 1)
        assert len(received.originals) == 2
        until(lambda: receiver.health().values["refused"] >= 2)


@pytest.mark.peer
def test_a_peer_that_is_silent_in_the_handshake_holds_up_nobody(tmp_path: Path, rng: np.random.Generator) -> None:
    certificates(tmp_path)
    ours = {name: str(tmp_path / f"station.{end}") for name, end in (("certificate", "pem"), ("key", "key"))}
    with receiving(tmp_path, **ours) as receiver:
        silent = [socket.create_connection(("127.0.0.1", int(port_of(receiver)))) for _ in range(3)]
        options = ("-R", "+tla", "+cf", str(tmp_path / "ca.pem"))
        done = send(receiver, *files(tmp_path, low=dicom.pair(rng)[0]), options=options)
        assert done.returncode == 0, done.stderr
        for connection in silent:
            connection.close()


# --- peers that are none -------------------------------------------------------------------


@pytest.mark.parametrize(
    "noise",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        bytes(6),
        b"\x01\0\xff\xff\xff\xff",
        b"\x01\0\0\0\0\x44" + bytes(68),
        bytes(range(256)) * 20,
    ],
)
def test_noise_ends_its_own_connection_and_nothing_else(noise: bytes, tmp_path: Path) -> None:
    with receiving(tmp_path, timeout_s=1.0) as receiver:
        with socket.create_connection(("127.0.0.1", int(port_of(receiver))), timeout=PATIENCE_S) as peer:
            peer.sendall(noise)
            peer.shutdown(socket.SHUT_WR)
            with_answer = b""
            try:
                while received := peer.recv(4096):
                    with_answer += received
            except ConnectionResetError:
                pass
        assert len(with_answer) < 4096
        with socket.create_connection(("127.0.0.1", int(port_of(receiver))), timeout=PATIENCE_S):
            until(lambda: receiver.health().values["connected"] >= 1)
        assert receiver.health().values["received"] == 0


def test_a_silent_peer_is_hung_up_on(tmp_path: Path) -> None:
    with receiving(tmp_path, timeout_s=0.5) as receiver:
        with socket.create_connection(("127.0.0.1", int(port_of(receiver))), timeout=PATIENCE_S) as peer:
            peer.sendall(b"\x01\0\0")  # half a header
            try:
                assert peer.recv(4096)[:1] in (b"", b"\x07")
            except ConnectionResetError:
                pass
        until(lambda: receiver.health().values["connected"] == 0)


@pytest.mark.peer
def test_connections_that_ask_for_nothing_are_bounded_and_go_away(tmp_path: Path, rng: np.random.Generator) -> None:
    paths = files(tmp_path, low=dicom.pair(rng)[0])
    with receiving(tmp_path, associations=1, timeout_s=5.0) as receiver:
        silent = [socket.create_connection(("127.0.0.1", int(port_of(receiver)))) for _ in range(20)]
        until(lambda: receiver.health().values["refused"] >= 1)
        assert receiver.health().values["connected"] <= 4
        for connection in silent:
            connection.close()
        until(lambda: receiver.health().values["connected"] == 0)
        assert send(receiver, *paths).returncode == 0


def test_a_port_that_is_taken_is_told_and_closing_is_safe(tmp_path: Path) -> None:
    with receiving(tmp_path) as receiver:
        other = DicosReceiver(name="b", address=receiver.address, spool=tmp_path / "b", clock=SystemClock())
        with pytest.raises(DeviceUnavailable, match="nothing can listen"):
            other.open()
        other.close()
        other.close()


# --- Orthanc -------------------------------------------------------------------------------


def ask(url: str, body: bytes | None = None) -> Any:
    request = urllib.request.Request(url, data=body)  # noqa: S310 - loopback
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310 - loopback
        return json.loads(answer.read() or b"null")


@pytest.mark.peer
@pytest.mark.system
def test_orthanc_forwards_a_pair_to_us(tmp_path: Path, rng: np.random.Generator) -> None:
    program = dicom.orthanc()
    http = free_port()
    with receiving(tmp_path, peers="ORTHANC@127.0.0.1") as receiver:
        (tmp_path / "orthanc.json").write_text(json.dumps({
            "Name": "test", "StorageDirectory": str(tmp_path / "db"), "IndexDirectory": str(tmp_path / "db"),
            "HttpPort": http, "DicomPort": free_port(), "RemoteAccessAllowed": False, "DicomAet": "ORTHANC",
            "AuthenticationEnabled": False, "Plugins": [],
            "DicomModalities": {"station": ["STATION", "127.0.0.1", int(port_of(receiver))]},
        }))  # fmt: skip
        url = f"http://127.0.0.1:{http}"
        with subprocess.Popen(
            [program, tmp_path / "orthanc.json"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            try:
                wait_for(url)
                uploaded = [ask(f"{url}/instances", content)["ID"] for content in dicom.pair(rng)]
                ask(f"{url}/modalities/station/store", json.dumps(uploaded).encode())
                (received,) = scans(receiver, 1)
            finally:
                process.terminate()
    assert received.source == "ORTHANC@127.0.0.1"
    assert received.unsuitable is None
    assert received.originals[0].scan_uid == dicom.STUDY


def wait_for(url: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            ask(f"{url}/system")
        except OSError:
            assert time.monotonic() < end, "Orthanc does not answer"
            time.sleep(0.2)
        else:
            return
