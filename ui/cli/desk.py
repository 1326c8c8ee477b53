"""`ui`: the window of one seat."""

import argparse
from pathlib import Path

from station.config.load import load_config


def add_options(parser: argparse.ArgumentParser) -> None:
    """Config, language, screenshots."""
    parser.add_argument("--config", type=Path, required=True, metavar="FILE")
    parser.add_argument("--language", choices=("en", "ja"), help="default: as configured")
    parser.add_argument("--screenshots", type=Path, metavar="DIR", help="leave pictures of the pages and end")


def run(options: argparse.Namespace) -> int:
    """Open the window; ends when it is closed."""
    from ui.app import run_desk
    from ui.wiring.desk import StoreDesk

    config = load_config(options.config)
    desk = StoreDesk(config)
    return run_desk(desk, language=options.language or config.station.language, screenshots=options.screenshots)
