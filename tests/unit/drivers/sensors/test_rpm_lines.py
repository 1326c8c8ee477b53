"""Rapiscan/TSA lines: the capture, torn and strange lines, silence, lost links, recorded days."""

import contextlib
import math
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.sensors.rpm_lines import RpmLines, parse_line
from station.clock import ManualClock
from station.errors import DeviceUnavailable, LinkLost, StationError
from station.types.device import DeviceState
from station.types.radiation import PortalFault, RadiationOccupancy
from tests.support.links import ScriptedLink

BACKGROUND = b"NB,000006,000005,000003,000003\r\nGB,000203,000207,000221,000202\r\n"
GAMMA = b"GS,000044,000044,000040,000043\r\n"
ALARM = b"GA,000144,000144,000140,000143\r\n"
NEUTRON = b"NS,000005,000005,000003,000007\r\n"
SPEED = b"SP,0.2249,03.032,004.88,000000\r\n"
END = b"GX,000001,004741,000000,000000\r\n"
PASSAGE = BACKGROUND + GAMMA * 5 + NEUTRON + SPEED + END


def portal(received: bytes = b"") -> tuple[RpmLines, ScriptedLink]:
    clock = ManualClock()
    link = ScriptedLink(clock)
    device = RpmLines(name="portal", link=link, clock=clock, simulated=True)
    device.open()
    link.waiting = received
    return device, link


def one(received: bytes) -> RadiationOccupancy:
    done = portal(received)[0].read(1.0)
    assert done is not None
    return done


def test_the_captured_passage() -> None:
    done = one(PASSAGE)
    assert done.gamma_background is not None
    assert done.gamma_background.counts == (203, 207, 221, 202)
    assert [sample.counts for sample in done.gamma] == [(44, 44, 40, 43)] * 5
    assert [sample.counts for sample in done.neutron] == [(5, 5, 3, 7)]
    assert done.gamma_sigma == pytest.approx((855 - 833) / math.sqrt(833))
    # 0.2249 s/ft of the same line is 1,355.3 mm/s; the line's km/h have three digits.
    assert done.speed_mm_s == pytest.approx(304.8 / 0.2249, rel=1e-3)
    assert done.whole
    assert not done.gamma_alarm
    assert done.simulated
    assert done.source == "portal"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 31, 1000])
def test_lines_split_and_glued_at_every_size(size: int) -> None:
    device, link = portal()
    whole = PASSAGE * 2
    found: list[RadiationOccupancy] = []
    for start in range(0, len(whole), size):
        link.waiting = whole[start : start + size]
        while (done := device.read(0.001)) is not None:
            found.append(done)
    assert len(found) == 2
    assert device.health().values["malformed"] == 0
    assert device.health().values["lines"] == 20


def test_alarms_of_both_kinds_latch() -> None:
    gamma = one(BACKGROUND + GAMMA * 3 + ALARM + GAMMA * 10 + END)
    assert gamma.gamma_alarm
    assert not gamma.neutron_alarm
    neutron = one(BACKGROUND + GAMMA + NEUTRON.replace(b"NS", b"NA") + NEUTRON + END)
    assert neutron.neutron_alarm
    assert not neutron.gamma_alarm


def test_an_alarm_line_may_begin_an_occupancy() -> None:
    assert one(BACKGROUND + ALARM + END).gamma_alarm


def test_an_end_without_neutrons_and_an_end_alone() -> None:
    assert one(BACKGROUND + GAMMA + END).neutron == ()
    device, _ = portal(BACKGROUND + END)
    assert device.read(1.0) is None
    assert device.health().values["ends_alone"] == 1


def test_a_background_of_zero_gives_no_sigma() -> None:
    done = one(b"GB,000000,000000,000000,000000\r\n" + GAMMA * 6 + END)
    assert done.gamma_sigma is None


@pytest.mark.parametrize(
    "line",
    [b"GS,1,2,3", b"GS,1,2,3,4,5", b"GS,1,2,3,4,5,6", b"gs,1,2,3,4", b"GS", b",,,,", b"\xff\xfe\x00", b"G,1,2,3,4",
     b"GS;1;2;3;4", b"GS,1,2,3,4,14:03:22.125"],
)  # fmt: skip
def test_malformed_lines_are_counted_and_spoil_the_passage_they_fall_in(line: bytes) -> None:
    assert parse_line(line) is None
    device, _ = portal(BACKGROUND + GAMMA + line + b"\r\n" + GAMMA + END)
    done = device.read(1.0)
    assert done is not None
    assert done.damaged == 1
    assert not done.whole
    assert len(done.gamma) == 2
    assert device.health().values["malformed"] == 1


def test_unknown_tags_are_counted_and_do_no_harm() -> None:
    device, _ = portal(BACKGROUND + GAMMA + b"ZZ,000001,000000,000000,000000\r\n" * 3 + END)
    done = device.read(1.0)
    assert done is not None
    assert done.whole
    assert device.health().values["unknown_tags"] == 3


def test_a_field_that_is_no_number_is_missing_and_its_alarm_counts_all_the_same() -> None:
    done = one(BACKGROUND + b"GA,000044,######,-00001,0x0043\r\n" + END)
    assert done.gamma[0].counts == (44, None, None, None)
    assert done.gamma_alarm


def test_tamper_is_shown_until_it_is_taken_back() -> None:
    tampered, cleared = b"TT,000000,000000,000000,000000\r\n", b"TC,111111,111111,111111,111111\r\n"
    device, link = portal(BACKGROUND + tampered)
    assert device.read(0.5) is None
    assert device.health().values["tamper"] == 1
    link.waiting = GAMMA + cleared + END + GAMMA + END
    during, after = device.read(0.5), device.read(0.5)
    assert during is not None
    assert during.faults == (PortalFault.TAMPER,)
    assert after is not None
    assert after.faults == ()
    assert device.health().values["tamper"] == 0


@pytest.mark.parametrize(
    ("tag", "fault"),
    [(b"GL", PortalFault.GAMMA_LOW), (b"GH", PortalFault.GAMMA_HIGH), (b"NH", PortalFault.NEUTRON_HIGH)],
)
def test_a_background_fault_lasts_until_a_good_background(tag: bytes, fault: PortalFault) -> None:
    bad = tag + b",000003,000007,000001,000002\r\n"
    assert one(BACKGROUND + bad + GAMMA + END).faults == (fault,)
    assert one(bad + BACKGROUND + GAMMA + END).faults == ()


def test_the_sigma_of_the_portal_and_its_setup_as_it_came() -> None:
    setup = b"SG1,010000,000050,000005,000010,000004\r\nSG2,0001.2,a,b,c\r\n"
    device, _ = portal(setup + PASSAGE)
    done = device.read(1.0)
    assert done is not None
    assert done.threshold_sigma == 4.0
    assert device.lines.setup["SG2"] == "SG2,0001.2,a,b,c"
    assert one(PASSAGE).threshold_sigma is None


def test_a_lost_end_closes_the_occupancy_after_ten_seconds() -> None:
    device, link = portal(BACKGROUND + GAMMA * 5)
    for _ in range(3):
        assert device.read(3.0) is None
        link.waiting = BACKGROUND
    done = device.read(3.0)
    assert done is not None
    assert not done.ended
    assert done.end < done.start + timedelta(seconds=1)


def test_ten_seconds_of_silence_are_a_lost_link_and_it_is_opened_again() -> None:
    device, link = portal(BACKGROUND)
    assert device.read(9.0) is None
    with pytest.raises(LinkLost, match="silent"):
        device.read(9.0)
    assert device.health().state is DeviceState.DISCONNECTED
    with pytest.raises(DeviceUnavailable):
        device.read(0.1)
    link.clock.advance(1.0)
    # The opened link answers from its beginning: what the portal was like before is forgotten.
    assert device.read(0.5) is None
    link.waiting = GAMMA + END
    done = device.read(0.5)
    assert done is not None
    assert not done.begun
    assert device.health().state is DeviceState.READY


def test_noise_alone_is_silence() -> None:
    device, link = portal()
    for _ in range(10):
        link.waiting = b"?noise,1\r\n"
        assert device.read(0.9) is None
    with pytest.raises(LinkLost):
        device.read(1.1)


def test_a_reader_that_comes_seldom_does_not_find_silence() -> None:
    device, link = portal()
    for _ in range(5):
        link.clock.advance(60.0)
        link.waiting = BACKGROUND
        assert device.read(0.0) is None


def test_a_link_lost_in_an_occupancy_keeps_its_alarm() -> None:
    device, link = portal(BACKGROUND + GAMMA + ALARM)
    assert device.read(0.5) is None
    link.broken = True
    with pytest.raises(LinkLost):
        device.read(0.5)
    done = device.read(0.5)
    assert done is not None
    assert done.gamma_alarm
    assert not done.ended


def test_closing_in_an_occupancy_keeps_it_too() -> None:
    device, _ = portal(BACKGROUND + ALARM)
    assert device.read(0.5) is None
    device.close()
    done = device.read(0.5)
    assert done is not None
    assert done.gamma_alarm


def test_a_line_without_an_end_does_not_fill_the_memory() -> None:
    device, _ = portal(BACKGROUND + GAMMA + b"G" * 100_000 + b"\r\n" + END)
    done = device.read(1.0)
    assert done is not None
    assert done.damaged > 0
    assert len(device.cutter.buffer) <= 256


def test_the_driver_never_writes() -> None:
    device, link = portal(PASSAGE)
    device.read(1.0)
    device.close()
    assert link.written == []


def test_a_recorded_day_replays_with_its_times() -> None:
    """Lines of a daily file, with a time of day behind each, at the times that they tell."""
    day = [
        (30.0, b"SG1,010000,000050,000005,000010,000004,08-00-30.000\r\n"),
        (31.0, BACKGROUND.replace(b"\r\n", b",08-00-31.000\r\n")),
        (36.1, BACKGROUND.replace(b"\r\n", b",08-00-36.104\r\n")),
        *[(40.0 + n * 0.2, b"GS,000044,000044,000040,000043,08-00-4%d.%d00\r\n" % divmod(n * 2, 10)) for n in range(7)],
        (41.5, b"NA,000009,000012,000011,000010,08-00-41.500\r\n"),
        (42.0, b"GX,000001,004741,000000,000000,08-00-42.000\r\n"),
        (47.0, BACKGROUND.replace(b"\r\n", b",08-00-47.000\r\n")),
    ]
    device, link = portal()
    found = []
    for seconds, lines in day:
        link.clock.advance(seconds - 30.0 - link.clock.elapsed)
        link.waiting = lines
        found += [done] if (done := device.read(0.01)) is not None else []
    (done,) = found
    assert device.health().values["malformed"] == 0
    assert (done.end - done.start).total_seconds() == pytest.approx(2.0, abs=0.05)
    assert done.neutron_alarm
    assert done.threshold_sigma == 4.0
    assert len(done.gamma) == 7


@given(
    received=st.lists(st.one_of(st.sampled_from([BACKGROUND, GAMMA, ALARM, NEUTRON, END, b"\r\n"]), st.binary())),
    cut=st.integers(1, 50),
)
def test_any_bytes_give_occupancies_or_errors_of_our_tree(received: list[bytes], cut: int) -> None:
    device, link = portal()
    content = b"".join(received)
    for start in range(0, len(content), cut):
        link.waiting = content[start : start + cut]
        with contextlib.suppress(StationError):
            done = device.read(0.1)
            assert done is None or done.start <= done.end
        link.clock.advance(cut % 7)
