"""One row per driver; imported when it is first used."""

from typing import Any

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
