"""What an evidence bundle is made from."""

from collections.abc import Mapping
from typing import Protocol

from station.ports.store import StationStore


class EvidenceStore(StationStore, Protocol):
    """The store, with the signatures in it."""

    def checkpoints(self) -> tuple[Mapping[str, object], ...]:
        """Signed checkpoints, oldest first: number, body, public_key, signature."""
        ...

    def approvals(self, subject: str | None = None) -> tuple[Mapping[str, object], ...]:
        """What two persons signed, oldest first: statement, first_signature, second_signature and more."""
        ...
