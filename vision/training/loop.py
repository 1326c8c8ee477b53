"""Seeded training of the anomaly network on planes and masks that are handed in."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torchvision import tv_tensors
from torchvision.transforms import v2

from vision.network import AnomalyNet

Sample = tuple[NDArray[np.float32], NDArray[np.uint8]]
CROP = 160


def augmentation() -> v2.Transform:
    """Random crops, flips, and a little gain: the physics stays what it is."""
    return v2.Compose([
        v2.RandomCrop((CROP, CROP), pad_if_needed=True),
        v2.RandomHorizontalFlip(),
        v2.RandomVerticalFlip(),
        v2.Lambda(gain, tv_tensors.Image),
    ])  # fmt: skip


def gain(planes: torch.Tensor) -> torch.Tensor:
    """A common gain error of 0.5 % of full scale on both logarithms."""
    shift = torch.zeros(len(planes), 1, 1)
    shift[:2] = 0.005 * torch.randn(2, 1, 1) / 4
    return planes + shift * (planes[1:2] > 0.01)


def train(
    samples: Sequence[Sample], *, seed: int, epochs: int, batch: int = 8, report: Callable[[int, float], None]
) -> AnomalyNet:
    """Train from `seed`.

    Args:
        samples: pairs of ((4, h, w) float32 planes, (2, h, w) uint8 masks).
        seed: of the network's first weights, the order and the crops.
        epochs: passes over the samples.
        batch: samples per step.
        report: called with epoch and mean loss.
    """
    torch.manual_seed(seed)
    order = np.random.default_rng(seed)
    net = AnomalyNet().train()
    optimizer = torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=1e-4)
    steps = epochs * -(-len(samples) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=6e-3, total_steps=steps)
    loss_of = nn.BCEWithLogitsLoss(pos_weight=torch.full((2, 1, 1), 1.5))
    augment = augmentation()
    for epoch in range(epochs):
        total = 0.0
        shuffled = order.permutation(len(samples))
        for start in range(0, len(samples), batch):
            pairs = [
                augment(
                    tv_tensors.Image(torch.from_numpy(samples[i][0])), tv_tensors.Mask(torch.from_numpy(samples[i][1]))
                )
                for i in shuffled[start : start + batch]
            ]
            planes = torch.stack([planes.as_subclass(torch.Tensor) for planes, _ in pairs])
            masks = torch.stack([mask.as_subclass(torch.Tensor) for _, mask in pairs]).float()
            loss = loss_of(net(planes), masks)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += float(loss.detach()) * len(pairs)
        report(epoch, total / len(samples))
    return net.eval()
