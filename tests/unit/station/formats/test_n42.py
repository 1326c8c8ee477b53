"""N42.42: documents of instruments, what they lack, what is refused; our own, against the rules and read back."""

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from station.errors import ContractBreach, FormatError, InputUnsuitable
from station.formats.n42 import read_n42, seconds_of
from station.formats.n42_rules import faults
from station.formats.n42_writer import encode_occupancy
from station.types.device import DeviceIdentity
from station.types.radiation import CountSample
from tests.support.portal import PORTAL_START, occupancy

WRITTEN = datetime(2026, 1, 2, tzinfo=UTC)
HEAD = '<RadInstrumentData xmlns="http://physics.nist.gov/N42/2011/N42">'


def measured(inner: str, *, head: str = HEAD, more: str = "") -> bytes:
    return f"{head}{more}<RadMeasurement>{inner}</RadMeasurement></RadInstrumentData>".encode()


def spectrum(counts: str, packed: str = "CountedZeroes", reference: str = "") -> str:
    return f'<Spectrum energyCalibrationReference="{reference}"><ChannelData compressionCode="{packed}">{counts}</ChannelData></Spectrum>'  # noqa: E501 - one element


@pytest.mark.parametrize(
    ("name", "layout", "measurements", "spectra", "total"),
    [
        ("ba133-2006.n42", "2006", 1, 8, 2_621_142), ("background-2006.n42", "2006", 1, 8, 467_199),
        ("portal-passthrough.n42", "2006", 133, 1064, 600_266), ("detector-background.n42", "2012", 1, 1, 24_794),
        ("five-samples-two-detectors.n42", "2012", 5, 10, 106_900), ("gapped-samples.n42", "2012", 5, 5, 54_800),
        ("state-document.n42", "2012", 2, 2, 1_060_776),
    ],
)  # fmt: skip
def test_documents_of_instruments(
    name: str, layout: str, measurements: int, spectra: int, total: int, shared_data: Path
) -> None:
    content = (shared_data / "n42" / name).read_bytes()
    document = read_n42(content)
    found = [one for measurement in document.measurements for one in measurement.spectra]
    assert (document.layout, len(document.measurements), len(found)) == (layout, measurements, spectra)
    counted = sum(float(one.counts.sum(dtype=np.float64)) for one in found)
    assert counted == pytest.approx(total, abs=0.01)
    # By another road: every second number after a zero is a length, the others are counts.
    assert counted == pytest.approx(sum_of_text(content.decode()), abs=0.01)
    assert all(one.energies_kev is not None for one in found)
    assert document.refused == (
        ("prefix DHS: not declared; read all the same",) if name == "state-document.n42" else ()
    )


def sum_of_text(text: str) -> float:
    """The counts of all ChannelData, with a regular expression instead of a parser."""
    total = 0.0
    for data in re.findall(r"<ChannelData[^>]*>([^<]*)<", text):
        total += sum(map(float, re.sub(r"(?<!\S)0(\.0*)?\s+\d+", "", data).split()))
    return total


def test_barium_stands_where_it_must(shared_data: Path) -> None:
    document = read_n42((shared_data / "n42" / "ba133-2006.n42").read_bytes())
    for one in document.measurements[0].spectra:
        assert one.energies_kev is not None
        middle = (one.energies_kev[:-1] + one.energies_kev[1:]) / 2
        window = (middle > 330) & (middle < 380)
        # The strongest line of Ba-133 above 100 keV, 356.0 keV.
        assert middle[window][np.argmax(one.counts[window])] == pytest.approx(356.0, abs=3.0)


def test_a_portal_passage_has_its_times_occupancy_and_speed(shared_data: Path) -> None:
    document = read_n42((shared_data / "n42" / "portal-passthrough.n42").read_bytes())
    first, second = document.measurements[:2]
    assert first.start == datetime(2010, 1, 24, 0, 8, 24, 78_000, tzinfo=UTC)
    assert second.start is not None
    assert second.start - first.start == timedelta(seconds=0.25)
    assert (first.real_s, first.occupied, document.instrument_class) == (0.25, True, "SpecPortal")
    assert first.speed_mm_s == pytest.approx(2.4 * 447.04)
    # Spectra of one detector share the edges of their calibration.
    assert first.spectra[0].energies_kev is second.spectra[0].energies_kev


def test_a_run_of_zeros_is_expanded_and_its_sum_kept() -> None:
    (measurement,) = read_n42(measured(spectrum("0 94 1 0 80 1"))).measurements
    counts = measurement.spectra[0].counts
    assert len(counts) == 176
    assert counts.sum() == 2
    assert (counts[94], counts[175]) == (1, 1)


@pytest.mark.parametrize("counts", ["5 0", "0 0 5", "0 -3", "0 1.5 2", "0 70000", "1 x 2", "nan 1", "1e300", "", "inf"])
def test_a_damaged_spectrum_is_left_out_and_named_and_the_others_stay(counts: str) -> None:
    document = read_n42(measured(spectrum(counts) + spectrum("1 2 3")))
    assert [list(one.counts) for one in document.measurements[0].spectra] == [[1, 2, 3]]
    assert len(document.refused) == 1


def test_an_unknown_compression_is_no_guess() -> None:
    assert "compression" in read_n42(measured(spectrum("1 2", packed="Zip"))).refused[0]


def test_a_document_cannot_make_us_hold_more_than_its_budget() -> None:
    document = read_n42(measured(spectrum("0 65536") * 500))
    assert sum(len(one.counts) for one in document.measurements[0].spectra) == 24 * 2**20
    assert 0 < len(document.refused) <= 100
    assert "too many channels" in document.refused[0]


@pytest.mark.parametrize(
    ("calibration", "edges"),
    [
        ("<CoefficientValues>-1 3 0</CoefficientValues>", [-1, 2, 5, 8]),
        ("<EnergyBoundaryValues>30 100 250 500</EnergyBoundaryValues>", [30, 100, 250, 500]),
        ("<EnergyBoundaryValues>30 100 250</EnergyBoundaryValues>", None),
        ("<EnergyBoundaryValues>30 30 250 500</EnergyBoundaryValues>", None),
        ("<CoefficientValues>5 -3</CoefficientValues>", None),
        ("<CoefficientValues>1e14 1e14</CoefficientValues>", [1e14, 2e14, 3e14, 4e14]),
        ("<CoefficientValues>0 x</CoefficientValues>", None), ("", None),
    ],
)  # fmt: skip
def test_calibrations_are_used_or_there_are_counts_only(calibration: str, edges: list[float] | None) -> None:
    more = f'<EnergyCalibration id="c">{calibration}</EnergyCalibration>'
    (measurement,) = read_n42(measured(spectrum("1 2 3", reference="c"), more=more)).measurements
    (one,) = measurement.spectra
    assert list(one.counts) == [1, 2, 3]
    assert (None if one.energies_kev is None else list(one.energies_kev)) == edges


def test_what_is_missing_is_none() -> None:
    (measurement,) = read_n42(measured(spectrum("1 2", reference="nowhere"))).measurements
    assert (measurement.start, measurement.real_s, measurement.occupied, measurement.speed_mm_s) == (None,) * 4
    assert measurement.measurement_class == "NotSpecified"
    assert measurement.spectra[0].energies_kev is None
    assert measurement.spectra[0].live_s is None


def test_a_prefix_on_every_element_and_a_wrapped_document_are_read() -> None:
    prefixed = measured(spectrum("1 2")).decode().replace("<Rad", "<n:Rad").replace("</Rad", "</n:Rad")
    assert len(read_n42(prefixed.replace("xmlns=", "xmlns:n=").encode()).measurements) == 1
    old = b"<Event><N42InstrumentData><Measurement/></N42InstrumentData></Event>"
    assert read_n42(old).layout == "2006"


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><RadInstrumentData>&b;</RadInstrumentData>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><RadInstrumentData>&a;</RadInstrumentData>'


@pytest.mark.parametrize(
    "content",
    [b"", b"no xml", b"<a/>", BOMB, OUTSIDE, b"<!DOCTYPE x SYSTEM 'http://127.0.0.1/x'><RadInstrumentData/>",
     b"<RadInstrumentData>&unknown;</RadInstrumentData>", b"<a>" * 100_000, b"<RadInstrumentData><a>",
     b"<RadInstrumentData>" + b"<a/>" * 400_001 + b"</RadInstrumentData>",
     b"<RadInstrumentData>" + b" " * (32 * 2**20) + b"</RadInstrumentData>",
     b'<?xml version="1.0" encoding="ebcdic-of-nowhere"?><RadInstrumentData/>'],
)  # fmt: skip
def test_what_is_refused_as_a_whole(content: bytes) -> None:
    with pytest.raises(FormatError, match="N42"):
        read_n42(content)


def test_durations() -> None:
    assert [seconds_of(text) for text in ("PT0.250S", "PT1H2M3S", "P1DT1S", "PT629.170S")] == [
        0.25, 3723.0, 86_401.0, 629.17,
    ]  # fmt: skip
    assert [seconds_of(text) for text in ("", "P", "PT", "0.25", "PT-1S", "PTS")] == [None] * 6


# our own documents


def encoded(**changes: Any) -> bytes:
    portal = DeviceIdentity(vendor="Aspect <&>", model="portal\x00", serial="", version="5349")
    return encode_occupancy(occupancy(**changes), portal=portal, written_at=WRITTEN)


def test_an_occupancy_is_read_back_as_it_was() -> None:
    seen = occupancy()
    document = read_n42(encoded())
    assert (document.layout, document.manufacturer, document.model) == ("2012", "Aspect <&>", "portal?")
    assert (document.instrument_class, document.identifier, document.refused) == ("Portal Monitor", "portal", ())
    backgrounds = [one for one in document.measurements if one.measurement_class == "Background"]
    gamma = [one for one in document.measurements if one.spectra and one.occupied]
    neutron = [one for one in document.measurements if one.gross and one.occupied]
    assert [tuple(int(s.counts[0]) for s in one.spectra) for one in gamma] == [sample.counts for sample in seen.gamma]
    assert [tuple(int(g.counts) for g in one.gross) for one in neutron] == [sample.counts for sample in seen.neutron]
    assert [one.start for one in gamma] == [sample.time - timedelta(seconds=0.2) for sample in seen.gamma]
    assert {one.real_s for one in gamma} == {0.2}
    assert [float(s.counts[0]) for s in backgrounds[0].spectra] == [203, 207, 221, 202]
    assert [g.counts for g in backgrounds[1].gross] == [6, 5, 3, 3]
    assert all(one.occupied is False for one in backgrounds)
    for one in gamma:
        assert [s.detector for s in one.spectra] == ["Aa1", "Aa2", "Aa3", "Aa4"]
        assert all(s.energies_kev is not None and list(s.energies_kev) == [30, 3000] for s in one.spectra)
    assert document.alarms == ()


def test_alarms_are_in_it_neutrons_first_even_without_counts() -> None:
    assert read_n42(encoded(gamma_alarm=True, neutron_alarm=True)).alarms == ("Neutron", "Gamma")
    assert read_n42(encoded(neutron=(), neutron_alarm=True)).alarms == ("Neutron",)


def test_success_only_of_a_whole_passage_or_an_alarm() -> None:
    assert b"Success" in encoded()
    assert b"Failure" in encoded(ended=False)
    assert b"Success" in encoded(ended=False, gamma_alarm=True)


def test_a_simulated_passage_is_marked() -> None:
    assert b"SIM" not in encoded()
    document = read_n42(encoded(simulated=True))
    assert document.model.endswith("SIM")


def test_a_missing_number_is_left_out_and_not_zero() -> None:
    sample = CountSample(time=PORTAL_START, seconds=0.2, counts=(44, None, 0, None), alarm=False)
    document = read_n42(encoded(gamma=(sample,)))
    (gamma,) = [one for one in document.measurements if one.spectra and one.occupied]
    assert [(s.detector, float(s.counts[0])) for s in gamma.spectra] == [("Aa1", 44), ("Aa3", 0)]


def test_the_same_occupancy_has_the_same_number_and_another_another() -> None:
    assert encoded() == encoded()
    numbers = {re.search(rb'n42DocUUID="([^"]+)"', encoded(start_s=start))[1] for start in (0.0, 1.0)}  # type: ignore[index] # it is there
    assert len(numbers) == 2


def test_a_passage_without_counts_is_no_document() -> None:
    with pytest.raises(InputUnsuitable):
        encoded(gamma=(), neutron=())


def test_a_time_without_a_zone_is_not_written() -> None:
    with pytest.raises(ContractBreach, match="without a zone"):
        encode_occupancy(occupancy(), portal=None, written_at=datetime(2026, 1, 1))  # noqa: DTZ001 - the fault
    japan = timezone(timedelta(hours=9))
    assert faults(encode_occupancy(occupancy(), portal=None, written_at=WRITTEN.astimezone(japan))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'radDetectorInformationReference="Aa1"', b'radDetectorInformationReference="Bb1"'),
        (b' energyCalibrationReference="Whole"', b""), (b"PT0.2S", b"0.2"), (b"+00:00<", b"<"),
        (b'id="Gamma2"', b'id="Gamma1"'), (b"Portal Monitor", b"Portal"),
        (b"<RadDetectorCategoryCode>Gamma</RadDetectorCategoryCode>", b""),
        (b"<OccupancyIndicator>true</OccupancyIndicator>", b"<OccupancyIndicator>1</OccupancyIndicator>"),
        (b"<RadInstrumentDataCreatorName>inspection station</RadInstrumentDataCreatorName>", b"<RadMeasurement/>"),
        (b"n42DocUUID", b"docUUID"),
    ],
)  # fmt: skip
def test_the_rules_notice(old: bytes, new: bytes) -> None:
    content = encoded()
    assert faults(content) == []
    assert old in content
    assert faults(content.replace(old, new, 1)) != []


def test_a_document_of_others_keeps_the_rules_that_we_know(shared_data: Path) -> None:
    """The rules are not stricter than an independent writer, apart from what that one leaves out."""
    found = faults((shared_data / "n42" / "detector-background.n42").read_bytes())
    # Its class "Other" is not in our list, and remarks stand where ours has none.
    assert {text.split()[0] for text in found} <= {"code", "children"}
