"""The doctor on stations that are broken on purpose: each fault is named, with what to do."""

import json
import os
import shutil
import socket
import subprocess
import termios
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.sim.scale_end import ScaleEnd
from drivers.sim.serving import open_pty, serve
from tests.support.ports import free_port
from ui.supervisor import command

pytestmark = pytest.mark.system
CAMERA = "arv-fake-gv-camera-0.8"
HEAD = '[detector]\nmodel = "dense-de450"\naddress = "127.0.0.1:{port}"\npixels = 640\n'


def doctor(folder: Path, body: str, *before: str) -> dict[str, tuple[str, str]]:
    """State and text of each check; `before` are words that start the command."""
    path = folder / "station.toml"
    path.write_text(body if "[scanner]" in body else HEAD.format(port=free_port()) + body, encoding="utf-8")
    words = [*before, *command("doctor", "--config", str(path), "--json")]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line["check"]: (line["state"], line["text"]) for line in lines}


@pytest.fixture
def scale() -> str:
    """A scale on a pseudo-terminal; its link."""
    return serve(ScaleEnd("B123"), "pty", 0)


@pytest.fixture
def slow_scale() -> Iterator[str]:
    """A scale that is understood at 4,800 baud only, as its port tells; other speeds give rubbish."""
    master, link = open_pty()
    end = ScaleEnd("B123")
    watching = os.open(link.removeprefix("serial:"), os.O_RDWR | os.O_NOCTTY)

    def answer() -> None:
        while received := os.read(master, 1024):
            said = end.feed(received)
            right = termios.tcgetattr(watching)[4] == termios.B4800
            os.write(master, said if right else bytes(byte ^ 0xA5 for byte in said).replace(b"\n", b"\xaf"))

    threading.Thread(target=answer, daemon=True).start()
    yield link
    os.close(watching)


def test_a_detector_and_a_port_where_nobody_is(tmp_path: Path) -> None:
    found = doctor(tmp_path, f'[scale]\ndriver = "weigh-mtsics"\nlink = "tcp:127.0.0.1:{free_port()}"\n')
    assert found["detector"][0] == "mend"
    assert "check that the detector is on" in found["detector"][1]
    assert found["scale"][0] == "mend"
    assert "nothing listens" in found["scale"][1]
    assert "check the port number" in found["scale"][1]


@pytest.mark.peer
@pytest.mark.skipif(shutil.which(CAMERA) is None, reason="needs Debian's aravis-tools: make setup installs it")
def test_a_detector_with_another_address_is_found_by_asking_everybody(tmp_path: Path) -> None:
    with subprocess.Popen([CAMERA, "-i", "127.0.0.1", "-s", "XR01"], stdout=subprocess.DEVNULL) as camera:
        try:
            _, text = doctor(tmp_path, "")["detector"]
        finally:
            camera.kill()
    assert "detectors do at" in text
    assert "XR01" in text


def test_a_missing_serial_port_is_told_with_those_that_there_are(tmp_path: Path) -> None:
    found = doctor(tmp_path, '[barcode]\ndriver = "barcode-serial"\nlink = "serial:/dev/ttyUSB77?baud=9600"\n')
    state, text = found["barcode"]
    assert state == "mend"
    assert "there is no serial port /dev/ttyUSB77" in text
    assert "ports of this machine" in text


def test_a_wrong_speed_is_found_and_the_right_one_named(tmp_path: Path, slow_scale: str) -> None:
    state, text = doctor(tmp_path, f'[scale]\ndriver = "weigh-mtsics"\nlink = "{slow_scale}?baud=9600"\n')["scale"]
    assert state == "mend"
    assert "it answers at 4800 baud" in text
    assert "baud=4800" in text


def test_swapped_devices_are_told_apart(tmp_path: Path, scale: str) -> None:
    _, nobody = open_pty()
    body = (
        f'[scale]\ndriver = "weigh-mtsics"\nlink = "{nobody}"\n[barcode]\ndriver = "barcode-serial"\nlink = "{scale}"\n'
    )
    state, text = doctor(tmp_path, body)["scale"]
    assert state == "mend"
    assert f"it answers on the link of barcode, {scale}" in text
    assert "swap the two cables" in text


def test_another_unit_is_told_with_both_serial_numbers(tmp_path: Path, scale: str) -> None:
    state, text = doctor(tmp_path, f'[scale]\ndriver = "weigh-mtsics"\nlink = "{scale}"\nserial = "B777"\n')["scale"]
    assert state == "mend"
    assert "B123" in text
    assert "B777" in text


def test_a_driver_option_that_there_is_not(tmp_path: Path, scale: str) -> None:
    body = f'[scale]\ndriver = "weigh-mtsics"\nlink = "{scale}"\n[scale.options]\ncolour = "red"\n'
    assert "no option colour" in doctor(tmp_path, body)["scale"][1]


LISTEN = '[scanner]\ndriver = "dicos-receiver"\naddress = "{address}"\n[scanner.options]\n'


def test_a_port_that_another_program_has(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"127.0.0.1:{other.getsockname()[1]}"
        found = doctor(tmp_path, LISTEN.format(address=address))
    assert "detector" not in found
    assert found["scanner"][0] == "mend"
    assert f"nothing can listen on {address}" in found["scanner"][1]
    assert "end the program that uses the port, or take another" in found["scanner"][1]


@pytest.mark.parametrize(
    ("address", "options", "told"),
    [
        ("0.0.0.0:{port}", "", "list the scanners as TITLE@ADDRESS in peers"),
        (
            "127.0.0.1:{port}",
            'certificate = "/nowhere/c.pem"\nkey = "/nowhere/k.pem"\n',
            "check the paths of certificate",
        ),
        ("127.0.0.1:{port}", 'scanner = "dense-de451"\n', "there is no scanner model dense-de451"),
    ],
)
def test_a_receiver_that_could_not_start(tmp_path: Path, address: str, options: str, told: str) -> None:
    state, text = doctor(tmp_path, LISTEN.format(address=address.format(port=free_port())) + options)["scanner"]
    assert state == "mend"
    assert told in text


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    state, text = doctor(tmp_path, '[scanner]\ndriver = "folder-watch"\naddress = "drop"\n')["scanner"]
    assert state == "mend"
    assert f"the folder {tmp_path}/drop cannot be watched" in text
    assert "connect the network drive, create the folder" in text


def test_a_driver_that_hands_over_no_scans(tmp_path: Path) -> None:
    text = doctor(tmp_path, '[scanner]\ndriver = "weigh-mtsics"\naddress = "drop"\n')["scanner"][1]
    assert "dicos-receiver, folder-watch" in text


@pytest.mark.skipif(
    os.getuid() != 0 or shutil.which("setpriv") is None, reason="needs root and setpriv to take a right away"
)
def test_a_port_of_another_group_names_the_group_and_how_to_join_it(tmp_path: Path, scale: str) -> None:
    port = Path(scale.removeprefix("serial:"))
    shutil.chown(port, 65534, "dialout")
    port.chmod(0o660)
    # Root without its right to open everything stands for a user outside the group.
    ordinary = ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override")
    state, text = doctor(tmp_path, f'[scale]\ndriver = "weigh-mtsics"\nlink = "{scale}"\n', *ordinary)["scale"]
    assert state == "mend"
    assert "belongs to the group dialout" in text
    assert "usermod -aG dialout" in text
