"""A passage through a radiation portal, and what may have been wrong with it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from station.types.radiation import Background, CountSample, RadiationOccupancy

PORTAL_START = datetime(2026, 1, 1, 12, tzinfo=UTC)


def occupancy(*, start_s: float = 0.0, seconds: float = 2.0, **changes: Any) -> RadiationOccupancy:
    """A whole passage without an alarm, from `start_s` after PORTAL_START."""
    start = PORTAL_START + timedelta(seconds=start_s)
    gamma = tuple(
        CountSample(
            time=start + timedelta(seconds=0.2 * (number + 1)), seconds=0.2, counts=(44, 0, 40, 43), alarm=False
        )
        for number in range(int(seconds / 0.2))
    )
    neutron = (CountSample(time=start + timedelta(seconds=1), seconds=1.0, counts=(5, 5, 3, 7), alarm=False),)
    whole = RadiationOccupancy(
        source="portal", start=start, end=start + timedelta(seconds=seconds), gamma=gamma, neutron=neutron,
        gamma_background=Background(time=start, counts=(203, 207, 221, 202)),
        neutron_background=Background(time=start, counts=(6, 5, 3, 3)), gamma_sigma=0.8, threshold_sigma=4.0,
        gamma_alarm=False, neutron_alarm=False, speed_mm_s=1355.6, begun=True, ended=True, damaged=0, faults=(),
        simulated=False,
    )  # fmt: skip
    return replace(whole, **changes)
