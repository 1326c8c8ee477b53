"""Register maps of conveyors: what stands where in the registers of a PLC, from TOML files."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from station.errors import ConfigError

FOLDER = Path(__file__).parent / "sensors" / "profiles"
# ConveyLinx answers no more in one request (its manual); others answer 125.
LARGEST_BLOCK = 45

Bit = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoder:
    """A 32-bit counter in two registers."""

    register: int
    low_word_first: bool = False
    mm_per_count: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Actual speed in one register, signed."""

    register: int
    mm_s_per_count: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What is written to run and to stop; `speed_register` is None where the speed cannot be set."""

    register: int
    stop: int
    forward: int
    reverse: int
    speed_register: int | None = None
    mm_s_per_count: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BeltMap:
    """A register map.

    Attributes:
        verified: proved with a device or a peer; otherwise to be proved at commissioning.
        offset: wire address = register + offset.
        blocks: (first register, count), read with one request each.
        bits: "running", "reverse", "emergency_stop": (register, bit); what is absent reads False.
        gates: (register, bit) per light gate in the order of the belt.
    """

    model: str
    verified: bool
    offset: int
    blocks: tuple[tuple[int, int], ...]
    max_speed_mm_s: float
    bits: dict[str, Bit] = field(default_factory=dict)
    gates: tuple[Bit, ...] = ()
    encoder: Encoder | None = None
    speed: Speed | None = None
    command: Command

    @property
    def mm_per_count(self) -> float:
        """Of the encoder, 0.0 if there is none."""
        return self.encoder.mm_per_count if self.encoder is not None else 0.0

    def at(self, values: dict[int, int], place: Bit) -> bool:
        """One bit."""
        return bool(values[place[0]] >> place[1] & 1)

    def bit(self, values: dict[int, int], name: str) -> bool:
        """A named bit."""
        return name in self.bits and self.at(values, self.bits[name])

    def counter(self, values: dict[int, int]) -> int:
        """The encoder's 32 bits."""
        if self.encoder is None:
            return 0
        high, low = values[self.encoder.register], values[self.encoder.register + 1]
        if self.encoder.low_word_first:
            high, low = low, high
        return high << 16 | low

    def told_speed(self, values: dict[int, int]) -> float:
        """The speed that the device tells, mm/s."""
        if self.speed is None:
            return 0.0
        word = values[self.speed.register]
        return (word - 2**16 if word >= 2**15 else word) * self.speed.mm_s_per_count

    def check(self) -> None:
        """ValueError if a register is not read, or gates and counter are not read together."""
        if any(not 0 < count <= LARGEST_BLOCK for _, count in self.blocks):
            raise ValueError(f"a block has 1 to {LARGEST_BLOCK} registers")
        together = {register for register, _ in self.gates}
        if self.encoder is not None:
            together |= {self.encoder.register, self.encoder.register + 1}
            if self.encoder.mm_per_count == 0:
                raise ValueError("mm_per_count is 0")
        if together and not any(together <= set(range(first, first + count)) for first, count in self.blocks):
            raise ValueError("gates and counter are not in one block")
        single = {register for register, _ in self.bits.values()} | ({self.speed.register} if self.speed else set())
        known = {register for first, count in self.blocks for register in range(first, first + count)}
        if not single <= known:
            raise ValueError(f"registers {sorted(single - known)} are in no block")


def belt_map(name: str) -> BeltMap:
    """The map called `name`.

    Raises:
        ConfigError: there is none, or it contradicts itself.
    """
    known = sorted(path.stem for path in FOLDER.glob("*.toml"))
    if name not in known:
        raise ConfigError(
            "there is no conveyor profile {name!r}", remedy="choose one of: {known}", name=name, known=", ".join(known)
        )
    return map_of((FOLDER / f"{name}.toml").read_text(encoding="utf-8"), name)


def map_of(text: str, name: str) -> BeltMap:
    """The map that a TOML text describes; ConfigError if it contradicts itself."""
    try:
        values = tomllib.loads(text)
        bits = dict(values.get("bits", {}))
        gates = bits.pop("gates", [])
        made = BeltMap(
            model=str(values["model"]), verified=bool(values["verified"]), offset=int(values["offset"]),
            blocks=tuple((int(first), int(count)) for first, count in values["blocks"]),
            max_speed_mm_s=float(values["max_speed_mm_s"]),
            bits={key: (int(register), int(bit)) for key, (register, bit) in bits.items()},
            gates=tuple((int(register), int(bit)) for register, bit in gates),
            encoder=Encoder(**values["encoder"]) if "encoder" in values else None,
            speed=Speed(**values["speed"]) if "speed" in values else None, command=Command(**values["command"]),
        )  # fmt: skip
        made.check()
    except (ValueError, KeyError, TypeError) as err:
        raise ConfigError(
            "the conveyor profile {name} cannot be used: {cause}", remedy="mend the file of the profile",
            name=name, cause=str(err),
        ) from err  # fmt: skip
    return made
