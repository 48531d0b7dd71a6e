"""Layers on weights that have Touchstone's names."""

from torch.nn.functional import linear, relu


def dense(weights, name, x):
    return linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])


def mlp(weights, name, count, x, activation=relu):
    """`count` dense layers with an activation between them."""
    for i in range(count - 1):
        x = activation(dense(weights, f"{name}.{i}", x))
    return dense(weights, f"{name}.{count - 1}", x)


def scale_and_shift(weights, name, dim, x):
    """The half that a coupling keeps, the half that it moves, and by what."""
    half = dim // 2
    kept, moved = x.split([half, dim - half], 1)
    raw, t = mlp(weights, f"{name}.net", 3, kept).chunk(2, 1)
    return kept, moved, raw.tanh() * weights[f"{name}.scale"], t
