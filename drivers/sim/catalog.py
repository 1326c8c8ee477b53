"""One row per simulated device end; imported when it is started."""

from typing import Any

from station.registry import Registry

ENDS: Registry[Any] = Registry("device end")

ENDS.add("camera", "drivers.sim.camera_end:run", kind="detector", summary="GigE Vision line-scan detector")
ENDS.add("scale", "drivers.sim.scale_end:run", kind="scale", summary="platform: MT-SICS, SBI, A&D, CAS")
ENDS.add("barcode", "drivers.sim.barcode_end:run", kind="barcode", summary="GS1-128 reader on a pseudo-terminal")
ENDS.add("plc", "drivers.sim.plc_end:run", kind="conveyor", summary="PLC with belt, encoder and light gates on Modbus")
ENDS.add("portal", "drivers.sim.rpm_end:run", kind="portal", summary="radiation portal, Rapiscan/TSA lines or Aspect")
ENDS.add("generator", "drivers.sim.spellman_end:run", kind="generator", summary="Spellman X-ray generator")
