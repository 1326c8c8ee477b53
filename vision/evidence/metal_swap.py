"""Gold among tungsten: evidence from attenuation, mass and neighbours; no training."""

from collections.abc import Mapping

import numpy as np
from scipy.special import expit

from station.i18n import Phrase, PhraseValue
from station.physics.forward import Renderer
from station.physics.materials import material
from station.physics.scanner_models import MODELS, scanner_model
from station.ports.analysis import ItemContext
from station.types.finding import EvidenceTerm
from station.types.material import MaterialMap, Segment
from station.types.scan import CorrectedScan
from vision.evidence.bars import MOST_BARS, PACKING_SIGMA, PRIOR_GOLD, BarVerdict, NetMass, judge
from vision.evidence.packing import equivalent_packing, packing_mass_g
from vision.regions import Draft

TUNGSTEN_LIKE = ("W", "WHA93", "WC10Co")
LEAST_AREA_CM2 = 4.0
LEAST_NET_LOG = 1.2


class MetalSwap:
    """Judges the dense objects of one item together."""

    def bars(self, materials: MaterialMap) -> list[Segment]:
        """Dense objects that the last channel penetrates."""
        return [
            s
            for s in materials.segments
            if not s.opaque[-1]
            and s.area_cm2 > LEAST_AREA_CM2
            and s.mean_log[-1] - s.background_log[-1] > LEAST_NET_LOG
        ][:MOST_BARS]

    def drafts(self, scan: CorrectedScan, materials: MaterialMap, context: ItemContext) -> list[Draft]:
        """Findings "gold", one per bar that is more likely gold than not."""
        bars = self.bars(materials)
        if scan.head.scanner not in MODELS or not bars or len(scan.head.channels) < 2:
            return []
        renderer = Renderer(scanner_model(scan.head.scanner))
        background = np.median([[s.background_log[0], s.background_log[-1]] for s in bars], axis=0)
        packing = equivalent_packing(renderer, background)
        net_mass = self.net_mass(scan, materials, bars, packing, context)
        verdict = judge(renderer, bars, packing, net_mass)
        if verdict.metal not in TUNGSTEN_LIKE or not verdict.explained:
            return []
        return [
            self.draft(bar, verdict, index, materials, weighed=net_mass is not None)
            for index, bar in enumerate(bars)
            if verdict.log_odds[index] > 0
        ]

    def net_mass(
        self, scan: CorrectedScan, materials: MaterialMap, bars: list[Segment], packing: Mapping[str, float],
        context: ItemContext,
    ) -> NetMass | None:  # fmt: skip
        """Scale less packing; None without a weight, or if other dense things share it."""
        if context.mass_g is None or len(bars) < sum(s.area_cm2 > LEAST_AREA_CM2 for s in materials.segments):
            return None
        behind = sum(value / 10 * material(name).density_g_cm3 for name, value in packing.items())
        pixel_cm2 = scan.head.pitch_mm[0] * scan.head.pitch_mm[1] / 100
        around = packing_mass_g(materials, materials.labels > 0, behind, pixel_cm2)
        net = context.mass_g - around
        if net <= 0.1 * context.mass_g:
            return None
        return NetMass(value_g=net, sigma_g=float(np.hypot(PACKING_SIGMA * around, context.mass_sigma_g)))

    def draft(self, bar: Segment, verdict: BarVerdict, index: int, materials: MaterialMap, *, weighed: bool) -> Draft:
        """One finding with its terms; they add up to the log odds."""
        x0, y0, x1, y1 = bar.box
        prior = float(np.log(PRIOR_GOLD))
        relative = float(verdict.relative[index])
        total = float(verdict.log_odds[index])
        transmissions: dict[str, PhraseValue] = {
            "measured": 100 * float(verdict.measured[index]), "gold": 100 * verdict.expected_gold,
            "other": 100 * verdict.expected_not_gold, "metal": verdict.metal, "thickness": verdict.thickness_mm,
        }  # fmt: skip
        terms = [
            EvidenceTerm(term="spectral", llr=relative - prior, phrase=Phrase(
                context="Evidence",
                template="lets {measured:.3f} % through; {thickness:.1f} mm of {metal} would let {other:.3f} %, "
                "gold {gold:.3f} % (both energies, beside its neighbours)",
                values=transmissions,
            )),
            EvidenceTerm(term="prior", llr=prior, phrase=Phrase(
                context="Evidence", template="beforehand: gold in {percent:.0f} % of such bars",
                values={"percent": 100 * PRIOR_GOLD},
            )),
        ]  # fmt: skip
        if weighed:
            phrase = Phrase(
                context="Evidence",
                template="by weight: at the mass per area of the scale, gold attenuates more than {metal}",
                values={"metal": verdict.metal},
            )
            terms.insert(1, EvidenceTerm(term="alpha-mass", llr=total - relative, phrase=phrase))
        mass = bar.area_cm2 * verdict.thickness_mm / 10 * material("Au").density_g_cm3
        mask = materials.labels[y0:y1, x0:x1] == bar.label
        return Draft(
            label="gold", score=float(expit(total)), box=bar.box, mask=mask, mass_g=mass, evidence=tuple(terms)
        )
