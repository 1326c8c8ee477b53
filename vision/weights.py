"""Weight files: safetensors with a record beside it that names its hash; anything else is refused."""

import hashlib
import json
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from station.errors import WeightsRefused

FOLDER = Path(__file__).parent / "models" / "weights"


def load_weights(name: str, folder: Path = FOLDER) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Tensors and record of the weights called `name`.

    Raises:
        WeightsRefused: missing, altered since training, or no safetensors.
    """
    try:
        content = (folder / f"{name}.safetensors").read_bytes()
        record = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as err:
        raise WeightsRefused(
            "the weights {name} are missing: {cause}", remedy="reinstall the program, or train them anew",
            name=name, cause=str(err),
        ) from err  # fmt: skip
    if hashlib.sha256(content).hexdigest() != record.get("sha256"):
        raise WeightsRefused(
            "the weights {name} do not agree with their record", remedy="reinstall the program", name=name
        )
    try:
        return load(content), record
    except SafetensorError as err:
        raise WeightsRefused("the weights {name} are no safetensors", remedy="train them anew", name=name) from err


def save_weights(name: str, tensors: dict[str, Tensor], record: dict[str, Any], folder: Path = FOLDER) -> None:
    """Write both files."""
    folder.mkdir(parents=True, exist_ok=True)
    content = save({key: value.contiguous() for key, value in tensors.items()})
    (folder / f"{name}.safetensors").write_bytes(content)
    body = {**record, "sha256": hashlib.sha256(content).hexdigest()}
    (folder / f"{name}.json").write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
