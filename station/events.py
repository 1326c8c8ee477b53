"""Events: facts that have happened, told to other processes through the outbox.

A fact, never a command; ids and small values only, at most 4 kB as JSON.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from station.errors import ContractBreach, FormatError

SCHEMA_VERSION = 1
LARGEST_EVENT = 4096

EventValue = str | int | float | bool


class Topic(StrEnum):
    """noun.past"""

    ITEM_ARRIVED = "item.arrived"
    ITEM_CHANGED = "item.changed"
    ITEM_INCOMPLETE = "item.incomplete"
    SIGHTING_UNJOINED = "sighting.unjoined"
    SCAN_STARTED = "scan.started"
    SCAN_STORED = "scan.stored"
    SCAN_INTERRUPTED = "scan.interrupted"
    ANALYSIS_STORED = "analysis.stored"
    RADIATION_STORED = "radiation.stored"
    DECISION_MADE = "decision.made"
    DEVICE_LOST = "device.lost"
    DEVICE_BACK = "device.back"
    PROFILE_ACTIVATED = "profile.activated"
    REQUEST_ANSWERED = "request.answered"
    STEP_FAILED = "step.failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One fact.

    Attributes:
        subject: id of what it is about: an item, a device name, a profile.
        number: position in the outbox; 0 before it is stored.
    """

    topic: Topic
    subject: str
    values: Mapping[str, EventValue] = field(default_factory=dict)
    number: int = 0


def to_json(event: Event) -> str:
    """The event as JSON text.

    Raises:
        ContractBreach: it is longer than 4 kB.
    """
    body = {"v": SCHEMA_VERSION, "topic": event.topic, "subject": event.subject, "values": dict(event.values)}
    text = json.dumps(body, ensure_ascii=False)
    if len(text.encode()) > LARGEST_EVENT:
        raise ContractBreach(
            "an event {topic} is {size} bytes long",
            remedy="put the content in a file and its hash in the event",
            topic=event.topic,
            size=len(text.encode()),
        )
    return text


def from_json(text: str, number: int) -> Event:
    """The event that `to_json` wrote.

    Raises:
        FormatError: it is not one, or of a newer version.
    """
    try:
        body = json.loads(text)
        if body["v"] > SCHEMA_VERSION:
            raise FormatError(
                "event {number} is of version {version}",
                remedy="update this program",
                number=number,
                version=body["v"],
            )
        return Event(topic=Topic(body["topic"]), subject=body["subject"], values=body["values"], number=number)
    except (ValueError, KeyError, TypeError) as err:
        raise FormatError(
            "event {number} cannot be read",
            remedy="check the store with `inspection-station doctor`",
            number=number,
        ) from err
