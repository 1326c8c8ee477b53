"""The chain of corrections and models, for the lane, recordings and replays alike."""

from datetime import UTC, datetime

import numpy as np

from calibration.correction import DarkAirCorrector
from station.formats.dicos_dx import encode_dicos
from station.physics.scanner_models import ScannerModel
from station.ports.analysis import ItemContext
from station.types.analysis import Analysis, NotAnalysed
from station.types.arrays import frozen
from station.types.calibration import CalibrationProfile
from station.types.ids import ItemId, ProfileId, ScanId
from station.types.material import MaterialMap
from station.types.recording import Recording
from station.types.scan import CorrectedScan, RawScan, ScanHead
from station.workflow.pipeline import Pipeline
from vision.catalog import MODELS
from vision.material.lookup import TwoMaterialDecomposer

MASS_SIGMA = 0.002


def pipeline_of(model: str) -> Pipeline:
    """The chain with the model called `model`, imported now."""
    return Pipeline(corrector=DarkAirCorrector(), decomposer=TwoMaterialDecomposer(), analyzer=MODELS.get(model)())


def warm_up(pipeline: Pipeline, scanner: ScannerModel, pixels: int) -> None:
    """Judge a slab in open beam, so that the first item does not wait for compilers and caches."""
    counts = np.full((len(scanner.channels), 96, pixels), 50_000, np.uint16)
    counts[:, 20:70, pixels // 3 : pixels // 3 + 30] = 800
    head = ScanHead(
        scan_id=ScanId("warm-up"), item_id=ItemId("warm-up"), scanner=scanner.name, view="top",
        channels=scanner.channels, pitch_mm=scanner.pitch_mm, started_at=datetime.now(UTC), simulated=True,
    )  # fmt: skip
    raw = RawScan(head=head, counts=frozen(counts), valid=frozen(np.ones(96, bool)))
    level = np.zeros(counts[:, 0].shape, np.float32)
    profile = CalibrationProfile(
        profile_id=ProfileId("warm-up"), scanner=scanner.name, device_serial="", dark=frozen(level + 500),
        air=frozen(level + 50_000), dark_variance=frozen(level + 4), air_variance=frozen(level + 400),
        bad=frozen(level > 0), lines_used=96, made_by="warm-up", valid_from=head.started_at,
        valid_until=head.started_at, simulated=True,
    )  # fmt: skip
    scan = pipeline.correct(raw, profile, head.started_at)
    pipeline.examine(scan, ItemContext(mass_g=None, mass_sigma_g=0.0, declaration=None))
    encode_dicos(scan)


def examine_recording(
    pipeline: Pipeline, recording: Recording
) -> tuple[CorrectedScan, Analysis | NotAnalysed, MaterialMap | None]:
    """A recorded item through the chain; a recording is judged as of the time it was made."""
    raw = recording.raw
    if recording.profile is None:
        scan = DarkAirCorrector(air_counts=recording.air_counts).correct(raw, None, datetime.now(UTC))
    else:
        scan = pipeline.correct(raw, recording.profile, max(raw.head.started_at, recording.profile.valid_from))
    mass_g = recording.weight.value if recording.weight else None
    context = ItemContext(mass_g=mass_g, mass_sigma_g=MASS_SIGMA * (mass_g or 0.0), declaration=recording.declaration)
    result, materials = pipeline.examine(scan, context)
    return scan, result, materials
