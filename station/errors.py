"""The error tree: what the caller does next decides where an error stands.

StationError                   remedy: what the person does next
+- Unavailable                 try again by itself
|  +- DeviceUnavailable
|  |  +- LinkLost              the cable, the socket, the port went away
|  |  +- DeadlinePassed        no answer in time
|  +- StoreBusy
|  +- StorageFull              the disk has no room, or cannot be written
+- NeedsPerson                 someone must act
|  +- ConfigError
|  +- CalibrationDue
|  +- OutOfTolerance
|  +- WeightsRefused
|  +- DeviceFault
|  +- PermissionRefused
|  +- SecondPersonNeeded       two persons must sign this
|  +- IllegalMove              a state machine was asked for a move it does not have
+- BadData                     this input is unusable
|  +- FrameError
|  +- FormatError
|  +- ChecksumMismatch
|  +- InputUnsuitable
+- Broken                      ours, or corruption
   +- StorageDamaged
   +- ContractBreach
"""

from station.i18n import Phrase, PhraseValue


class StationError(Exception):
    """An error of the station: a sentence with values, its source and a remedy.

    Args:
        template: what happened, with named placeholders, in English.
        remedy: what the person does next, in English; may use the same placeholders.
        source: which device, file or step it is about.
        values: the values of the placeholders.
    """

    def __init__(self, template: str, *, remedy: str, source: str = "", **values: PhraseValue) -> None:
        super().__init__(template)
        self.template = template
        self.remedy_template = remedy
        self.source = source
        self.values = values

    @property
    def message(self) -> str:
        """What happened, in the language of this process."""
        return Phrase(context="Error", template=self.template, values=self.values).text()

    @property
    def remedy(self) -> str:
        """What to do next, in the language of this process."""
        return Phrase(context="Error", template=self.remedy_template, values=self.values).text()

    def __str__(self) -> str:
        where = f"{self.source}: " if self.source else ""
        return f"{where}{self.message}: {self.remedy}"

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments do not survive the default reduction through a process pool.
        arguments = {"remedy": self.remedy_template, "source": self.source, **self.values}
        return rebuild, (type(self), self.template, arguments)


def rebuild(kind: type[StationError], template: str, arguments: dict[str, str]) -> StationError:
    """The error again on the other side of a process pool."""
    return kind(template, **arguments)


class Unavailable(StationError):
    """Not there now; trying again by itself is right."""


class DeviceUnavailable(Unavailable):
    """A device does not answer."""


class LinkLost(DeviceUnavailable):
    """The cable, the socket or the port went away."""


class DeadlinePassed(DeviceUnavailable):
    """No answer in time."""


class StoreBusy(Unavailable):
    """The store is locked by somebody else for longer than the deadline."""


class StorageFull(Unavailable):
    """The disk has no room or cannot be written; what waits to be stored is kept until it can."""


class NeedsPerson(StationError):
    """Someone must act before this can go on."""


class ConfigError(NeedsPerson):
    """The configuration is wrong."""


class CalibrationDue(NeedsPerson):
    """There is no valid calibration profile."""


class OutOfTolerance(NeedsPerson):
    """A measured value is outside its limits."""


class WeightsRefused(NeedsPerson):
    """A weight file is missing, altered or of the wrong kind."""


class DeviceFault(NeedsPerson):
    """A device reports a fault."""


class PermissionRefused(NeedsPerson):
    """The user may not do that."""


class SecondPersonNeeded(NeedsPerson):
    """Two persons must sign this, and they have not."""


class IllegalMove(NeedsPerson):
    """A state machine was asked for a move it does not have; the message names both states."""


class BadData(StationError):
    """Unusable input; other input is not affected."""


class FrameError(BadData):
    """Bytes on a link do not make a frame."""


class FormatError(BadData):
    """A file is not of the form it claims."""


class ChecksumMismatch(BadData):
    """Content and checksum disagree."""


class InputUnsuitable(BadData):
    """Well-formed, but not what this step can work on."""


class Broken(StationError):
    """Our own fault, or corruption."""


class StorageDamaged(Broken):
    """Stored content does not agree with its hash."""


class ContractBreach(Broken):
    """A part of the program broke the contract of its seam."""
