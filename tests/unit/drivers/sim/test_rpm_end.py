"""The simulated portal by its ticks, through both drivers, and read by a Modbus client that we did not write."""

import json
import re
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from drivers.link.address import link_of
from drivers.sensors.rpm_lines import RpmLines
from drivers.sensors.rpm_modbus import RpmModbus
from drivers.sim.aspect_registers import AspectEnd
from drivers.sim.rpm_end import Portal, line_of, registers_of, sources_of
from drivers.sim.serving import serve
from station.clock import ManualClock, SystemClock
from station.errors import ConfigError, DeviceUnavailable
from station.types.radiation import PortalFault, RadiationOccupancy
from tests.support.links import ScriptedLink
from tests.support.modbus import RegisterLink, peer_module

LINE = re.compile(rb"^[A-Z]{2},[0-9.]{6},[0-9.]{6},[0-9.]{6},[0-9.]{6}\r\n$")


def passages(portal: Portal, *items: int, ticks: int = 60) -> list[RadiationOccupancy]:
    """Each item through the portal and the lines driver, after a background of 5 s."""
    clock = ManualClock()
    link = ScriptedLink(clock)
    device = RpmLines(name="portal", link=link, clock=clock, simulated=True)
    device.open()
    found = []
    for item in items:
        for number in range(ticks):
            if number == 30:
                portal.place(item)
            link.waiting += b"".join(map(line_of, portal.tick()))
            if (done := device.read(0.2)) is not None:
                found.append(done)
    assert device.health().values["malformed"] == 0
    assert device.health().values["unknown_tags"] == 0
    return found


def test_the_same_seed_counts_the_same() -> None:
    def said(seed: int) -> list[tuple[str, tuple[int, ...]]]:
        portal = Portal(seed)
        portal.place(0)
        return [telegram for _ in range(100) for telegram in portal.tick()]

    assert said(5) == said(5)
    assert said(5) != said(6)
    assert all(LINE.match(line_of(telegram)) for telegram in said(5))


def test_background_comes_every_five_seconds_and_only_when_free() -> None:
    portal = Portal(5)
    tags = [[tag for tag, _ in portal.tick()] for _ in range(50)]
    assert [number for number, said in enumerate(tags, 1) if said] == [25, 50]
    assert tags[24] == ["NB", "GB"]
    portal.place(0)
    assert {tag for _ in range(14) for tag, _ in portal.tick()} == {"GS", "NS"}
    assert [tag for tag, _ in portal.tick()] == ["GS", "NS", "SP", "GX"]


def test_items_without_a_source_pass_and_those_with_one_alarm() -> None:
    portal = Portal(5, gamma={2: 900.0}, neutron={3: 200.0})
    found = passages(portal, 0, 1, 2, 3)
    assert [(done.gamma_alarm, done.neutron_alarm) for done in found] == [
        (False, False), (False, False), (True, False), (False, True),
    ]  # fmt: skip
    assert all(done.whole and done.simulated for done in found)
    assert found[2].gamma_sigma is not None
    assert found[2].gamma_sigma > 5
    assert found[0].speed_mm_s == pytest.approx(4.88 / 3.6 * 1000)


def test_clean_items_rarely_alarm() -> None:
    found = passages(Portal(11), *range(100))
    assert len(found) == 100
    assert sum(done.gamma_alarm or done.neutron_alarm for done in found) <= 2


def test_tamper_and_a_lost_end() -> None:
    portal = Portal(5)
    portal.obey({"tamper": True})
    (tampered,) = passages(portal, 0)
    assert tampered.faults == (PortalFault.TAMPER,)
    portal.obey({"tamper": False})
    portal.obey({"lose_end": True})
    assert [done.ended for done in passages(portal, 0, 1, ticks=120)] == [False, False]
    portal.obey({"lose_end": False})
    assert [done.ended for done in passages(portal, 0)] == [True]


def test_a_second_item_sends_the_first_on_its_way() -> None:
    portal = Portal(5)
    portal.place(0)
    portal.tick()
    portal.place(1)
    assert [tag for tag, _ in portal.tick()] == ["SP", "GX", "GS"]


def test_both_wires_tell_the_same_passage() -> None:
    portal = Portal(5, gamma={1: 900.0})
    clock = ManualClock()
    end = AspectEnd(lambda: registers_of(portal))

    class Wire(RegisterLink):
        def read_registers(self, address: int, count: int) -> list[int]:
            answer = end.feed(struct.pack(">HHHBBHH", 7, 0, 6, 1, 3, address, count))
            return list(struct.unpack(f">{count}H", answer[9:]))

    device = RpmModbus(name="portal", link=Wire(clock), clock=clock, simulated=True)
    device.open()
    assert device.identity is not None
    assert bytes.fromhex(device.identity.version.replace("-", "")[:8]) == b"SIM "
    found = []
    for number in range(60):
        if number in (30, 50):
            portal.place(1 if number == 30 else 0)
        portal.tick()
        found += [done] if (done := device.read(0.0)) is not None else []
        clock.advance(0.2)
    (done,) = found
    assert done.gamma_alarm
    assert done.whole
    assert (done.end - done.start).total_seconds() == pytest.approx(3.0, abs=0.41)


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        (b"\x04\x00\x64\x00\x15", b"\x84\x01"), (b"\x03\x00\x64\x00\x16", b"\x83\x02"), (b"\x03\x00\x64", b"\x83\x03"),
        (b"\x03\x00\x64\x00\x00", b"\x83\x02"), (b"\x06\x00\x64\x00\x01", b"\x86\x01"),
    ],
)  # fmt: skip
def test_what_the_map_does_not_have_is_refused(request_: bytes, answer: bytes) -> None:
    end = AspectEnd(lambda: registers_of(Portal(5)))
    whole = struct.pack(">HHHB", 1, 0, len(request_) + 1, 9) + request_
    replies = b"".join(end.feed(whole[at : at + 1]) for at in range(len(whole)))
    assert replies == struct.pack(">HHHB", 1, 0, len(answer) + 1, 9) + answer
    assert end.feed(b"\xff" * 7) == b""
    assert end.feed(whole) == replies


@pytest.mark.parametrize("text", ["3", "a:b", "3:4:5"])
def test_sources_that_are_none_are_told(text: str) -> None:
    with pytest.raises(ConfigError):
        sources_of(text)


@pytest.mark.peer
def test_a_client_of_others_reads_the_portal() -> None:
    client_of = peer_module("client").ModbusClient
    portal = Portal(5)
    link = serve(AspectEnd(lambda: registers_of(portal)), "tcp", 0)
    client = client_of("127.0.0.1", int(link.rpartition(":")[2]), timeout=10)
    portal.background = (402, 17)
    portal.place(3)
    try:
        words = client.read_holding_registers(100, 21)
        assert words is not None
        assert words[2] == 1
        assert struct.unpack(">f", struct.pack(">HH", words[7], words[6])) == (402.0,)
        assert words[17] == 1
        assert client.read_holding_registers(100, 22) is None
    finally:
        client.close()


@contextmanager
def running(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The end as a process of its own, and its address."""
    words = [sys.executable, "-m", "drivers.sim.end_main", "portal", "--scanner", "dense-de450", "--scenario"]
    words += ["gold-in-tungsten", "--seed", "5", "--width", "64"]
    words += [word for option in options for word in ("--set", option)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, json.loads(process.stdout.readline())["link"]
        finally:
            process.kill()


def tell(process: subprocess.Popen[str], **command: object) -> dict[str, object]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(command) + "\n")
    process.stdin.flush()
    answer: dict[str, object] = json.loads(process.stdout.readline())
    return answer


def wait_for(device: RpmLines | RpmModbus) -> RadiationOccupancy:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if (done := device.read(1.0)) is not None:
            return done
    raise AssertionError("no occupancy in 30 s")


@pytest.mark.system
@pytest.mark.parametrize("wire", ["lines", "aspect"])
def test_a_whole_process_on_either_wire_and_its_death_in_a_passage(wire: str) -> None:
    with running(f"wire={wire}", "pace=0.02", "gamma=4:2000", "passage_s=6") as (process, address):
        make = RpmLines if wire == "lines" else RpmModbus
        device = make(name="portal", link=link_of(address), clock=SystemClock(), simulated=True)
        device.open()
        deadline = time.monotonic() + 30
        while not device.tracker.seen_free and time.monotonic() < deadline:
            assert device.read(0.2) is None
        assert tell(process, place=4) == {"placed": 4}
        done = wait_for(device)
        assert done.gamma_alarm
        assert done.begun
        assert done.ended
        assert tell(process, tamper=True) == {"done": {"tamper": True}}
        assert tell(process, place=4) == {"placed": 4}
        deadline = time.monotonic() + 30
        while not device.tracker.occupied and time.monotonic() < deadline:
            assert device.read(0.05) is None
        process.kill()
    deadline = time.monotonic() + 30
    cut: RadiationOccupancy | None = None
    while cut is None and time.monotonic() < deadline:
        try:
            cut = device.read(0.5)
        except DeviceUnavailable:
            continue
    assert cut is not None
    assert not cut.ended
    assert cut.tampered
    device.close()
