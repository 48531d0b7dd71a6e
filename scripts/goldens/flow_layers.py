"""Layers of flows whose maps are decided by networks, each with its log |det| in closed form.

Additive coupling: Dinh et al. 2015 (arXiv:1410.8516), section 3.2. Masked coupling: Dinh et al. 2017 (arXiv:1605.08803),
eq. 9. Masked autoregressive flow: Papamakarios et al. 2017 (arXiv:1705.07057), eqs. 3-5, its network Germain et al. 2015
(arXiv:1502.03509), section 4. Rational-quadratic spline: Durkan et al. 2019 (arXiv:1906.04032), eqs. 4-8.
"""

import math

import torch
from torch.nn import functional

#: What every ReLU was given, to see how near a kink it came.
SEEN = []


def relu(x):
    SEEN.append(x.detach().reshape(len(x), -1))
    return torch.relu(x)


class Perceptron(torch.nn.ModuleList):
    """Dense layers with ReLU between them."""

    def __init__(self, sizes):
        super().__init__(torch.nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))

    def forward(self, x):
        for index, layer in enumerate(self):
            x = layer(relu(x) if index > 0 else x)
        return x


class AdditiveCoupling(torch.nn.Module):
    """y1 = x1, y2 = x2 + t(x1), x1 the first floor(dim / 2) coordinates."""

    def __init__(self, dim, width):
        super().__init__()
        self.sizes = [dim // 2, dim - dim // 2]
        self.net = Perceptron([self.sizes[0], width, width, self.sizes[1]])

    def to_latent(self, x):
        first, second = x.split(self.sizes, dim=1)
        return torch.cat([first, second + self.net(first)], dim=1), torch.zeros_like(x[:, 0])

    def to_data(self, y):
        first, second = y.split(self.sizes, dim=1)
        return torch.cat([first, second - self.net(first)], dim=1), torch.zeros_like(y[:, 0])


class MaskedCoupling(torch.nn.Module):
    """y = m x + (1 - m) (x exp(s) + t), s = scale tanh(raw) and t of m x; the net gives raw before t."""

    def __init__(self, mask, net):
        super().__init__()
        self.register_buffer("mask", torch.tensor(mask, dtype=torch.float64), persistent=False)
        self.net = net
        self.scale = torch.nn.Parameter(torch.zeros(len(mask)))

    def scale_and_shift(self, x):
        raw, shift = self.net(self.mask * x).chunk(2, dim=1)
        return (1 - self.mask) * self.scale * torch.tanh(raw), (1 - self.mask) * shift

    def to_latent(self, x):
        s, t = self.scale_and_shift(x)
        return self.mask * x + (1 - self.mask) * (x * torch.exp(s) + t), s.sum(dim=1)

    def to_data(self, y):
        s, t = self.scale_and_shift(y)
        return self.mask * y + (1 - self.mask) * (y - t) * torch.exp(-s), -s.sum(dim=1)


class Made(torch.nn.ModuleList):
    """Masked dense layers: output i of each of two groups sees the inputs before i. Units are numbered: inputs and outputs
    0 to dim - 1, hidden ones 0 to dim - 2 in turn; a hidden unit sees numbers up to its own, an output those below it."""

    def __init__(self, dim, width):
        sizes = [dim, width, width, 2 * dim]
        super().__init__(torch.nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        inputs, hidden = torch.arange(dim), torch.arange(width) % (dim - 1)
        outputs = torch.arange(2 * dim) % dim
        self.masks = [
            hidden[:, None] >= inputs[None, :],
            hidden[:, None] >= hidden[None, :],
            outputs[:, None] > hidden[None, :],
        ]

    def forward(self, x):
        for index, (layer, mask) in enumerate(zip(self, self.masks)):
            weight = torch.where(mask, layer.weight, torch.zeros_like(layer.weight))
            x = functional.linear(relu(x) if index > 0 else x, weight, layer.bias)
        return x


class Autoregressive(torch.nn.Module):
    """z_i = (x_i - m_i(x_<i)) exp(-a_i(x_<i)), a = 4 tanh(raw / 4)."""

    def __init__(self, dim, width):
        super().__init__()
        self.dim = dim
        self.made = Made(dim, width)

    def moments(self, x):
        mean, raw = self.made(x).chunk(2, dim=1)
        return mean, 4 * torch.tanh(raw / 4)

    def to_latent(self, x):
        mean, log_scale = self.moments(x)
        return (x - mean) * torch.exp(-log_scale), -log_scale.sum(dim=1)

    def to_data(self, z):
        """Every pass settles one more coordinate."""
        x = torch.zeros_like(z)
        for _ in range(self.dim):
            mean, log_scale = self.moments(x)
            x = z * torch.exp(log_scale) + mean
        return x, self.moments(x)[1].sum(dim=1)


def knots(raw, bins, bound, floor=1e-3):
    """Knots' places x and y and slopes, each [..., bins + 1], of raw numbers: widths, heights, inner slopes."""
    widths, heights, slopes = raw.split([bins, bins, bins - 1], dim=-1)
    places = []
    for of in (widths, heights):
        shares = floor + (1 - bins * floor) * torch.softmax(of, dim=-1)
        ends = torch.cumsum(shares, dim=-1)[..., :-1]
        places.append(2 * bound * functional.pad(functional.pad(ends, (1, 0)), (0, 1), value=1.0) - bound)
    inner = floor + functional.softplus(slopes + math.log(math.exp(1 - floor) - 1))
    return places[0], places[1], functional.pad(inner, (1, 1), value=1.0)


def spline(value, raw, bins, bound, inverse):
    """The spline at value [...], or its inverse, and the log of its slope; the identity outside [-bound, bound]."""
    x, y, slope = knots(raw, bins, bound)
    inside = value.clamp(-bound, bound)
    along = y if inverse else x
    bin_ = (inside[..., None] > along[..., 1:-1]).sum(dim=-1, keepdim=True)

    def pick(of, offset=0):
        return of.gather(-1, bin_ + offset)[..., 0]

    x0, y0, width, height = pick(x), pick(y), pick(x, 1) - pick(x), pick(y, 1) - pick(y)
    d0, d1, s = pick(slope), pick(slope, 1), height / width
    if inverse:
        up = inside - y0
        a = height * (s - d0) + up * (d1 + d0 - 2 * s)
        b = height * d0 - up * (d1 + d0 - 2 * s)
        c = -s * up
        xi = 2 * c / (-b - torch.sqrt((b * b - 4 * a * c).clamp(min=0)))
        result = x0 + width * xi
    else:
        xi = (inside - x0) / width
        result = y0 + height * (s * xi**2 + d0 * xi * (1 - xi)) / (s + (d1 + d0 - 2 * s) * xi * (1 - xi))
    top = s**2 * (d1 * xi**2 + 2 * s * xi * (1 - xi) + d0 * (1 - xi) ** 2)
    log_slope = torch.log(top) - 2 * torch.log(s + (d1 + d0 - 2 * s) * xi * (1 - xi))
    is_outside = value.abs() > bound
    log_slope = torch.where(is_outside, torch.zeros_like(log_slope), -log_slope if inverse else log_slope)
    return torch.where(is_outside, value, result), log_slope


class Spline(torch.nn.Module):
    """A spline for each coordinate."""

    def __init__(self, dim, bins, bound):
        super().__init__()
        self.bins, self.bound = bins, bound
        self.raw = torch.nn.Parameter(torch.zeros(dim, 3 * bins - 1))

    def mapped(self, x, inverse):
        raw = self.raw.expand(len(x), *self.raw.shape)
        value, log_slope = spline(x, raw, self.bins, self.bound, inverse)
        return value, log_slope.sum(dim=1)

    def to_latent(self, x):
        return self.mapped(x, False)

    def to_data(self, y):
        return self.mapped(y, True)


class SplineCoupling(torch.nn.Module):
    """y1 = x1, y2 = splines of x2 with the knots that a network makes of x1, held within the bound."""

    def __init__(self, dim, width, bins, bound):
        super().__init__()
        self.sizes, self.bins, self.bound = [dim // 2, dim - dim // 2], bins, bound
        self.net = Perceptron([self.sizes[0], width, width, self.sizes[1] * (3 * bins - 1)])

    def mapped(self, x, inverse):
        first, second = x.split(self.sizes, dim=1)
        raw = self.net(first.clamp(-self.bound, self.bound)).reshape(len(x), self.sizes[1], 3 * self.bins - 1)
        value, log_slope = spline(second, raw, self.bins, self.bound, inverse)
        return torch.cat([first, value], dim=1), log_slope.sum(dim=1)

    def to_latent(self, x):
        return self.mapped(x, False)

    def to_data(self, y):
        return self.mapped(y, True)


class Inverse(torch.nn.Module):
    """A layer the other way about; its parameters keep their names."""

    def __init__(self, inner):
        super().__init__()
        for name, child in inner.named_children():
            self.add_module(name, child)
        self.inner = [inner]

    def to_latent(self, x):
        return self.inner[0].to_data(x)

    def to_data(self, z):
        return self.inner[0].to_latent(z)


class Stack(torch.nn.Module):
    """Layers in a row, the coordinates reversed before all but the first; their name is that of the list."""

    def __init__(self, name, layers):
        super().__init__()
        self.add_module(name, torch.nn.ModuleList(layers))
        self.parts = layers

    def to_latent(self, x):
        total = 0
        for index, layer in enumerate(self.parts):
            x, log_det = layer.to_latent(torch.flip(x, [1]) if index > 0 else x)
            total = total + log_det
        return x, total

    def to_data(self, z):
        total = 0
        for index, layer in reversed(list(enumerate(self.parts))):
            z, log_det = layer.to_data(z)
            z = torch.flip(z, [1]) if index > 0 else z
            total = total + log_det
        return z, total
