"""From transmission to findings: materials, evidence, models, and the colours they are shown in."""
