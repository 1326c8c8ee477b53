"""Pixels through libaravis's camera, and our simulated detector before libaravis's client: peers on both sides."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from drivers.scanners.gige_line_scan import GigeLineScan
from drivers.sim.gige_end import GigeEnd
from station.clock import SystemClock
from tests.support.namespace import in_own_network
from tests.support.own_pixels import frame

CLIENT = "arv-camera-test-0.8"
PIXELS, HEIGHT, FRAMES = 1280, 32, 60
pytestmark = [
    pytest.mark.peer,
    pytest.mark.timeout(120),
    pytest.mark.skipif(
        shutil.which(CLIENT) is None and not os.environ.get("CI"),
        reason="needs Debian's aravis-tools: make setup installs it",
    ),
]


@in_own_network
def test_rows_are_those_that_were_generated(repository: Path) -> None:
    words = [sys.executable, str(repository / "tests" / "support" / "own_pixels.py"), "127.0.0.1", "OWN"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as camera:
        assert camera.stdout is not None
        assert camera.stdout.readline().strip() == "1", "the camera did not get its port"
        detector = GigeLineScan(
            name="detector", address="127.0.0.1", channels=1, pixels=PIXELS, block_lines=HEIGHT, serial="OWN",
            clock=SystemClock(),
        )  # fmt: skip
        detector.open()
        detector.set_feature("AcquisitionFramePeriod", 20_000)
        detector.start()
        numbers = []
        for block in detector.blocks():
            assert block.valid.all()
            number = int(block.counts[0, 0, 0]) | int(block.counts[0, 0, 1]) << 16
            assert np.array_equal(block.counts.reshape(-1), frame(number, PIXELS * HEIGHT)), number
            numbers.append(number)
            if len(numbers) == FRAMES:
                break
        detector.stop()
        detector.close()
        camera.kill()
    # The camera draws a frame for whoever listens; none is missing between ours.
    assert numbers == list(range(numbers[0], numbers[0] + FRAMES))
    print(f"{FRAMES} blocks of {HEIGHT} x {PIXELS} of libaravis 0.8, all pixels as drawn")


def figures(printed: str) -> dict[str, int]:
    return {name: int(value) for name, value in re.findall(r"^(n_\w+)\s*=\s*(\d+)", printed, re.MULTILINE)}


@pytest.mark.parametrize("options", [{}, {"extended": True}, {"pixel_format": "Mono12p"}, {"stacked": True}],
                         ids=["standard", "extended", "packed", "stacked"])  # fmt: skip
@in_own_network
def test_a_foreign_client_receives_our_detector_and_gets_lost_packets_again(options: dict[str, object]) -> None:
    rows = np.random.default_rng(3).integers(0, 65_536, (HEIGHT, 2, PIXELS), dtype=np.uint16)
    end = GigeEnd(
        ("127.0.0.1", 3956), pixels=PIXELS, channels=2, line_rate_hz=500, serial="SIM-1", lose_per_thousand=10, seed=4,
        next_lines=lambda count, _: rows[:count], **options,  # type: ignore[arg-type] # options of the end
    )  # fmt: skip
    end.start()
    # -a: a socket buffer of the size of a frame; without it bursts are lost in the system.
    words = [CLIENT, "-n", "127.0.0.1", "--duration=4", "--no-packet-socket", "-a"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=True)
    end.stop()
    found = figures(done.stdout)
    version = subprocess.run([CLIENT, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    print(version, found, end.counters)
    assert found["n_completed_buffers"] > 20
    assert end.counters["lost"] > 0
    assert end.counters["resent"] > 0
    assert found["n_resent_packets"] == found["n_resend_requests"] == end.counters["resent"]
    assert found["n_error_packets"] == found["n_size_mismatch_errors"] == found["n_missing_frames"] == 0
    # libaravis limits how much of a frame it asks for again: one with more losses fails there.
    assert found["n_failures"] <= 0.1 * found["n_completed_buffers"]
