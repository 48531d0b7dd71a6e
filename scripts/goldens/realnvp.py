"""RealNVP: affine couplings with the order of the coordinates reversed between them.

Dinh, Sohl-Dickstein & Bengio 2017 (arXiv:1605.08803), equations 4 to 8. One coupling, with x1 the first
floor(dim / 2) coordinates and x2 the rest:

    y1 = x1,   y2 = x2 * exp(s(x1)) + t(x1),   log |det dy/dx| = sum s(x1)

s and t come from one perceptron (two hidden layers, ReLU); s = tanh(raw) * scale with a learned scale.
"""

import math

import torch


class Coupling(torch.nn.Module):
    def __init__(self, dim, width):
        super().__init__()
        self.kept, self.moved = dim // 2, dim - dim // 2
        sizes = [self.kept, width, width, 2 * self.moved]
        self.net = torch.nn.ModuleList(torch.nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.scale = torch.nn.Parameter(torch.zeros(self.moved))
        self.hidden = []

    def conditioner(self, half):
        """s and t; the hidden layers' values before ReLU are kept, to see how near a kink they come."""
        first = self.net[0](half)
        second = self.net[1](torch.relu(first))
        raw, t = self.net[2](torch.relu(second)).split(self.moved, dim=1)
        self.hidden = [first.detach(), second.detach()]
        return torch.tanh(raw) * self.scale, t

    def to_latent(self, x):
        x1, x2 = x.split([self.kept, self.moved], dim=1)
        s, t = self.conditioner(x1)
        return torch.cat([x1, x2 * torch.exp(s) + t], dim=1), s.sum(dim=1)

    def to_data(self, y):
        y1, y2 = y.split([self.kept, self.moved], dim=1)
        s, t = self.conditioner(y1)
        return torch.cat([y1, (y2 - t) * torch.exp(-s)], dim=1), -s.sum(dim=1)

    def misprinted_log_det(self, x):
        """The slide's formula: s at the half that is moved. Defined only where both halves have the same size."""
        return self.conditioner(x[:, self.kept :])[0].sum(dim=1)


class RealNVP(torch.nn.Module):
    def __init__(self, dim, couplings, width):
        super().__init__()
        self.dim = dim
        self.couplings = torch.nn.ModuleList(Coupling(dim, width) for _ in range(couplings))

    def to_latent(self, x):
        """Coupling 0, reversal, coupling 1, reversal, ..., last coupling."""
        log_det = 0
        for index, coupling in enumerate(self.couplings):
            x = torch.flip(x, [1]) if index > 0 else x
            x, term = coupling.to_latent(x)
            log_det = log_det + term
        return x, log_det

    def to_data(self, z):
        """The inverse: last coupling first, and after each but coupling 0 the reversal."""
        log_det = 0
        for index in reversed(range(len(self.couplings))):
            z, term = self.couplings[index].to_data(z)
            z = torch.flip(z, [1]) if index > 0 else z
            log_det = log_det + term
        return z, log_det

    def misprinted_log_det(self, x):
        log_det = 0
        for index, coupling in enumerate(self.couplings):
            x = torch.flip(x, [1]) if index > 0 else x
            log_det = log_det + coupling.misprinted_log_det(x)
            x = coupling.to_latent(x)[0]
        return log_det

    def forward(self, x):
        """z, log |det dz/dx| and log p(x) = log N(z; 0, I) + log_det, in nats."""
        z, log_det = self.to_latent(x)
        prior = -0.5 * (z * z).sum(dim=1) - 0.5 * self.dim * math.log(2 * math.pi)
        return z, log_det, prior + log_det

    def loss(self, x):
        return -self.forward(x)[2].mean()


class ToData(torch.nn.Module):
    """The inverse direction as a module of its own, for export."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, z):
        return self.model.to_data(z)
