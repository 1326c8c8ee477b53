"""The findings of an open item: which there are, which a view shows, what the answers allow. No Qt."""

from collections.abc import Mapping, Sequence

from station.ports.desk import ReviewCase
from station.types.analysis import Analysis
from station.types.decision import FindingResolution, Resolution
from station.types.finding import Finding

ANSWERED = (Resolution.CONFIRMED, Resolution.REJECTED)


def findings_of(case: ReviewCase | None) -> tuple[Finding, ...]:
    """The findings of an item."""
    result = case.result if case else None
    return result.findings if isinstance(result, Analysis) else ()


def findings_in(case: ReviewCase | None, view: int) -> tuple[Finding, ...]:
    """Those of one of its views."""
    views = case.views if case else ()
    name = views[view].scan.head.view if views else ""
    return tuple(finding for finding in findings_of(case) if finding.view == name or len(views) < 2)


def all_answered(findings: Sequence[Finding], answers: Mapping[int, Resolution]) -> bool:
    """Whether each has an answer with which the item may be cleared."""
    return all(answers.get(finding.number) in ANSWERED for finding in findings)


def resolutions_of(answers: Mapping[int, Resolution]) -> tuple[FindingResolution, ...]:
    """The answers as a decision keeps them."""
    return tuple(FindingResolution(number=number, resolution=answer) for number, answer in answers.items())


def stepped(findings: Sequence[Finding], selected: int, step: int) -> Finding:
    """The finding `step` places after the one of number `selected`, around the end."""
    numbers = [finding.number for finding in findings]
    place = numbers.index(selected) if selected in numbers else -step
    return findings[(place + step) % len(findings)]
