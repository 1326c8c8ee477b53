"""A file system that really is full: lines are whole or not kept, the ring goes on, new space is used."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.system
SIZE_KB = 512
# Runs on a small file system of its own; the ring is made first, as in the acquisition process.
CHILD = """
import sys
from pathlib import Path
import numpy as np
from drivers.acquisition.spool import Spool, segments
from drivers.acquisition.writer import LineWriter
from station.formats.line_file import HEADER, LineLayout
from station.formats.line_ring import RingReader, RingWriter
from tests.support.builders import block

folder = Path(sys.argv[1])
layout = LineLayout(channels=2, pixels=64, simulated=True)
ring = RingWriter(folder / "ring", layout, slots=512)
writer = LineWriter(Spool(folder / "spool", layout), ring)

def write(number):
    counts = np.full((32, 2, 64), number, np.uint16)
    writer.write(block(32 * number, counts))

for number in range(200):
    write(number)
full = writer.not_kept_lines
assert writer.fault is not None
newest = RingReader(folder / "ring").cursor
for _, path in segments(folder / "spool")[:1]:
    path.unlink()
write(200)
sizes = [path.stat().st_size - HEADER.itemsize for _, path in segments(folder / "spool")]
torn = sum(size % layout.record.itemsize != 0 for size in sizes)
print(full, newest, torn, writer.fault is None, writer.kept_lines)
"""


def test_a_full_file_system(tmp_path: Path) -> None:
    mount = f'mount -t tmpfs -o size={SIZE_KB}k none "$1" && exec "$0" -c "$2" "$1"'
    words = ["unshare", "-rm", "sh", "-c", mount, sys.executable, str(tmp_path), CHILD]
    done = subprocess.run(words, capture_output=True, text=True, timeout=50, check=False)
    if "Operation not permitted" in done.stderr:
        pytest.skip("no file system can be mounted here")
    assert done.returncode == 0, done.stderr
    full, newest, torn, recovered, kept = done.stdout.split()
    assert int(full) > 0
    assert int(newest) == 200 * 32
    assert (torn, recovered) == ("0", "True")
    # All but the ring was filled with whole blocks, and one more after space was made.
    assert int(kept) == 200 * 32 - int(full) + 32
