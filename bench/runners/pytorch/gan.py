"""The losses of a GAN of dense networks, phase by phase."""

import torch
from torch.nn.functional import leaky_relu, softplus

from layers import mlp


def generated(weights, z):
    return mlp(weights, "generator", 3, z)


def discriminated(weights, x):
    return mlp(weights, "discriminator", 3, x, lambda h: leaky_relu(h, 0.2)).flatten()


def discriminator_loss(weights, batch, options):
    with torch.no_grad():
        fake = generated(weights, batch["z_discriminator"])
    return softplus(-discriminated(weights, batch["x"])).mean() + softplus(discriminated(weights, fake)).mean()


def generator_loss(weights, batch, options):
    return softplus(-discriminated(weights, generated(weights, batch["z_generator"]))).mean()
