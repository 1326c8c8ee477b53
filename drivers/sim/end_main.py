"""One device end as a process: `python -m drivers.sim.end_main camera|scale|barcode|... `, one of the catalogue.

Says where it listens as one JSON line, then takes JSON commands on standard input, one a line:
{"place": n} item n arrives, {"clear": true} nothing is on the scale, {"quit": true}. The end of input ends it.
"""

import argparse

from drivers.sim.catalog import ENDS
from drivers.sim.world import World


def main() -> None:
    """Start one end."""
    parser = argparse.ArgumentParser(prog="drivers.sim.end_main", description=__doc__)
    parser.add_argument("kind", choices=[row.name for row in ENDS])
    parser.add_argument("--scanner", required=True)
    parser.add_argument("--scenario", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--width", type=int, default=0)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--link", choices=("tcp", "pty"), default="tcp")
    parser.add_argument("--line-rate", type=float, default=0.0)
    parser.add_argument("--lose", type=int, default=0, help="GVSP packets lost, per thousand")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="an option of this end alone")
    options = parser.parse_args()
    options.set = dict(pair.partition("=")[::2] for pair in options.set)
    world = World(
        scanner_name=options.scanner, scenario=options.scenario, seed=options.seed, width=options.width or None
    )
    ENDS.get(options.kind)(world, options)


if __name__ == "__main__":
    main()
