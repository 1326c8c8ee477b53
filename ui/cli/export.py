"""`export`: an item with everything that is kept about it, as a signed evidence bundle."""

import argparse
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from station.errors import InputUnsuitable, SecondPersonNeeded, StationError
from ui.cli import console


def add_options(parser: argparse.ArgumentParser) -> None:
    """Config, item, out, two persons, json."""
    parser.add_argument("--config", type=Path, required=True, metavar="FILE")
    parser.add_argument("item", metavar="ITEM", help="item id, or what its barcode says")
    parser.add_argument("--out", type=Path, required=True, metavar="BUNDLE", help="a file that is not there yet")
    parser.add_argument("--as", dest="by", metavar="NAME", help="who exports; the password is asked for")
    parser.add_argument("--second", metavar="NAME", help="supervisor who signs too; the password is asked for")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Where there are accounts two persons sign; their passwords are asked for in turn."""
    from station.access.private import write_private
    from station.access.separation import TwoPersonAct, approve
    from station.workflow.evidence import export_item
    from ui.cli.people import ask_password, people_in
    from ui.wiring.people import People

    def signed(people: People, item_id: str) -> str:
        """Who exports, after both have signed."""
        if not (options.by and options.second):
            raise SecondPersonNeeded(
                "two persons must sign this: {act}", remedy="name both: --as NAME --second NAME",
                act=TwoPersonAct.EXPORT.value,
            )  # fmt: skip
        first, second = (
            people.logins.log_in(name, ask_password(f"password of {name}"), "sign")
            for name in (options.by, options.second)
        )
        try:
            approval = approve(TwoPersonAct.EXPORT, item_id, {"item": item_id}, first, second, people.clock)
        except StationError:
            detail = {"act": TwoPersonAct.EXPORT.value, "signers": [first.user.name, second.user.name]}
            people.store.audit(first.user.name, "denied", item_id, detail)
            raise
        people.store.put_approval(approval)
        return first.user.name

    people = people_in(options.config)
    config, store = people.config, people.store
    try:
        if options.out.exists():
            raise InputUnsuitable("{path} is there already", remedy="name another file", path=str(options.out))
        item_id = store.find_item(options.item)
        accounts = store.has_users()
        exporter = signed(people, item_id) if accounts else config.station.inspector
        station = {"site": config.station.site, "lane": config.station.lane, "scanner": config.detector.model}
        content = export_item(
            store, item_id, key=store.seal.key, exporter=exporter, station=station, software=versions(),
            accounts=accounts, at=people.clock.now(),
        )  # fmt: skip
        write_private(options.out, content)
    except OSError as err:
        raise InputUnsuitable("{path} cannot be written: {cause}", remedy="name another file", path=str(options.out),
                              cause=err.strerror or str(err)) from err  # fmt: skip
    finally:
        store.close()
    fingerprint = store.seal.key.public.fingerprint
    if options.json:
        console.json_line({"item": item_id, "bundle": str(options.out), "bytes": len(content), "key": fingerprint,
                           "accounts": accounts})  # fmt: skip
    else:
        console.say(f"{options.out}: {len(content)} bytes, signed with the key {fingerprint}")
    return 0


def versions() -> dict[str, str]:
    """Of the program and the interpreter."""
    try:
        own = version("inspection-station")
    except PackageNotFoundError:
        own = "not installed"
    return {"inspection-station": own, "python": platform.python_version()}
