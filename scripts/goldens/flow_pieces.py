"""Simple invertible maps. Each is written as a map and its inverse only: log |det| is of the Jacobian by automatic
differentiation, so that no formula for it can be wrong in the same way twice.

Full linear map by LU, and 1 x 1 convolution: Kingma & Dhariwal 2018 (arXiv:1807.03039), section 3. Planar flow: Rezende &
Mohamed 2015 (arXiv:1505.05770), eqs. 10-12 and appendix A.1. Batch normalisation: Dinh et al. 2017, section 3.7.
"""

import torch
from torch.nn import functional


class Piece(torch.nn.Module):
    """`there` takes x [N, dim] to z, `back` takes z to x."""

    def __init__(self, dim):
        super().__init__()
        self.dim = dim

    def vector(self, name, *shape):
        self.register_parameter(name, torch.nn.Parameter(torch.zeros(shape or (self.dim,))))

    def to_latent(self, x):
        return differentiated(self.there, x)

    def to_data(self, z):
        return differentiated(self.back, z)


def differentiated(map_, x):
    """The value, and log |det| of the Jacobian, sample by sample; both can be differentiated again."""
    x = x if x.requires_grad else x.clone().requires_grad_()
    y = map_(x)
    rows = [torch.autograd.grad(y[:, i].sum(), x, create_graph=True)[0] for i in range(y.shape[1])]
    return y, torch.linalg.slogdet(torch.stack(rows, dim=1))[1]


class Affine(Piece):
    """y = exp(log_scale) x + shift."""

    def __init__(self, dim):
        super().__init__(dim)
        self.vector("log_scale")
        self.vector("shift")

    def there(self, x):
        return x * self.log_scale.exp() + self.shift

    def back(self, y):
        return (y - self.shift) / self.log_scale.exp()


class ActNorm(Piece):
    """y = (x + bias) exp(log_scale)."""

    def __init__(self, dim):
        super().__init__(dim)
        self.vector("log_scale")
        self.vector("bias")

    def there(self, x):
        return (x + self.bias) * self.log_scale.exp()

    def back(self, y):
        return y / self.log_scale.exp() - self.bias


class BatchNorm(Piece):
    """y = (x - mean) / sqrt(variance + 1e-5) exp(log_gamma) + beta, with held statistics."""

    def __init__(self, dim):
        super().__init__(dim)
        self.vector("log_gamma")
        self.vector("beta")
        self.register_buffer("mean", torch.zeros(dim))
        self.register_buffer("variance", torch.ones(dim))

    def there(self, x):
        return functional.batch_norm(x, self.mean, self.variance, self.log_gamma.exp(), self.beta, eps=1e-5)

    def back(self, y):
        return (y - self.beta) / self.log_gamma.exp() * torch.sqrt(self.variance + 1e-5) + self.mean


class Linear(Piece):
    """y = P L U x + bias; P takes coordinate order(i) to place i, here the reverse order; every third pivot is negative."""

    def __init__(self, dim):
        super().__init__(dim)
        self.vector("lower", dim, dim)
        self.vector("upper", dim, dim)
        self.vector("log_diagonal")
        self.vector("bias")
        self.signs = torch.tensor([-1.0 if i % 3 == 2 else 1.0 for i in range(dim)], dtype=torch.float64)

    def matrix(self):
        one = torch.eye(self.dim, dtype=self.lower.dtype)
        lower = torch.tril(self.lower, -1) + one
        upper = torch.triu(self.upper, 1) + one * (self.log_diagonal.exp() * self.signs.to(self.lower.dtype))
        return torch.flip(one, [0]) @ lower @ upper

    def there(self, x):
        return x @ self.matrix().T + self.bias

    def back(self, y):
        return (y - self.bias) @ torch.linalg.inv(self.matrix()).T


class Permutation(Piece):
    """y_i = x_order(i)."""

    def __init__(self, order):
        super().__init__(len(order))
        self.order = torch.tensor(order)

    def there(self, x):
        return x[:, self.order]

    def back(self, y):
        return y[:, torch.argsort(self.order)]


class Squeeze(Piece):
    """[C, H, W] -> [4 C, H / 2, W / 2] (Dinh et al. 2017, section 3.6), as PyTorch's pixel_unshuffle orders the channels."""

    def __init__(self, shape):
        super().__init__(shape[0] * shape[1] * shape[2])
        self.shape = shape

    def there(self, x):
        return functional.pixel_unshuffle(x.reshape(-1, *self.shape), 2).flatten(1)

    def back(self, y):
        channels, height, width = self.shape
        return functional.pixel_shuffle(y.reshape(-1, 4 * channels, height // 2, width // 2), 2).flatten(1)


class InvertibleConv(Linear):
    """The same linear map of the channels at every pixel, as a convolution with a 1 x 1 kernel."""

    def __init__(self, shape):
        super().__init__(shape[0])
        self.shape = shape

    def there(self, x):
        kernel = self.matrix()[:, :, None, None]
        return functional.conv2d(x.reshape(-1, *self.shape), kernel, self.bias).flatten(1)

    def back(self, y):
        kernel = torch.linalg.inv(self.matrix())[:, :, None, None]
        moved = y.reshape(-1, *self.shape) - self.bias[:, None, None]
        return functional.conv2d(moved, kernel).flatten(1)


class Scalar(Piece):
    """A map of the line without parameters, for every coordinate."""

    def __init__(self, dim, there, back):
        super().__init__(dim)
        self.there, self.back = there, back


class Lognormal(Piece):
    """z = P L U log x + bias: x is lognormal where z is standard normal."""

    def __init__(self, dim):
        super().__init__(dim)
        self.normal = Linear(dim)

    def there(self, x):
        return self.normal.there(torch.log(x))

    def back(self, z):
        return torch.exp(self.normal.back(z))


class LogitNormal(Piece):
    """z = exp(log_scale) logit(x) + shift."""

    def __init__(self, dim):
        super().__init__(dim)
        self.normal = Affine(dim)

    def there(self, x):
        return self.normal.there(torch.log(x) - torch.log(1 - x))

    def back(self, z):
        return torch.sigmoid(self.normal.back(z))


def leaky_relu(dim):
    return Scalar(dim, lambda x: functional.leaky_relu(x, 0.25), lambda y: torch.where(y > 0, y, 4 * y))


def half_tanh(dim):
    """(1 + tanh x) / 2, onto (0, 1)."""
    return Scalar(dim, lambda x: (1 + torch.tanh(x)) / 2, lambda y: torch.log(y / (1 - y)) / 2)


def sigmoid(dim):
    return Scalar(dim, torch.sigmoid, lambda y: torch.log(y) - torch.log(1 - y))


def logit(dim):
    return Scalar(dim, lambda x: torch.log(x) - torch.log(1 - x), torch.sigmoid)


def softplus_inverse(dim):
    """log(e^x - 1) of positive numbers."""
    return Scalar(dim, lambda x: x + torch.log(1 - torch.exp(-x)), functional.softplus)


def logarithm(dim):
    return Scalar(dim, torch.log, torch.exp)


def log_of_power(dim):
    """log(x^1.5) of positive numbers."""
    return Scalar(dim, lambda x: torch.log(x**1.5), lambda z: torch.exp(z) ** (2 / 3))


class Planar(Piece):
    """y = x + u^ tanh(w.x + b), u^ = u + (log(1 + e^(w.u)) - 1 - w.u) w / |w|^2."""

    def __init__(self, dim):
        super().__init__(dim)
        self.vector("u")
        self.vector("w")
        self.b = torch.nn.Parameter(torch.zeros(()))

    def direction(self):
        along = (self.w * self.u).sum()
        return self.u + (functional.softplus(along) - 1 - along) * self.w / (self.w * self.w).sum()

    def there(self, x):
        return x + self.direction() * torch.tanh(x @ self.w + self.b)[:, None]

    def back(self, y):
        """The root of a + w.u^ tanh(a + b) = w.y by bisection, then one step of Newton's, which can be differentiated."""
        u, target = self.direction(), y @ self.w
        slope = (self.w * u).sum()
        with torch.no_grad():
            low, high = target - slope.abs(), target + slope.abs()
            for _ in range(60):
                middle = (low + high) / 2
                is_above = middle + slope * torch.tanh(middle + self.b) > target
                low, high = torch.where(is_above, low, middle), torch.where(is_above, middle, high)
            at = (low + high) / 2
            steepness = 1 + slope * (1 - torch.tanh(at + self.b) ** 2)
        a = at - (at + slope * torch.tanh(at + self.b) - target) / steepness
        return y - u * torch.tanh(a + self.b)[:, None]
