"""Whole flows: NICE, and RealNVP for images.

NICE: Dinh et al. 2015 (arXiv:1410.8516), sections 3.2-3.4. RealNVP: Dinh et al. 2017 (arXiv:1605.08803), sections 3.4-3.6
and 4.1, with small convolutional networks; pixels are dequantised (Theis et al. 2016, section 3.1) and go through a logit.
"""

import torch
from torch.nn import functional

from flow_layers import AdditiveCoupling, MaskedCoupling, relu


class Scaling(torch.nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.log_scale = torch.nn.Parameter(torch.zeros(dim))
        self.shift = torch.nn.Parameter(torch.zeros(dim))


class Nice(torch.nn.Module):
    """Additive couplings, the coordinates reversed after each, then exp(log_scale) x + shift."""

    def __init__(self, dim, couplings, width):
        super().__init__()
        self.couplings = torch.nn.ModuleList(AdditiveCoupling(dim, width) for _ in range(couplings))
        self.scaling = Scaling(dim)

    def to_latent(self, x):
        for coupling in self.couplings:
            x = torch.flip(coupling.to_latent(x)[0], [1])
        z = x * torch.exp(self.scaling.log_scale) + self.scaling.shift
        return z, self.scaling.log_scale.sum().expand(len(x))

    def to_data(self, z):
        x = (z - self.scaling.shift) * torch.exp(-self.scaling.log_scale)
        for coupling in reversed(self.couplings):
            x = coupling.to_data(torch.flip(x, [1]))[0]
        return x, -self.scaling.log_scale.sum().expand(len(z))


class Convolutions(torch.nn.ModuleList):
    """3 x 3, 1 x 1 and 3 x 3 convolutions of [channels, side, side], flat in a row; twice as many channels out."""

    def __init__(self, shape, width):
        super().__init__(
            [
                torch.nn.Conv2d(shape[0], width, 3, padding=1),
                torch.nn.Conv2d(width, width, 1),
                torch.nn.Conv2d(width, 2 * shape[0], 3, padding=1),
            ]
        )
        self.shape = shape

    def forward(self, x):
        x = x.reshape(-1, *self.shape)
        for index, layer in enumerate(self):
            x = layer(relu_image(x) if index > 0 else x)
        return x.flatten(1)


def relu_image(x):
    return relu(x.flatten(1)).reshape(x.shape)


def checkerboard(shape, parity):
    channels, height, width = shape
    return [1.0 if (h + w) % 2 == parity else 0.0 for _ in range(channels) for h in range(height) for w in range(width)]


def channel_mask(shape, half):
    channels, height, width = shape
    return [1.0 if (c < channels / 2) == (half == 0) else 0.0 for c in range(channels) for _ in range(height * width)]


class Scale(torch.nn.Module):
    """Three checkerboard couplings, a squeeze, three couplings by channels; the first half of the channels goes on to the
    next scale, the rest is factored out. The last scale has four checkerboard couplings. A coupling's name is its place."""

    def __init__(self, shape, scales, width):
        super().__init__()
        self.shape = shape
        masks = [checkerboard(shape, i % 2) for i in range(3 if scales > 1 else 4)]
        for index, mask in enumerate(masks):
            self.add_module(str(index), MaskedCoupling(mask, Convolutions(shape, width)))
        self.before, self.after, self.inner = [str(i) for i in range(len(masks))], [], scales > 1
        if scales > 1:
            half = (4 * shape[0], shape[1] // 2, shape[2] // 2)
            self.after = ["4", "5", "6"]
            for index, name in enumerate(self.after):
                self.add_module(name, MaskedCoupling(channel_mask(half, index % 2), Convolutions(half, width)))
            self.add_module("next", Scale((2 * shape[0], half[1], half[2]), scales - 1, width))

    def to_latent(self, x):
        total = 0
        for name in self.before:
            x, log_det = getattr(self, name).to_latent(x)
            total = total + log_det
        if not self.inner:
            return x, total
        x = functional.pixel_unshuffle(x.reshape(-1, *self.shape), 2).flatten(1)
        for name in self.after:
            x, log_det = getattr(self, name).to_latent(x)
            total = total + log_det
        kept, factored = x.chunk(2, dim=1)
        kept, log_det = getattr(self, "next").to_latent(kept)
        return torch.cat([kept, factored], dim=1), total + log_det

    def to_data(self, z):
        total = 0
        if self.inner:
            kept, factored = z.chunk(2, dim=1)
            kept, total = getattr(self, "next").to_data(kept)
            z = torch.cat([kept, factored], dim=1)
            for name in reversed(self.after):
                z, log_det = getattr(self, name).to_data(z)
                total = total + log_det
            channels, height, width = self.shape
            z = functional.pixel_shuffle(z.reshape(-1, 4 * channels, height // 2, width // 2), 2).flatten(1)
        for name in reversed(self.before):
            z, log_det = getattr(self, name).to_data(z)
            total = total + log_det
        return z, total


class RealNvpImage(torch.nn.Module):
    """x in (0, 1): y = log(x / (1 - x)), dy/dx = 1 / (x (1 - x)), then the scales."""

    def __init__(self, dim, levels, scales, channels):
        super().__init__()
        side = round(dim**0.5)
        self.levels = levels
        self.layers = Scale((1, side, side), scales, channels)

    def to_latent(self, x):
        z, log_det = self.layers.to_latent(torch.log(x) - torch.log(1 - x))
        return z, log_det - (torch.log(x) + torch.log(1 - x)).sum(dim=1)

    def to_data(self, z):
        y, log_det = self.layers.to_data(z)
        return torch.sigmoid(y), log_det + (functional.logsigmoid(y) + functional.logsigmoid(-y)).sum(dim=1)

    def dequantized(self, x, u):
        """Grey values k / (levels - 1) and u in [0, 1): 0.05 + 0.9 (k + u) / levels."""
        return 0.05 + 0.9 * ((self.levels - 1) * x + u) / self.levels
