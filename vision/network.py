"""A small U-Net: three levels, two outputs (organic and metal anomaly), logits."""

import torch
from torch import Tensor, nn

WIDTHS = (12, 24, 48)


class Step(nn.Module):
    """Two convolutions with batch normalisation."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        """(n, outputs, h, w)."""
        result: Tensor = self.layers(x)
        return result


class AnomalyNet(nn.Module):
    """(n, 4, h, w) planes -> (n, 2, h, w) logits; h and w multiples of 4."""

    def __init__(self) -> None:
        super().__init__()
        first, second, third = WIDTHS
        self.down1, self.down2, self.middle = Step(4, first), Step(first, second), Step(second, third)
        self.up2, self.up1 = Step(third + second, second), Step(second + first, first)
        self.pool, self.grow = nn.MaxPool2d(2), nn.Upsample(scale_factor=2, mode="nearest")
        self.head = nn.Conv2d(first, 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Logits."""
        fine = self.down1(x)
        coarse = self.down2(self.pool(fine))
        deep = self.middle(self.pool(coarse))
        coarse = self.up2(torch.cat([self.grow(deep), coarse], dim=1))
        fine = self.up1(torch.cat([self.grow(coarse), fine], dim=1))
        logits: Tensor = self.head(fine)
        return logits
