"""The same stream through libaravis: `/usr/bin/python3 aravis_receiver.py HOST LINES RATE SECONDS`; figures as JSON.

Runs on the system's Python, which has the bindings; imports nothing of this project.
"""

import json
import resource
import sys
import time
from pathlib import Path

import gi

gi.require_version("Aravis", "0.8")
from gi.repository import Aravis  # noqa: E402 - its version is chosen first


def memory_mb():
    """Anonymous resident memory."""
    words = Path("/proc/self/status").read_text().split()
    return int(words[words.index("RssAnon:") + 1]) / 1024


def main(host, lines, rate, seconds):
    """Receive, throw away, count."""
    camera = Aravis.Camera.new(host)
    device = camera.get_device()
    device.set_integer_feature_value("Height", int(lines))
    device.set_integer_feature_value("AcquisitionLineRate", int(rate))
    camera.gv_set_packet_size(8000)
    stream = camera.create_stream(None, None)
    stream.set_property("socket-buffer", Aravis.GvStreamSocketBuffer.FIXED)
    stream.set_property("socket-buffer-size", 16 << 20)
    payload = camera.get_payload()
    for _ in range(64):
        stream.push_buffer(Aravis.Buffer.new_allocate(payload))
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu, begin = used.ru_utime + used.ru_stime, memory_mb()
    camera.start_acquisition()
    end = time.monotonic() + float(seconds)
    good = 0
    while time.monotonic() < end:
        buffer = stream.timeout_pop_buffer(100_000)
        if buffer is not None:
            good += buffer.get_status() == Aravis.BufferStatus.SUCCESS
            stream.push_buffer(buffer)
    camera.stop_acquisition()
    lost = sum(stream.get_info_uint64_by_name(f"n_{name}") for name in ("failures", "underruns", "missing_frames"))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({
        "blocks": good, "lost": lost, "cpu_s": used.ru_utime + used.ru_stime - cpu,
        "memory_mb": [begin, memory_mb()],
    }))  # fmt: skip


main(*sys.argv[1:])
