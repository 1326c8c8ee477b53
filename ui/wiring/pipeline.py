"""The chain of corrections and models, for the lane, recordings and replays alike."""

from datetime import UTC, datetime

from calibration.correction import DarkAirCorrector
from station.ports.analysis import ItemContext
from station.types.analysis import Analysis, NotAnalysed
from station.types.material import MaterialMap
from station.types.recording import Recording
from station.types.scan import CorrectedScan
from station.workflow.pipeline import Pipeline
from vision.catalog import MODELS
from vision.material.lookup import TwoMaterialDecomposer

MASS_SIGMA = 0.002


def pipeline_of(model: str) -> Pipeline:
    """The chain with the model called `model`, imported now."""
    return Pipeline(corrector=DarkAirCorrector(), decomposer=TwoMaterialDecomposer(), analyzer=MODELS.get(model)())


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
