"""The declarations of a station, read when one of its processes starts."""

import logging

from station.config.schema import StationConfig
from station.errors import StationError
from station.formats.declarations_csv import read_declarations
from station.ports.store import StationStore

logger = logging.getLogger(__name__)


def load_declarations(config: StationConfig, store: StationStore) -> None:
    """Put them into the store; a bad file is told and stops nothing."""
    path = config.declarations.csv
    if path is not None:
        try:
            store.put_declarations(read_declarations(config.path.parent / path).declarations)
        except StationError as err:
            logger.warning("%s", err)
