"""Items as the window shows them: rows of the queue, and one item with its pictures, result and radiation."""

from dataclasses import replace
from datetime import UTC, datetime

from station.i18n import Phrase
from station.ports.desk import QueueEntry, ReviewCase, ViewPicture
from station.ports.store import StationStore
from station.types.analysis import Advice, Analysis, NotAnalysed
from station.types.ids import ItemId, ScanId
from station.types.item import Item
from station.types.radiation import RadiationResult
from station.workflow.states import REVIEWABLE
from vision.material.lookup import TwoMaterialDecomposer


class Cases:
    """Reads them from the store.

    Args:
        portal: the lane has a radiation portal, so that every item that it scanned gets a word from it.
    """

    def __init__(self, store: StationStore, *, portal: bool) -> None:
        self.store = store
        self.portal = portal

    def entry(self, item: Item) -> QueueEntry:
        """One row of the queue."""
        stored = self.store.analysis(item.item_id)
        result = stored.result if stored and isinstance(stored.result, Analysis) else None
        first = result.findings[0] if result and result.findings else None
        declaration = self.store.declaration(item.identifier)
        radiation = self.radiation(item.item_id)
        advice = result.advice if result else None
        if radiation is not None and radiation.advice is not Advice.NONE and advice is not Advice.OPEN:
            advice = radiation.advice
        return QueueEntry(
            item=item, goods=declaration.goods if declaration else "", advice=advice, radiation=radiation,
            radiation_due=self.radiation_due(item.item_id) and item.state in REVIEWABLE,
            label=first.label if first else "", band=first.band if first else None,
            waiting_s=(datetime.now(UTC) - item.arrived_at).total_seconds(),
        )  # fmt: skip

    def open(self, item_id: ItemId) -> ReviewCase:
        """One item with its pictures."""
        item = self.store.item(item_id)
        # The newest scan of each view, in the order in which the views were stored.
        newest = {stored.head.view: stored for stored in self.store.scans(item_id) if stored.image_sha256}
        analysis = self.store.analysis(item_id)
        return ReviewCase(
            item=item, declaration=self.store.declaration(item.identifier),
            views=tuple(self.picture(stored.head.scan_id) for stored in newest.values()),
            result=self.with_reports(item_id, analysis.result) if analysis else None,
            latency_ms=analysis.latency_ms if analysis else None, decision=self.store.decision(item_id),
            radiation=self.radiation(item_id), radiation_due=self.radiation_due(item_id),
        )  # fmt: skip

    def with_reports(self, item_id: ItemId, result: Analysis | NotAnalysed) -> Analysis | NotAnalysed:
        """The result, and how many threat reports of another scanner there are of the item; they may come later."""
        count = sum(original.form == "DICOS TDR" for original in self.store.originals(item_id))
        if not count:
            return result
        if isinstance(result, Analysis):
            note = Phrase(context="Analysis", template="reports of the other scanner: {count}", values={"count": count})
            return replace(result, notes=(*result.notes, note))
        reason = Phrase(
            context="NotAnalysed", template="{reason} (reports of the other scanner: {count})",
            values={"reason": result.reason.text(), "count": count},
        )  # fmt: skip
        return replace(result, reason=reason)

    def radiation(self, item_id: ItemId) -> RadiationResult | None:
        """What the portal says of an item by now."""
        return self.store.radiation(item_id)

    def radiation_due(self, item_id: ItemId) -> bool:
        """Whether the portal of this lane has yet to say something of an item; those of other scanners pass none."""
        if not self.portal or self.store.radiation(item_id) is not None:
            return False
        return any(stored.head.source == "lane" for stored in self.store.scans(item_id))

    def picture(self, scan_id: ScanId) -> ViewPicture:
        """A stored scan for display."""
        scan = self.store.load_corrected(scan_id)
        return ViewPicture(scan=scan, materials=TwoMaterialDecomposer().decompose(scan))
