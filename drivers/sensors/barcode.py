"""Barcode readers on a serial line: [STX][AIM id]data[CR|LF|ETX]; device rules, section 5."""

import re

from drivers.device import LinkDevice
from drivers.framing.delimited import DelimitedFramer
from drivers.link.base import Link
from station.clock import Clock
from station.types.device import DeviceIdentity
from station.types.reading import BarcodeRead

AIM = re.compile(r"^(\][A-Za-z][0-9A-Za-z])(.*)$", re.DOTALL)
DUPLICATE_S = 2.0


class BarcodeSerial(LinkDevice):
    """One reader. It has no identification: whatever is on the configured port is the reader."""

    kind = "barcode"

    def __init__(self, *, name: str, link: Link, serial: str = "", simulated: bool = False, clock: Clock) -> None:
        super().__init__(name=name, link=link, serial=serial, simulated=simulated, clock=clock)
        self.framer = DelimitedFramer(terminators=b"\r\n\x02\x03", limit=512)
        self.last: tuple[str, float] = ("", 0.0)

    def identify(self) -> DeviceIdentity:
        """Readers send codes and nothing else."""
        return DeviceIdentity(vendor="", model="serial barcode reader", serial="", simulated=self.simulated)

    def read(self, deadline_s: float) -> BarcodeRead | None:
        """The next code; the same code again within 2 s is suppressed and counted."""
        return self.attempt(lambda: self.next_code(self.clock.monotonic() + deadline_s))

    def next_code(self, end: float) -> BarcodeRead | None:
        """The next code before `end`."""
        while (frame := self.next_frame(end)) is not None:
            text = frame.decode("utf-8", "replace")
            found = AIM.match(text)
            symbology, data = (found[1], found[2]) if found else ("", text)
            now = self.clock.monotonic()
            if data == self.last[0] and now - self.last[1] < DUPLICATE_S:
                self.values["suppressed"] = self.values.get("suppressed", 0) + 1
                continue
            self.last = (data, now)
            self.values["codes"] = self.values.get("codes", 0) + 1
            return BarcodeRead(
                source=self.name, text=data, symbology=symbology, time=self.clock.now(), simulated=self.simulated
            )
        return None
