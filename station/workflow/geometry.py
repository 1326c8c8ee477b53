"""Where on the belt each line was taken, and lines put to the uniform pitch of the scanner.

A detector takes lines by its own clock. Where the belt has an encoder, its positions in time give each line a place;
rows of the picture are then drawn at the pitch of the scanner model, whatever the belt did: standing lines become one
row, slow ones are averaged, fast ones interpolated as far as two pitches. A belt that ran backwards is refused,
because the item may have slipped.
"""

import numpy as np
from numpy.typing import NDArray

from station.errors import InputUnsuitable
from station.types.arrays import frozen
from station.types.scan import RawScan

# Two samples of the belt further apart than this say nothing of what it did in between.
LONGEST_GAP_S = 0.5
BACKWARDS_MM = 5.0
MOST_ROWS = 65_535


def line_positions(
    time_ns: NDArray[np.int64], sample_ns: NDArray[np.int64], sample_mm: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """The belt position in mm of each line, None if the samples do not cover the lines without a gap.

    Args:
        time_ns: (lines,) when each line was taken, host time, rising.
        sample_ns: (samples,) times of the belt's readings, rising.
        sample_mm: (samples,) its positions, all of one epoch.
    """
    if len(time_ns) == 0 or len(sample_ns) < 2:
        return None
    lines_s = (time_ns - time_ns[0]) / 1e9
    samples_s = (sample_ns - time_ns[0]) / 1e9
    if lines_s[0] < samples_s[0] or lines_s[-1] > samples_s[-1]:
        return None
    first = np.searchsorted(samples_s, lines_s[0], side="right") - 1
    last = np.searchsorted(samples_s, lines_s[-1], side="left")
    if np.diff(samples_s[first : last + 1]).max(initial=0.0) > LONGEST_GAP_S:
        return None
    return np.interp(lines_s, samples_s, sample_mm)


def uniform(raw: RawScan) -> RawScan:
    """The scan with rows at its pitch along the belt; itself where its geometry is time-based.

    A row without a line near enough is invalid, as a lost line is.

    Raises:
        InputUnsuitable: the belt ran backwards, did not move, or its positions make no picture.
    """
    if raw.belt_mm is None:
        return raw
    pitch = raw.head.pitch_mm[0]
    places, counts = gathered(raw, pitch / 2, checked_places(raw, pitch))
    rows = np.arange(places[0], places[-1] + pitch / 4, pitch)
    after = np.clip(np.searchsorted(places, rows), 1, len(places) - 1)
    gap = places[after] - places[after - 1]
    share = np.clip((rows - places[after - 1]) / gap, 0.0, 1.0)
    valid = gap <= 2 * pitch
    drawn = np.empty((raw.counts.shape[0], len(rows), raw.counts.shape[2]), np.uint16)
    for channel, lines in enumerate(counts):
        row = lines[after - 1] * (1 - share)[:, None] + lines[after] * share[:, None]
        drawn[channel] = np.rint(row)
    return RawScan(head=raw.head, counts=frozen(drawn), valid=frozen(valid))


def checked_places(raw: RawScan, pitch: float) -> NDArray[np.float64]:
    """The places of the lines, which make a picture; InputUnsuitable if they do not."""
    places = raw.belt_mm
    if places is None or pitch <= 0 or not np.isfinite(places).all():
        raise InputUnsuitable("the belt's positions of this scan are damaged", remedy="scan the item again")
    backwards = float((np.maximum.accumulate(places) - places).max())
    if backwards > BACKWARDS_MM:
        raise InputUnsuitable(
            "the belt ran backwards by {way:.0f} mm during the scan", remedy="scan the item again", way=backwards
        )
    way = float(np.ptp(places[raw.valid])) if raw.valid.any() else 0.0
    if not 2 * pitch <= way <= MOST_ROWS * pitch:
        raise InputUnsuitable(
            "the belt moved {way:.0f} mm during the scan", remedy="check the encoder, then scan the item again", way=way
        )
    return places


def gathered(
    raw: RawScan, bin_mm: float, places: NDArray[np.float64]
) -> tuple[NDArray[np.float64], list[NDArray[np.float32]]]:
    """Undamaged lines in the order of the belt, those within `bin_mm` averaged: places, and counts per channel."""
    good = np.flatnonzero(raw.valid)
    order = good[np.argsort(places[good], kind="stable")]
    sorted_places = places[order]
    bins = np.floor((sorted_places - sorted_places[0]) / bin_mm)
    starts = np.flatnonzero(np.r_[True, np.diff(bins) > 0])
    sizes = np.diff(np.r_[starts, len(order)])
    means = np.add.reduceat(sorted_places, starts) / sizes
    counts = [
        (np.add.reduceat(channel[order], starts, axis=0, dtype=np.float64) / sizes[:, None]).astype(np.float32)
        for channel in raw.counts
    ]
    return means, counts
