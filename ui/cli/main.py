"""inspection-station: the command line. Each command is a row: name, module, one line of help.

Exit codes: 0 done; 1 an error, told with its remedy; 2 wrong usage; 3 done, but something was left out.
"""

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Sequence

from station.errors import StationError

ROWS = (
    ("demo", "ui.cli.demo", "run a simulated lane and show what it finds"),
    ("start", "ui.cli.start", "run a station: lane and receiver under a supervisor, with --window its window"),
    ("lane", "ui.cli.lane", "run a lane: detector, scale, reader, analysis"),
    ("acquire", "ui.cli.acquire", "run the acquisition process of a lane (started by lane)"),
    ("receive", "ui.cli.receive", "receive the scans of another maker's scanner and analyse them"),
    ("ui", "ui.cli.desk", "open the window"),
    ("analyse", "ui.cli.analyse", "recorded scans to findings and overlay pictures"),
    ("simulate", "ui.cli.simulate", "write simulated recordings with their truth"),
    ("replay", "ui.cli.replay", "recorded sets against a model: rates with exact intervals"),
    ("evaluate", "ui.cli.evaluate", "the estimator against what physics allows, row by row of the benchmark"),
    ("calibrate", "ui.cli.calibrate", "take dark and air lines and activate the profile"),
    ("devices", "ui.cli.devices", "state of the devices of a running lane"),
    ("generator", "ui.cli.generator", "status of the X-ray generator; set, switch or season it"),
    ("users", "ui.cli.users", "the first administrator, accounts, roles and passwords"),
    ("export", "ui.cli.export", "an item with all its records as a signed evidence bundle"),
    ("verify", "ui.cli.verify", "an evidence bundle, or the audit log and files of a station"),
    ("doctor", "ui.cli.doctor", "check configuration, links, store and fonts, and say what to mend"),
)


def parser() -> argparse.ArgumentParser:
    """The parser with all commands; their modules add the options."""
    top = argparse.ArgumentParser(prog="inspection-station", description=__doc__.split("\n\n")[0] if __doc__ else "",
                                  epilog="exit codes: 0 done, 1 error, 2 usage, 3 something was left out")  # fmt: skip
    commands = top.add_subparsers(dest="command", required=True)
    for name, module, text in ROWS:
        sub = commands.add_parser(name, help=text, description=text)
        importlib.import_module(module).add_options(sub)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    # Threads of numerical libraries fight over the two cores that a station has.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "2")
    os.environ.setdefault("PYQTGRAPH_QT_LIB", "PyQt5")
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    options = parser().parse_args(arguments)
    module = next(module for name, module, _ in ROWS if name == options.command)
    try:
        return int(importlib.import_module(module).run(options))
    except StationError as err:
        sys.stderr.write(f"{err}\n")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main())
