"""Our driver alone, nothing kept: `python receive_only.py HOST CHANNELS PIXELS RATE SECONDS`; figures as JSON."""

import json
import resource
import sys
import time
from pathlib import Path

from drivers.scanners.gige_line_scan import GigeLineScan
from station.clock import SystemClock


def memory_mb() -> float:
    """Anonymous resident memory."""
    words = Path("/proc/self/status").read_text(encoding="ascii").split()
    return int(words[words.index("RssAnon:") + 1]) / 1024


def main(host: str, channels: str, pixels: str, rate: str, seconds: str) -> None:
    """Receive, throw away, count."""
    detector = GigeLineScan(
        name="detector", address=host, channels=int(channels), pixels=int(pixels), line_rate_hz=float(rate),
        clock=SystemClock(),
    )  # fmt: skip
    detector.open()
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu, begin = used.ru_utime + used.ru_stime, memory_mb()
    detector.start()
    end = time.monotonic() + float(seconds)
    blocks = 0
    for _ in detector.blocks():
        blocks += 1
        if time.monotonic() > end:
            break
    detector.stop()
    used = resource.getrusage(resource.RUSAGE_SELF)
    dropped = detector.health().values["system_dropped_packets"]
    print(json.dumps({
        "blocks": blocks, "lost": detector.lost_lines // 32, "dropped": dropped,
        "cpu_s": used.ru_utime + used.ru_stime - cpu, "memory_mb": [begin, memory_mb()],
    }))  # fmt: skip
    detector.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
