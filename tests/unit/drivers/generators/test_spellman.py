"""The driver with its thread over real links, damaged frames, replies by number, killed devices."""

import inspect
import json
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

import pytest

from drivers.catalog import make_device
from drivers.generators.spellman import Spellman
from drivers.link.address import link_of
from drivers.sim.serving import serve
from drivers.sim.spellman_end import SpellmanEnd
from drivers.xray.spellman_message import Message, decode, encode
from station.clock import SystemClock
from station.errors import ConfigError, DeviceFault, DeviceUnavailable, PermissionRefused
from station.ports.devices import Generator
from station.types.device import DeviceState
from station.types.generator import HighVoltage, Permit
from tests.support.generators import MODEL, ready_rig, rig_of
from tests.support.ports import free_port

CLOCK = SystemClock()


def permit() -> Permit:
    now = CLOCK.now()
    return Permit(permit_id=str(uuid.uuid4()), person="A. Operator", granted=now, expires=now + timedelta(seconds=30))


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    for _ in range(3000):
        if holds():
            return
        threading.Event().wait(0.01)
    pytest.fail("it did not come")


def driver(address: str, audit: list[str], **options: object) -> Spellman:
    """A driver as wiring makes it."""

    def keep(actor: str, action: str, subject: str, detail: Mapping[str, object]) -> None:
        json.dumps(detail)
        audit.append(action)

    made = make_device(
        "generator-spellman", name="generator", link=link_of(address), serial="", simulated=True, clock=CLOCK,
        audit=keep, options={"model": MODEL, **options},
    )  # fmt: skip
    assert isinstance(made, Spellman)
    return made


@pytest.fixture(params=["tcp", "pty"])
def operated(request: pytest.FixtureRequest) -> Iterator[tuple[Generator, SpellmanEnd, list[str], str]]:
    """An opened driver and its device."""
    end = SpellmanEnd("xrv", summed=request.param == "pty", model=MODEL)
    address = serve(end, request.param, 0)
    audit: list[str] = []
    made = driver(address, audit, checksum=end.summed)
    made.open()
    yield made, end, audit, address
    made.close()
    assert not end.on


def test_a_session_over_a_real_link(operated: tuple[Generator, SpellmanEnd, list[str], str]) -> None:
    generator, end, audit, _ = operated
    identity = generator.health().identity
    assert identity is not None
    assert (identity.vendor, identity.model, identity.version, identity.simulated) == ("Spellman", MODEL, "1.07", True)
    generator.prepare(100.0, 5.0, "A. Operator")
    assert generator.on(permit()).hv is HighVoltage.ON
    eventually(lambda: abs((generator.status().kv or 0.0) - 100.0) < 0.1)
    assert generator.status().hours == pytest.approx(1.6, abs=0.1)
    assert generator.health().values["kv"] == pytest.approx(100.0, abs=0.1)
    end.play({"fault": "ARC_CATHODE"})
    eventually(lambda: "ARC_CATHODE" in generator.status().faults)
    assert generator.health().state is DeviceState.FAULTED
    assert "ARC_CATHODE" in generator.health().reason
    eventually(lambda: generator.status().hv is HighVoltage.OFF)
    with pytest.raises(PermissionRefused):
        generator.on(permit())
    assert generator.reset_faults("A. Operator").faults == ()
    assert [entry.faults for entry in generator.fault_log()] == [("ARC_CATHODE", "PS_FAULT")]
    generator.on(permit())
    assert generator.off("A. Operator").hv is HighVoltage.OFF
    assert generator.health().reason == ""
    assert audit == [
        "x-rays set", "x-rays on ordered", "x-rays on", "generator fault", "off after fault", "x-rays on refused",
        "x-rays reset faults", "x-rays on ordered", "x-rays on", "x-rays off",
    ]  # fmt: skip


def test_the_thread_polls_so_that_the_watchdog_stays_quiet() -> None:
    end = SpellmanEnd("xrv", summed=False, model=MODEL, watchdog_s=2.0)
    generator = driver(serve(end, "tcp", 0), [], checksum=False)
    generator.open()
    generator.prepare(50.0, 1.0, "A. Operator")
    generator.on(permit())
    begun = end.seconds_on
    eventually(lambda: end.seconds_on - begun > 3.0 or not end.on)
    assert end.on
    generator.close()
    assert not end.on
    assert generator.status().headline().text() == "X-rays may be ON", "a driver that is closed knows nothing"


def test_two_drivers_on_one_port(operated: tuple[Generator, SpellmanEnd, list[str], str]) -> None:
    generator, end, _, address = operated
    other = driver(address, [], checksum=end.summed)
    with pytest.raises(DeviceUnavailable):
        other.open()
    other.close()
    assert generator.prepare(80.0, 1.0, "A. Operator").kv_set == 80.0
    assert generator.health().state is DeviceState.READY


def start(port: int) -> "subprocess.Popen[str]":
    """The device as a process of its own; returns when it listens."""
    words = [sys.executable, "-m", "drivers.sim.end_main", "generator", "--scanner", "dense-de450"]
    words += ["--scenario", "gold-in-tungsten", "--seed", "5", "--port", str(port), "--set", "watchdog_s=60"]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["ready"]
    return process


def end_process(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate()


def tell(process: "subprocess.Popen[str]", **command: object) -> Mapping[str, object]:
    """A command on standard input, and what it says."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(command) + "\n")
    process.stdin.flush()
    done: Mapping[str, object] = json.loads(process.stdout.readline())["done"]
    return done


@pytest.mark.system
def test_a_device_that_is_killed_and_started_again_stays_off() -> None:
    port = free_port()
    process = start(port)
    audit: list[str] = []
    generator = driver(f"tcp:127.0.0.1:{port}", audit, checksum=False)
    try:
        generator.open()
        generator.prepare(100.0, 5.0, "A. Operator")
        generator.on(permit())
        assert tell(process, ready=True)["on"] is True
        end_process(process)
        eventually(lambda: generator.health().state is not DeviceState.READY)
        assert generator.status().hv is HighVoltage.UNKNOWN
        assert "X-rays may be ON" in generator.health().reason
        with pytest.raises(DeviceUnavailable):
            generator.on(permit())
        process = start(port)
        eventually(lambda: generator.status().hv is HighVoltage.OFF)
        assert tell(process, ready=True) == {"on": False, "kv": 0.0, "faults": []}
        with pytest.raises(PermissionRefused, match="setpoints"):
            generator.on(permit())
        assert audit.count("x-rays may be on") == 1
    finally:
        generator.close()
        end_process(process)


@pytest.mark.system
def test_a_driver_that_dies_leaves_the_watchdog() -> None:
    end = SpellmanEnd("xrv", summed=False, model=MODEL, watchdog_s=1.0)
    generator = driver(serve(end, "tcp", 0), [], checksum=False)
    generator.open()
    generator.prepare(50.0, 1.0, "A. Operator")
    generator.on(permit())
    # The thread hangs and its socket stays open.
    freed = threading.Event()
    hanging = threading.Thread(target=lambda: generator.worker.ask(freed.wait, 50))
    hanging.start()

    def dropped() -> bool:
        return end.play({})["on"] is False

    eventually(dropped)
    assert end.play({})["faults"] == ["WATCH_DOG"]
    assert generator.status().hv is HighVoltage.UNKNOWN
    freed.set()
    hanging.join(30)
    generator.close()


def test_another_model_is_shown_as_faulted_until_it_is_the_right_one() -> None:
    end = SpellmanEnd("xrv", summed=False, model="OTHER-1")
    generator = driver(serve(end, "tcp", 0), [], checksum=False)
    for _ in range(2):
        with pytest.raises(DeviceFault, match="'OTHER-1' answers instead of"):
            generator.open()
        assert generator.health().state is DeviceState.FAULTED
        assert "OTHER-1" in generator.health().reason
    end.model = MODEL
    generator.open()
    assert generator.health().state is DeviceState.READY
    generator.close()
    assert generator.health().state is DeviceState.DISCONNECTED


def test_every_method_of_the_port_is_there() -> None:
    for name, method in inspect.getmembers(Generator, inspect.isfunction):
        if not name.startswith("_"):
            assert list(inspect.signature(getattr(Spellman, name)).parameters) == list(
                inspect.signature(method).parameters
            )


def test_a_serial_number_in_the_configuration_is_told() -> None:
    rig = rig_of()
    with pytest.raises(ConfigError, match="tell no serial number"):
        Spellman(name="generator", link=rig.link, serial="123", clock=rig.clock)
    with pytest.raises(ConfigError, match="no generator profile called xrx"):
        Spellman(name="generator", link=rig.link, clock=rig.clock, profile="xrx")


@pytest.mark.parametrize(
    ("number", "arguments", "frame"),
    [
        (22, (), b"\x0222,p\x03"),
        (10, (1280,), b"\x0210,1280,|\x03"),
        (98, (1,), b"\x0298,1,F\x03"),
        (99, (1,), b"\x0299,1,E\x03"),
        (7, (1,), b"\x0207,1,P\x03"),
    ],
)
def test_published_frames(number: int, arguments: tuple[int, ...], frame: bytes) -> None:
    assert encode(number, arguments, checksum=True) == frame
    assert encode(number, arguments, checksum=False) == frame[:-2] + b"\x03"
    assert decode(frame[1:-1], checksum=True) == Message(number, tuple(map(str, arguments)))
    assert decode(frame[1:-2], checksum=False) == Message(number, tuple(map(str, arguments)))


@pytest.mark.parametrize("frame", [b"", b",", b"22", b"22,1", b"x,1,", b"\xff,1,", b"-1,1,", b"22222,1,"])
def test_what_is_no_message(frame: bytes) -> None:
    assert decode(frame, checksum=False) is None


@pytest.mark.parametrize("text", ["22,", "022,", "0022,"])
def test_leading_zeros_do_not_matter(text: str) -> None:
    assert decode(text.encode(), checksum=False) == Message(22, ())


@pytest.mark.parametrize("split", [1, 2, 7])
def test_answers_in_pieces_and_with_garbage_are_read(split: int) -> None:
    rig = ready_rig()
    plain = rig.link.answer
    pieces: list[bytes] = []
    read = rig.link.read

    def answer(content: bytes) -> bytes:
        whole = b"\xff\x00 noise \x02half" + plain(content) + b"\x03tail"
        pieces.extend(whole[at : at + split] for at in range(0, len(whole), split))
        return b""

    def in_pieces(deadline_s: float) -> bytes:
        return pieces.pop(0) if pieces and deadline_s > 0.01 else read(deadline_s)

    rig.link.answer, rig.link.read = answer, in_pieces  # type: ignore[method-assign] # a bad line
    rig.polls(3)
    assert rig.device.state is DeviceState.READY
    assert rig.device.status().hv is HighVoltage.OFF


def test_a_damaged_answer_counts_as_none() -> None:
    rig = ready_rig()
    rig.end.corrupt = 1
    rig.device.poll()
    assert rig.device.state is DeviceState.DISCONNECTED
    assert rig.device.values["damaged_frames"] == 1


@pytest.mark.parametrize("reply", [b"22,1,", b"22,!,2,", b"22," + b"1," * 16, b"22," + b"1," * 18, b"22," + b"2," * 17])
def test_a_status_of_another_form_is_no_status(reply: bytes) -> None:
    rig = ready_rig(summed=False)
    plain = rig.link.answer
    rig.link.answer = lambda content: b"\x02" + reply + b"\x03" if content.startswith(b"\x0222,") else plain(content)
    rig.device.poll()
    assert rig.device.state is DeviceState.DISCONNECTED
    assert rig.device.status().hv is HighVoltage.UNKNOWN


@pytest.mark.parametrize("happens", ["range", "interlock"])
def test_bare_errors_of_the_uxman_are_errors_of_the_command(happens: str) -> None:
    rig = ready_rig("ux", summed=False)
    if happens == "interlock":
        rig.end.interlocks[0] = False
        with pytest.raises(DeviceFault, match="refused ON with !,INTERLOCK"):
            rig.device.send_on()
    else:
        assert rig.device.order("set_kv", 5000) == "!,RANGE"
    assert rig.device.state is DeviceState.READY


def test_an_error_that_refuses_on_is_told_and_followed_by_off() -> None:
    rig = ready_rig()
    plain = rig.link.answer
    rig.link.answer = lambda content: rig.end.frame(98, ["3"]) if content.startswith(b"\x0298,1") else plain(content)
    with pytest.raises(DeviceFault, match="refused ON with 3"):
        rig.device.on(rig.permit())
    assert rig.sent("98,0,", "98,1,") == ["98,0,"]
    assert rig.device.status().hv is HighVoltage.OFF


def test_setpoints_are_digits_of_full_scale() -> None:
    rig = ready_rig()
    rig.device.prepare(160.0, 15.0, "A. Operator")
    assert rig.end.set == {"kv": 4095, "ma": 2048}
    assert rig.device.full_scale == (160.0, 30.0)


def test_the_fault_log_is_bounded_and_in_order() -> None:
    rig = ready_rig()
    for number in range(250):
        rig.device.found = (f"FAULT_{number}",)
        rig.polls(1)
    log = list(rig.device.faults)
    assert len(log) == 200
    assert log[-1].faults == ("FAULT_249",)
    assert log == sorted(log, key=lambda entry: entry.time)
