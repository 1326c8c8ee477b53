"""One row per driver; imported when it is first used."""

import inspect
from collections.abc import Mapping
from typing import Any

from station.errors import ConfigError
from station.registry import Registry

DRIVERS: Registry[Any] = Registry("driver")

NO_NUMBER = {
    "identity": "the protocol tells no maker, model or serial number",
    "right unit": "there is no serial number to compare",
}
NO_DEVICE = {
    "identity": "it plays files; there is no device",
    "right unit": "it plays files; there is no serial number",
    "deadlines": "reading a file waits for nobody",
    "reconnect": "a file that cannot be read is named and left out instead",
    "read first": "nothing is written",
    "faults": "there is no link; damaged files are in tests/contract/test_parsers.py",
    "bounded": "a file is read whole; its format limits its size",
}
DRIVERS.add(
    "gige-line-scan",
    "drivers.scanners.gige_line_scan:GigeLineScan",
    kind="detector",
    summary="GigE Vision line-scan detector",
    quality="silver",
    exempt={
        "faults": "packets, not a stream of bytes: loss, gaps and silence are in its own tests and met at the peer",
        "bounded": "a block has the configured size; what it holds has not been measured",
    },
)
DRIVERS.add(
    "recorded",
    "drivers.scanners.recorded:RecordedScans",
    kind="recording",
    summary="recordings, DICOS, DICOM, TIFF and PNG files",
    exempt={**NO_DEVICE, "health": "it is no device of a lane", "peer": "files of other programs are few yet"},
)
DRIVERS.add(
    "dicos-receiver",
    "drivers.scanners.dicos_receiver:DicosReceiver",
    kind="scanner",
    summary="whole scans by DICOM C-STORE: DICOS DX, CT, TDR, plain DX, CR, SC",
    quality="silver",
    exempt={
        "right unit": "a listener meets many peers: they are told apart by AE title, address and certificate",
        "read first": "a sender has no state to read and nothing is switched",
    },
)
DRIVERS.add(
    "folder-watch",
    "drivers.scanners.folder_watch:FolderWatch",
    kind="scanner",
    summary="whole scans that a scanner drops into a folder: DICOS, DICOM, TIFF, PNG",
    exempt={
        "right unit": "a folder has no serial number",
        "read first": "a folder has no state to read and nothing is switched",
        "peer": "files are its wire: those of others are read in the tests of their forms",
    },
)
DRIVERS.add(
    "recorded-lines",
    "drivers.scanners.recorded_lines:RecordedLines",
    kind="detector",
    summary="own recordings played as a live detector",
    exempt={**NO_DEVICE, "peer": "nobody else writes this format"},
)
DRIVERS.add(
    "weigh-mtsics", "drivers.sensors.weigh_mtsics:WeighMtsics", kind="scale", summary="MT-SICS scale", quality="silver"
)
DRIVERS.add(
    "weigh-sbi", "drivers.sensors.weigh_sbi:WeighSbi", kind="scale", summary="Sartorius SBI scale", quality="silver"
)
DRIVERS.add(
    "weigh-and",
    "drivers.sensors.weigh_and:WeighAnd",
    kind="scale",
    summary="scale in A&D standard format",
    exempt={**NO_NUMBER, "peer": "no program of others that speaks it was found; wires are socat's and ser2net's"},
)
DRIVERS.add(
    "weigh-cas",
    "drivers.sensors.weigh_cas:WeighCas",
    kind="scale",
    summary="scale that streams CAS 22 bytes",
    exempt={**NO_NUMBER, "peer": "no program of others that speaks it was found; wires are socat's and ser2net's"},
)
DRIVERS.add(
    "barcode-serial",
    "drivers.sensors.barcode:BarcodeSerial",
    kind="barcode",
    summary="barcode reader on a serial line",
    exempt={**NO_NUMBER, "peer": "no program of others that plays a reader was found; the wire is socat's"},
)
DRIVERS.add(
    "conveyor-modbus",
    "drivers.sensors.conveyor:ConveyorModbus",
    kind="conveyor",
    summary="conveyor behind a PLC on Modbus TCP",
    quality="silver",
    exempt={"right unit": "a PLC on Modbus TCP tells no serial number"},
)
DRIVERS.add(
    "portal-rpm-lines", "drivers.sensors.rpm_lines:RpmLines", kind="portal",
    summary="radiation portal that pushes Rapiscan/TSA lines",
    exempt={
        "identity": "the portal pushes lines and never says who it is",
        "right unit": "it has no serial number on the wire",
        "peer": "no program of others that speaks it is to be had; checked with the captured lines",
    },
)  # fmt: skip
DRIVERS.add(
    "portal-aspect", "drivers.sensors.rpm_modbus:RpmModbus", kind="portal",
    summary="radiation portal with Aspect's Modbus map", quality="silver",
    exempt={"right unit": "its register map has no serial number"},
)  # fmt: skip
DRIVERS.add(
    "generator-spellman", "drivers.generators.spellman:Spellman", kind="generator",
    summary="Spellman X-ray generator by profile",
    exempt={
        "identity": "the protocol tells a model and a version, no serial number",
        "right unit": "the protocol tells no serial number; another model than the configured one is refused",
        "peer": "no foreign device end is known; a foreign client checks our device end, published sums our frames",
    },
)  # fmt: skip


def make_device(driver: str, *, options: Mapping[str, object] | None = None, **common: object) -> Any:
    """The device of a driver, not opened; `options` are the arguments that its constructor alone knows.

    Raises:
        ConfigError: there is no such driver or option, or an option is of another type than its default.
    """
    member = DRIVERS.get(driver)
    known = {name: parameter for name, parameter in inspect.signature(member).parameters.items() if name not in common}
    for name, value in (options or {}).items():
        if name not in known:
            raise ConfigError(
                "the driver {driver} has no option {option}", remedy="it has: {known}", driver=driver, option=name,
                known=", ".join(known) or "none",
            )  # fmt: skip
        default = known[name].default
        if default is not inspect.Parameter.empty and type(value) is not type(default):
            raise ConfigError(
                "the option {option} of {driver} is {value!r}", remedy="write it like its default, {default!r}",
                driver=driver, option=name, value=str(value), default=str(default),
            )  # fmt: skip
    return member(**common, **(options or {}))
