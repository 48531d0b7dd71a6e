"""Dense layers on weights that have Touchstone's names."""

from torch.nn.functional import linear, relu


def dense(weights, name, x):
    return linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])


def mlp(weights, name, count, x, activation=relu):
    """`count` dense layers with an activation between them."""
    for i in range(count - 1):
        x = activation(dense(weights, f"{name}.{i}", x))
    return dense(weights, f"{name}.{count - 1}", x)
