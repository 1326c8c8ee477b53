"""What is really in a simulated or labelled item; it never travels over a device link."""

from dataclasses import dataclass

from station.types.region import Box


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthObject:
    """One thing that matters in an item.

    Attributes:
        label: lower-case class such as "gold", "tungsten", "methamphetamine".
        concealed: True if it is a threat that should be found.
        box: in pixels of the view.
    """

    label: str
    mass_g: float
    box: Box
    concealed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundTruth:
    """All of them, and the total mass on the scale."""

    scenario: str
    objects: tuple[TruthObject, ...]
    total_mass_g: float

    @property
    def threats(self) -> tuple[TruthObject, ...]:
        """Those that should be found."""
        return tuple(thing for thing in self.objects if thing.concealed)
