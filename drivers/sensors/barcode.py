"""Barcode readers on a serial line; device rules, section 5.

[STX] [preamble] [AIM id "]" letter modifier] data [postamble] suffix      CR, LF, CR LF, ETX, TAB, or silence

Check digits are not looked at here, and control characters in the data, GS1's separator 0x1D first of all, stay.
"""

import codecs
import re

from drivers.device import LinkDevice
from drivers.framing.delimited import DelimitedFramer
from drivers.link.base import Link
from station.clock import Clock
from station.errors import ConfigError
from station.types.device import DeviceIdentity
from station.types.reading import BarcodeRead

AIM = re.compile(r"^(\][A-Za-z][0-9A-Za-z])(.*)$", re.DOTALL)
SUFFIXES = {"any": b"\r\n\x03", "cr": b"\r", "lf": b"\n", "crlf": b"\r\n", "etx": b"\x03", "tab": b"\t", "none": b""}
LONGEST = 512


class BarcodeSerial(LinkDevice):
    """One reader. It has no identification: whatever is on the configured port is the reader.

    Args:
        preamble: what the reader is set to send before the AIM identifier; a read without it is refused.
        postamble: the same behind the data.
        suffix: what ends a read: any (CR, LF or ETX), cr, lf, crlf, etx, tab, none.
        silence_s: with suffix none, this silence ends a read; with another, half a read is given up after it.
        duplicate_s: a code that comes again within this time is suppressed; 0 suppresses none.
        encoding: of the data; a read that is not in it is refused.

    Raises:
        ConfigError: no such suffix or encoding.
    """

    kind = "barcode"

    def __init__(
        self, *, name: str, link: Link, serial: str = "", simulated: bool = False, clock: Clock, preamble: str = "",
        postamble: str = "", suffix: str = "any", silence_s: float = 0.2, duplicate_s: float = 2.0,
        encoding: str = "utf-8",
    ) -> None:  # fmt: skip
        super().__init__(name=name, link=link, serial=serial, simulated=simulated, clock=clock)
        if suffix not in SUFFIXES:
            raise ConfigError("the barcode reader has no suffix {suffix!r}", remedy="choose one of: {known}",
                              source=name, suffix=suffix, known=", ".join(SUFFIXES))  # fmt: skip
        try:
            codecs.lookup(encoding)
        except LookupError as err:
            raise ConfigError("there is no encoding {encoding!r}", remedy="write utf-8, ascii or shift_jis",
                              source=name, encoding=encoding) from err  # fmt: skip
        self.framer = self.cutter = DelimitedFramer(terminators=SUFFIXES[suffix], limit=LONGEST)
        self.silence_ends = suffix == "none"
        self.preamble, self.postamble = preamble, postamble
        self.silence_s, self.duplicate_s, self.encoding = silence_s, duplicate_s, encoding
        self.heard_at = 0.0
        self.last: tuple[str, str, float] = ("", "", 0.0)

    def identify(self) -> DeviceIdentity:
        """Readers send codes and nothing else."""
        return DeviceIdentity(vendor="", model="serial barcode reader", serial="", simulated=self.simulated)

    def read(self, deadline_s: float) -> BarcodeRead | None:
        """The next code; the same code again within `duplicate_s` of its last time is suppressed and counted."""
        return self.attempt(lambda: self.next_code(self.clock.monotonic() + deadline_s))

    def next_code(self, end: float) -> BarcodeRead | None:
        """The next code before `end`."""
        while (frame := self.next_read(end)) is not None:
            text = self.data(frame)
            if text is None:
                self.count("refused")
                continue
            found = AIM.match(text)
            symbology, data = (found[1], found[2]) if found else ("", text)
            now = self.clock.monotonic()
            again = (symbology, data) == self.last[:2] and now - self.last[2] < self.duplicate_s
            self.last = (symbology, data, now)
            if again:
                self.count("suppressed")
                continue
            self.count("codes")
            return BarcodeRead(
                source=self.name, text=data, symbology=symbology, time=self.clock.now(), simulated=self.simulated
            )
        return None

    def next_read(self, end: float) -> bytes | None:
        """The next whole read before `end`, as it stands between suffixes or silences."""
        while not self.frames:
            now = self.clock.monotonic()
            if now >= end:
                return None
            quiet_at = self.heard_at + self.silence_s if self.cutter.buffer else end
            received = self.link.read(max(min(end, quiet_at) - now, 0.0))
            if received:
                self.heard_at = self.clock.monotonic()
                self.frames.extend(self.cutter.feed(received))
            elif self.cutter.buffer and self.clock.monotonic() >= quiet_at:
                begun = self.cutter.rest()
                if self.silence_ends:
                    return begun
                # Half a read: the next code must not be glued to it.
                self.count("cut")
        return self.frames.pop(0)

    def data(self, frame: bytes) -> str | None:
        """AIM identifier and data of a frame; None if it is not framed or encoded as configured."""
        # What stands before STX is the end of something else.
        try:
            text = frame.rpartition(b"\x02")[2].decode(self.encoding)
        except UnicodeDecodeError:
            return None
        if not (text.startswith(self.preamble) and text.endswith(self.postamble)):
            return None
        return text[len(self.preamble) : len(text) - len(self.postamble)] or None
