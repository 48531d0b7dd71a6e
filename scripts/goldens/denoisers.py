"""Denoising autoencoders, and super-resolution as the denoising of a corruption that shrinks the image.

Vincent, Larochelle, Bengio & Manzagol 2008, "Extracting and composing robust features with denoising autoencoders",
sections 2.2 and 2.3, and Vincent et al. 2010, "Stacked denoising autoencoders", section 3.3 (their hidden layers are
logistic; here they are ReLU and the output is linear):

    y = C(x, noise),   h = relu(W y + b),   xhat = W' h + b'
    loss = mean over the batch of sum over pixels (xhat - x)^2,   x the clean image, not y

    Gaussian:   C(x, noise) = x + sigma noise,                noise ~ N(0, 1), one a pixel
    masking:    C(x, noise) = x where noise >= p, else 0,     noise ~ U[0, 1), one a pixel

Super-resolution: C is the mean of every 2 x 2 block, and xhat the low resolution's nearest-neighbour enlargement plus a
residual (Kim et al. 2016, arXiv:1511.04587) from a sub-pixel convolution (Shi et al. 2016, arXiv:1609.05158, eq. 4):
convolutions at the low resolution to 4 channels, which become the 2 x 2 pixels of each block.
"""

import torch
from torch.nn import functional


class Denoiser(torch.nn.Module):
    """What they share: forward gives y, xhat and the loss. What each ReLU is given is kept."""

    def __init__(self):
        super().__init__()
        self.hidden = []

    def relu(self, before):
        self.hidden.append(before.detach().flatten(1))
        return torch.relu(before)

    def forward(self, x, *noise):
        self.hidden = []
        corrupted = self.corrupt(x, *noise)
        denoised = self.denoise(corrupted)
        return corrupted, denoised, ((denoised - x) ** 2).sum(dim=1).mean()


class DenoisingAutoencoder(Denoiser):
    def __init__(self, dim, width, sigma):
        super().__init__()
        self.sigma = sigma
        self.encoder = torch.nn.Linear(dim, width)
        self.decoder = torch.nn.Linear(width, dim)

    def corrupt(self, x, noise):
        return x + self.sigma * noise

    def denoise(self, y):
        return self.decoder(self.relu(self.encoder(y)))


class MaskingAutoencoder(Denoiser):
    def __init__(self, dim, width, masked):
        super().__init__()
        self.masked = masked
        self.encoder = torch.nn.Linear(dim, width)
        self.decoder = torch.nn.Linear(width, dim)

    def corrupt(self, x, noise):
        return torch.where(noise < self.masked, torch.zeros_like(x), x)

    def denoise(self, y):
        return self.decoder(self.relu(self.encoder(y)))


class SuperResolution(Denoiser):
    def __init__(self, dim, channels):
        super().__init__()
        self.side = int(dim**0.5)
        assert self.side * self.side == dim and self.side % 2 == 0
        sizes = [1, channels, channels, 4]
        self.network = torch.nn.ModuleList(
            torch.nn.Conv2d(before, after, 3, padding=1) for before, after in zip(sizes, sizes[1:])
        )

    def corrupt(self, x):
        return functional.avg_pool2d(x.reshape(-1, 1, self.side, self.side), 2).flatten(1)

    def denoise(self, y):
        low = y.reshape(-1, 1, self.side // 2, self.side // 2)
        first, second, third = self.network
        residual = functional.pixel_shuffle(third(self.relu(second(self.relu(first(low))))), 2)
        return (functional.interpolate(low, scale_factor=2, mode="nearest") + residual).flatten(1)
