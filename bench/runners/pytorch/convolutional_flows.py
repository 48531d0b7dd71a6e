"""Flows whose networks are convolutions: RealNVP of images, and the sampler of lattice field theory."""

import functools
import math

import torch
from torch.nn.functional import conv2d, leaky_relu, pad, pixel_unshuffle, relu


@functools.lru_cache(maxsize=None)
def checkerboard(channels, side, parity):
    sites = torch.arange(side)
    return ((sites[:, None] + sites) % 2 == parity).float().expand(channels, side, side)


@functools.lru_cache(maxsize=None)
def first_or_last(channels, half):
    kept = (torch.arange(channels) < channels // 2) == (half == 0)
    return kept.float()[:, None, None]


def image_network(weights, name, x):
    """3 x 3, 1 x 1 and 3 x 3 convolutions with ReLU between them."""
    for i, padding in enumerate((1, 0, 1)):
        x = conv2d(x if i == 0 else relu(x), weights[f"{name}.{i}.weight"], weights[f"{name}.{i}.bias"], padding=padding)
    return x.chunk(2, 1)


def image_coupling(weights, name, x, mask):
    raw, t = image_network(weights, f"{name}.net", x * mask)
    s = raw.tanh() * weights[f"{name}.scale"].view(x.shape[1:]) * (1 - mask)
    return x * s.exp() + t * (1 - mask), s.sum((1, 2, 3))


def image_scales(weights, name, x, scales):
    """z of a scale and those after it, flat, in some order, and the log-determinant."""
    _, channels, side, _ = x.shape
    log_det = 0
    for i in range(3 if scales > 1 else 4):
        x, term = image_coupling(weights, f"{name}.{i}", x, checkerboard(channels, side, i % 2))
        log_det = log_det + term
    if scales == 1:
        return x.flatten(1), log_det
    x = pixel_unshuffle(x, 2)
    for i in range(3):
        x, term = image_coupling(weights, f"{name}.{4 + i}", x, first_or_last(4 * channels, i % 2))
        log_det = log_det + term
    kept, factored = x.chunk(2, 1)
    z, term = image_scales(weights, f"{name}.next", kept, scales - 1)
    return torch.cat([z, factored.flatten(1)], 1), log_det + term


def realnvp_image_loss(weights, batch, options):
    dim, levels = options["dim"], options["levels"]
    side = math.isqrt(dim)
    x = 0.05 + 0.9 / levels * ((levels - 1) * batch["x"] + batch["u"])
    log_x, log_rest = x.log(), (-x).log1p()
    z, log_det = image_scales(weights, "layers", (log_x - log_rest).view(-1, 1, side, side), options["scales"])
    log_det = log_det - (log_x + log_rest).sum(1)
    return (0.5 * z.square().sum(1) - log_det).mean() + 0.5 * dim * math.log(2 * math.pi)


def lattice_network(weights, name, x):
    """3 x 3 convolutions on the torus with LeakyReLU between them."""
    for i in range(3):
        x = pad(x if i == 0 else leaky_relu(x, 0.01), (1, 1, 1, 1), mode="circular")
        x = conv2d(x, weights[f"{name}.{i}.weight"], weights[f"{name}.{i}.bias"])
    return x.chunk(2, 1)


def phi4_action(x, options):
    squares = x.square()
    kinetic = sum((x - x.roll(1, axis)).square() for axis in (2, 3))
    return (kinetic + squares * (options["mass_squared"] + options["coupling"] * squares)).sum((1, 2, 3))


def phi4_flow_loss(weights, batch, options):
    side = options["side"]
    z = batch["z"].unsqueeze(1)
    log_q = -0.5 * z.square().sum((1, 2, 3)) - 0.5 * side**2 * math.log(2 * math.pi)
    x = z
    for i in reversed(range(options["layers"])):
        mask = checkerboard(1, side, i % 2)
        raw, t = lattice_network(weights, f"layers.{i}.net", x * mask)
        s = raw.tanh() * weights[f"layers.{i}.scale"] * (1 - mask)
        x = (x - t * (1 - mask)) * (-s).exp()
        log_q = log_q + s.sum((1, 2, 3))
    return (log_q + phi4_action(x, options)).mean()
