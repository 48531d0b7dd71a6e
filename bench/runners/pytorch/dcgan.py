"""The losses of a deep convolutional GAN, phase by phase."""

import math

import torch
from torch.nn.functional import batch_norm, conv2d, conv_transpose2d, leaky_relu, softplus


def normed(weights, name, x):
    """By the batch's own statistics, which the running ones follow."""
    of = {part: weights[f"{name}.{part}"] for part in ("running_mean", "running_var", "weight", "bias")}
    return batch_norm(x, **of, training=True)


HALVING = {"stride": 2, "padding": 1}


def convolutions(weights, part):
    """The weight and the bias, None where there is none, of each of a part's convolutions."""
    names = [f"{part}.conv.{i}" for i in range(len(weights)) if f"{part}.conv.{i}.weight" in weights]
    return [(weights[f"{name}.weight"], weights.get(f"{name}.bias")) for name in names]


def generated(weights, z):
    (first, _), *others = convolutions(weights, "generator")
    h = conv_transpose2d(z[:, :, None, None], first)
    for i, (weight, bias) in enumerate(others):
        h = normed(weights, f"generator.norm.{i}", h).relu()
        h = conv_transpose2d(h, weight, bias, **HALVING)
    return 0.5 * h.tanh() + 0.5


def discriminated(weights, image):
    *halving, (last, bias_of_last) = convolutions(weights, "discriminator")
    h = 2 * image - 1
    for i, (weight, bias) in enumerate(halving):
        h = conv2d(h, weight, bias, **HALVING)
        if i > 0:
            h = normed(weights, f"discriminator.norm.{i - 1}", h)
        h = leaky_relu(h, 0.2)
    return conv2d(h, last, bias_of_last).flatten()


def discriminator_loss(weights, batch, options):
    side = math.isqrt(options["dim"])
    with torch.no_grad():
        image = generated(weights, batch["z_discriminator"])
    real = discriminated(weights, batch["x"].view(-1, 1, side, side))
    fake = discriminated(weights, image)
    return softplus(-real).mean() + softplus(fake).mean()


def generator_loss(weights, batch, options):
    return softplus(-discriminated(weights, generated(weights, batch["z_generator"]))).mean()
