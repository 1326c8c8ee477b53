"""A station's people as wiring builds them."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from station.access.accounts import DEMO_PASSWORD
from station.access.passwords import Passwords
from station.clock import ManualClock
from station.config.load import load_config
from station.errors import PermissionRefused
from station.storage.store import SqlStore
from station.types.user import Permission, Role
from tests.support.people import CHEAP
from tests.support.station import CONFIG
from ui.wiring.people import people_of


@pytest.mark.parametrize("simulated", [True, False])
def test_demonstration_accounts_are_made_for_a_simulated_station_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, simulated: bool
) -> None:
    monkeypatch.setattr("ui.wiring.people.Passwords", partial(Passwords, **CHEAP))
    path = tmp_path / "station.toml"
    path.write_text(CONFIG.format(scanner="mail-de160", pixels=640, model="physics-only"), encoding="utf-8")
    config = load_config(path)
    config = replace(config, detectors=(replace(config.detector, simulated=simulated),))
    people = people_of(config, SqlStore(config.folder), ManualClock())
    seat = people.seat()
    assert (seat.has_accounts, seat.require(Permission.DECIDE)) == (False, "inspector")
    if simulated:
        assert {user.role for user in people.add_demo_accounts()} == set(Role)
        assert seat.log_in("demo-analyst", DEMO_PASSWORD).demo
        assert seat.require(Permission.DECIDE) == "demo-analyst"
    else:
        with pytest.raises(PermissionRefused, match="simulated station"):
            people.add_demo_accounts()
        assert not people.store.has_users()
    people.store.close()
