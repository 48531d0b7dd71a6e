"""Scalar field theory on a periodic square lattice, and a flow that samples it.

Albergo, Kanwar & Shanahan 2019 (arXiv:1904.12072), equations 7 to 11 and 18 to 19; the notebook of Albergo et al. 2021
(arXiv:2101.08176). Fields are [N, L, L]; the action in one unit of the lattice is

    S = sum_x [ sum_mu phi(x) (2 phi(x) - phi(x + mu) - phi(x - mu)) + m^2 phi(x)^2 + lambda phi(x)^4 ]
"""

import math

import torch
from torch.nn import functional

SLOPE = 0.01


def action(phi, mass_squared, coupling):
    laplacian = sum(2 * phi - phi.roll(1, axis) - phi.roll(-1, axis) for axis in (1, 2))
    return (phi * laplacian + mass_squared * phi**2 + coupling * phi**4).sum(dim=(1, 2))


def metropolis(log_p_old, log_q_old, log_p_new, log_q_new):
    """min(1, p(new) q(old) / (p(old) q(new))), equation 7."""
    return torch.exp(torch.clamp((log_p_new - log_q_new) - (log_p_old - log_q_old), max=0))


def wrapped(h, axis):
    """One more row from the other side at either end; PyTorch 1.13 exports its own circular padding wrongly."""
    length = h.shape[axis]
    return torch.cat([h.narrow(axis, length - 1, 1), h, h.narrow(axis, 0, 1)], dim=axis)


class Network(torch.nn.ModuleList):
    """3 x 3 convolutions on the torus with LeakyReLU between them; `seen` keeps what each of those was given."""

    def __init__(self, width):
        sizes = [1, width, width, 2]
        super().__init__(torch.nn.Conv2d(a, b, 3) for a, b in zip(sizes, sizes[1:]))
        self.seen = []

    def forward(self, phi):
        h = phi.unsqueeze(1)
        for index, layer in enumerate(self):
            if index > 0:
                self.seen.append(h.detach())
                h = functional.leaky_relu(h, SLOPE)
            h = layer(wrapped(wrapped(h, 2), 3))
        return h[:, 0], h[:, 1]


class Coupling(torch.nn.Module):
    """The sites with row + column of the given parity are kept; s = scale tanh(raw), one scale for all sites."""

    def __init__(self, side, width, parity):
        super().__init__()
        sites = torch.arange(side)
        kept = (sites[:, None] + sites[None, :]) % 2 == parity
        self.register_buffer("kept", kept.double(), persistent=False)
        self.net = Network(width)
        self.scale = torch.nn.Parameter(torch.zeros(()))

    def scale_and_shift(self, phi):
        raw, t = self.net(self.kept * phi)
        return (1 - self.kept) * self.scale * torch.tanh(raw), (1 - self.kept) * t

    def to_latent(self, phi):
        s, t = self.scale_and_shift(phi)
        return self.kept * phi + (1 - self.kept) * (phi * torch.exp(s) + t), s.sum(dim=(1, 2))

    def to_field(self, z):
        s, t = self.scale_and_shift(z)
        return self.kept * z + (1 - self.kept) * (z - t) * torch.exp(-s), -s.sum(dim=(1, 2))


class Phi4Flow(torch.nn.Module):
    def __init__(self, side, mass_squared, coupling, layers, width):
        super().__init__()
        self.theory = {"mass_squared": mass_squared, "coupling": coupling}
        self.layers = torch.nn.ModuleList(Coupling(side, width, index % 2) for index in range(layers))

    def to_latent(self, phi):
        """Layer 0 first."""
        log_det = 0
        for layer in self.layers:
            phi, term = layer.to_latent(phi)
            log_det = log_det + term
        return phi, log_det

    def to_field(self, z):
        """The inverse: the last layer first."""
        log_det = 0
        for layer in reversed(self.layers):
            z, term = layer.to_field(z)
            log_det = log_det + term
        return z, log_det

    def propose(self, z):
        """A field x of normal noise z, and log q(x) = log N(z; 0, 1) - log |det dx/dz|."""
        x, log_det = self.to_field(z)
        prior = (-0.5 * z * z - 0.5 * math.log(2 * math.pi)).sum(dim=(1, 2))
        return x, prior - log_det

    def action(self, phi):
        return action(phi, **self.theory)

    def loss(self, z):
        """The reverse Kullback-Leibler divergence, up to log Z: the mean of log q(x) + S(x)."""
        x, log_q = self.propose(z)
        return (log_q + self.action(x)).mean()

    def forward(self, z, phi, log_p_old, log_q_old, log_p_new, log_q_new):
        x, log_q = self.propose(z)
        action_ = self.action(phi)
        return x, log_q, action_, -action_, metropolis(log_p_old, log_q_old, log_p_new, log_q_new)
