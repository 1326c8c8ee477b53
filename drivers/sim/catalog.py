"""One row per simulated device end; imported when it is started."""

from typing import Any

from station.registry import Registry

ENDS: Registry[Any] = Registry("device end")

ENDS.add("camera", "drivers.sim.camera_end:run", kind="detector", summary="GigE Vision line-scan detector")
ENDS.add("scale", "drivers.sim.scale_end:run", kind="scale", summary="MT-SICS platform over TCP or a pseudo-terminal")
ENDS.add("barcode", "drivers.sim.barcode_end:run", kind="barcode", summary="GS1-128 reader on a pseudo-terminal")
ENDS.add("generator", "drivers.sim.spellman_end:run", kind="generator", summary="Spellman X-ray generator")
