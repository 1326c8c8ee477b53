"""What a portal says of an item: its passages joined by time, nothing guessed. No I/O.

One passage of the portal and one item belong together if their times overlap and nothing else overlaps with either.
Where several fit, none is joined; an alarm among them is an alarm of everything that it may belong to.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from station.i18n import Phrase
from station.types.analysis import Advice
from station.types.ids import ItemId
from station.types.radiation import (
    Passage,
    PortalFault,
    RadiationFinding,
    RadiationKind,
    RadiationOccupancy,
    RadiationResult,
    RadiationStatus,
)

TOLERANCE_S = 1.0
FAULTS = {
    PortalFault.GAMMA_LOW: Phrase(context="Radiation", template="the portal counts too little gamma background"),
    PortalFault.GAMMA_HIGH: Phrase(context="Radiation", template="the portal counts too much gamma background"),
    PortalFault.GAMMA_OVERLOAD: Phrase(context="Radiation", template="a gamma detector of the portal is overloaded"),
    PortalFault.NEUTRON_LOW: Phrase(context="Radiation", template="the portal counts too little neutron background"),
    PortalFault.NEUTRON_HIGH: Phrase(context="Radiation", template="the portal counts too much neutron background"),
    PortalFault.NEUTRON_OVERLOAD: Phrase(
        context="Radiation", template="a neutron detector of the portal is overloaded"
    ),
    PortalFault.TAMPER: Phrase(context="Radiation", template="the portal was opened or tampered with"),
    PortalFault.POWER: Phrase(context="Radiation", template="the portal runs on its battery, or the battery is low"),
    PortalFault.DEVICE: Phrase(context="Radiation", template="the portal reports an error, or is not ready"),
}


def radiation_of(
    passage: Passage, others: Iterable[Passage], occupancies: Iterable[RadiationOccupancy], *,
    tolerance_s: float = TOLERANCE_S,
) -> RadiationResult:  # fmt: skip
    """What the portal says of the item of `passage`.

    Args:
        passage: when the item can have stood in the portal.
        others: the same of the items around it; the item itself may be among them.
        occupancies: what the portal saw around that time.
        tolerance_s: by how much clocks and light gates may disagree.
    """
    fitting = [seen for seen in occupancies if overlap(seen, passage, tolerance_s)]
    rivals = {
        other.item_id for other in others
        if other.item_id != passage.item_id and any(overlap(seen, other, tolerance_s) for seen in fitting)
    }  # fmt: skip
    if len(fitting) == 1 and not rivals:
        return joined(passage, fitting[0])
    if not fitting:
        note = Phrase(context="Radiation", template="the portal saw nothing pass with this item")
        return unjoined(passage, RadiationStatus.NOT_MEASURED, fitting, (note,))
    notes = []
    if len(fitting) > 1:
        notes.append(
            Phrase(
                context="Radiation", template="several passages of the portal fit this item: {count}",
                values={"count": len(fitting)},
            )
        )  # fmt: skip
    if rivals:
        notes.append(
            Phrase(
                context="Radiation", template="the passage of the portal fits other items as well: {count}",
                values={"count": len(rivals)},
            )
        )  # fmt: skip
    return unjoined(passage, RadiationStatus.NOT_JOINED, fitting, tuple(notes))


def overlap(seen: RadiationOccupancy, passage: Passage, tolerance_s: float) -> bool:
    """Whether both can have been at once."""
    tolerance = timedelta(seconds=tolerance_s)
    return seen.start <= passage.end + tolerance and passage.start - tolerance <= seen.end


def joined(passage: Passage, seen: RadiationOccupancy) -> RadiationResult:
    """The result of the one occupancy that is the item's."""
    findings = findings_of(seen)
    notes = shortcomings(seen)
    silent = RadiationStatus.INCOMPLETE if notes else RadiationStatus.NO_ALARM
    status = RadiationStatus.ALARM if findings else silent
    return RadiationResult(
        item_id=passage.item_id, status=status, occupancy=seen, findings=findings,
        advice=advice_of(status, (seen,)), notes=notes,
    )  # fmt: skip


def unjoined(
    passage: Passage, status: RadiationStatus, fitting: Sequence[RadiationOccupancy], notes: tuple[Phrase, ...]
) -> RadiationResult:
    """No occupancy is the item's without doubt; alarms that may be its own are told."""
    alarms = tuple(finding for seen in fitting for finding in findings_of(seen))
    ranked = tuple(sorted(alarms, key=lambda finding: finding.kind is not RadiationKind.NEUTRON))
    return RadiationResult(
        item_id=passage.item_id, status=status, occupancy=None, findings=ranked, advice=advice_of(status, fitting),
        notes=notes,
    )  # fmt: skip


def not_measured(item_id: ItemId, note: Phrase) -> RadiationResult:
    """Nothing is known of the item, for the reason in `note`."""
    return RadiationResult(
        item_id=item_id, status=RadiationStatus.NOT_MEASURED, occupancy=None, findings=(),
        advice=advice_of(RadiationStatus.NOT_MEASURED, ()), notes=(note,),
    )  # fmt: skip


def advice_of(status: RadiationStatus, seen: Iterable[RadiationOccupancy]) -> Advice:
    """Neutrons open the item, gamma rays and everything that is not known refer it."""
    if any(occupancy.neutron_alarm for occupancy in seen):
        return Advice.OPEN
    return Advice.NONE if status is RadiationStatus.NO_ALARM else Advice.REFER


def findings_of(seen: RadiationOccupancy) -> tuple[RadiationFinding, ...]:
    """The alarms of one occupancy, neutrons first."""
    findings = []
    if seen.neutron_alarm:
        phrase = Phrase(
            context="Radiation", template="{portal} alarmed for neutrons", values={"portal": seen.source}
        )  # fmt: skip
        findings.append(finding(RadiationKind.NEUTRON, "radiation-neutron", seen, phrase, None))
    if seen.gamma_alarm:
        if seen.gamma_sigma is None:
            phrase = Phrase(
                context="Radiation", template="{portal} alarmed for gamma rays; how far above background is not known",
                values={"portal": seen.source},
            )  # fmt: skip
        else:
            phrase = Phrase(
                context="Radiation",
                template="{portal} alarmed for gamma rays, {sigma:.1f} sigma above background at most",
                values={"portal": seen.source, "sigma": seen.gamma_sigma},
            )
        findings.append(finding(RadiationKind.GAMMA, "radiation-gamma", seen, phrase, seen.gamma_sigma))
    return tuple(findings)


def finding(
    kind: RadiationKind, label: str, seen: RadiationOccupancy, phrase: Phrase, sigma: float | None
) -> RadiationFinding:
    """One alarm, at the time of its first interval in alarm."""
    samples = seen.neutron if kind is RadiationKind.NEUTRON else seen.gamma
    time = next((sample.time for sample in samples if sample.alarm), seen.end)
    return RadiationFinding(label=label, kind=kind, source=seen.source, time=time, sigma=sigma, phrase=phrase)


def shortcomings(seen: RadiationOccupancy) -> tuple[Phrase, ...]:
    """Why no alarm would be no proof, one sentence each."""
    notes = [FAULTS[fault] for fault in seen.faults]
    if not seen.begun:
        notes.append(Phrase(context="Radiation", template="the beginning of the passage was not seen"))
    if not seen.ended:
        notes.append(Phrase(context="Radiation", template="the end of the passage was not seen"))
    if seen.damaged:
        notes.append(
            Phrase(
                context="Radiation", template="lines of the portal that could not be read: {count}",
                values={"count": seen.damaged},
            )
        )  # fmt: skip
    if seen.gamma_background is None or seen.neutron_background is None:
        notes.append(Phrase(context="Radiation", template="the portal had told no background before"))
    if not seen.gamma:
        notes.append(Phrase(context="Radiation", template="the portal told no gamma counts"))
    sigma, threshold = seen.gamma_sigma, seen.threshold_sigma
    if not seen.gamma_alarm and sigma is not None and threshold is not None and sigma >= threshold:
        notes.append(
            Phrase(
                context="Radiation",
                template="{sigma:.1f} sigma were counted; the portal should alarm from {threshold:.1f} on and did not",
                values={"sigma": sigma, "threshold": threshold},
            )
        )
    return tuple(notes)
