"""One row per driver; imported when it is first used."""

import inspect
from collections.abc import Mapping
from typing import Any

from station.errors import ConfigError
from station.registry import Registry

DRIVERS: Registry[Any] = Registry("driver")

DRIVERS.add(
    "gige-line-scan",
    "drivers.scanners.gige_line_scan:GigeLineScan",
    kind="detector",
    summary="GigE Vision line-scan detector",
    quality="silver",
)
DRIVERS.add(
    "recorded",
    "drivers.scanners.recorded:RecordedScans",
    kind="recording",
    summary="recordings, DICOS, DICOM, TIFF and PNG files",
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
)
DRIVERS.add(
    "weigh-mtsics", "drivers.sensors.weigh_mtsics:WeighMtsics", kind="scale", summary="MT-SICS scale", quality="silver"
)
DRIVERS.add("weigh-sbi", "drivers.sensors.weigh_sbi:WeighSbi", kind="scale", summary="Sartorius SBI scale")
DRIVERS.add("weigh-and", "drivers.sensors.weigh_and:WeighAnd", kind="scale", summary="scale in A&D standard format")
DRIVERS.add("weigh-cas", "drivers.sensors.weigh_cas:WeighCas", kind="scale", summary="scale that streams CAS 22 bytes")
DRIVERS.add(
    "barcode-serial", "drivers.sensors.barcode:BarcodeSerial", kind="barcode", summary="barcode reader on a serial line"
)


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
