"""Whole training steps, as PyTorch's users write them: functional layers, autograd, torch.optim.Adam."""

import math

import torch
from torch.nn.functional import (
    binary_cross_entropy_with_logits,
    conv2d,
    conv_transpose2d,
    relu,
)

import dcgan
import gan
from convolutional_flows import phi4_flow_loss, realnvp_image_loss
from layers import dense, mlp, scale_and_shift


def squared_error(decoded, x):
    return (decoded - x).square().sum(1).mean()


def linear_autoencoder_loss(weights, batch, options):
    x = batch["x"]
    return squared_error(dense(weights, "decoder", dense(weights, "encoder", x)), x)


def sigmoid_autoencoder_loss(weights, batch, options):
    x = batch["x"]
    code = dense(weights, "encoder", x).sigmoid()
    return 0.5 * squared_error(dense(weights, "decoder", code).sigmoid(), x)


def deep_autoencoder_loss(weights, batch, options):
    x = batch["x"]
    return squared_error(mlp(weights, "decoder", 3, mlp(weights, "encoder", 3, x)), x)


# Stride and padding of the five layers; those of the decoder are the encoder's, backwards.
ENCODER_WALKS = [(1, 1), (2, 1), (1, 1), (2, 1), (1, 0)]


def layers(weights, name, convolve, walks, h):
    for i, (stride, padding) in enumerate(walks):
        weight, bias = weights[f"{name}.{i}.weight"], weights[f"{name}.{i}.bias"]
        h = convolve(h if i == 0 else relu(h), weight, bias, stride=stride, padding=padding)
    return h


def convolutional_autoencoder_loss(weights, batch, options):
    x = batch["x"]
    side = math.isqrt(options["dim"])
    z = layers(weights, "encoder", conv2d, ENCODER_WALKS, x.view(-1, 1, side, side))
    decoded = layers(weights, "decoder", conv_transpose2d, ENCODER_WALKS[::-1], z)
    return squared_error(decoded.view(x.shape), x)


def vae_loss(weights, batch, options):
    x = batch["x"]
    mean, log_variance = mlp(weights, "encoder", 2, x).chunk(2, 1)
    z = mean + (0.5 * log_variance).exp() * batch["eps"]
    logits = mlp(weights, "decoder", 2, z)
    cross_entropy = binary_cross_entropy_with_logits(logits, x, reduction="sum")
    kl = -0.5 * (1 + log_variance - mean.square() - log_variance.exp()).sum()
    return (cross_entropy + kl) / x.shape[0]


def realnvp_loss(weights, batch, options):
    z = batch["x"]
    dim = options["dim"]
    log_prob = -0.5 * dim * math.log(2 * math.pi)
    for i in range(options["couplings"]):
        if i > 0:
            z = z.flip(1)
        kept, moved, s, t = scale_and_shift(weights, f"couplings.{i}", dim, z)
        z = torch.cat([kept, moved * s.exp() + t], 1)
        log_prob = log_prob + s.sum(1)
    return -(log_prob - 0.5 * z.square().sum(1)).mean()


# The loss of each phase, by its name.
LOSSES = {
    "realnvp": {"loss": realnvp_loss},
    "realnvp-image": {"loss": realnvp_image_loss},
    "phi4-flow": {"loss": phi4_flow_loss},
    "linear-autoencoder": {"loss": linear_autoencoder_loss},
    "sigmoid-autoencoder": {"loss": sigmoid_autoencoder_loss},
    "deep-autoencoder": {"loss": deep_autoencoder_loss},
    "convolutional-autoencoder": {"loss": convolutional_autoencoder_loss},
    "vae": {"loss": vae_loss},
    "gan-2d": {"discriminator": gan.discriminator_loss, "generator": gan.generator_loss},
    "dcgan": {"discriminator": dcgan.discriminator_loss, "generator": dcgan.generator_loss},
}


def batches(tensors):
    """The inputs of each step by name, of tensors called batches/<step>/<name>."""
    found = {}
    for path, tensor in tensors.items():
        if path.startswith("batches/"):
            _, step, name = path.split("/")
            found.setdefault(int(step), {})[name] = tensor
    return [found[step] for step in sorted(found)]


def optimizer(weights, name, lr, **settings):
    if name == "sgd":
        return torch.optim.SGD(weights, lr, momentum=settings["momentum"])
    betas = (settings["beta1"], settings["beta2"])
    return torch.optim.Adam(weights, lr, betas=betas, eps=settings["eps"])


class Phase:
    """Steps of the weights that it moves: of no others are gradients computed."""

    def __init__(self, loss, request, weights):
        self.loss = loss
        self.weights = weights
        part = request["moves"]
        self.moved = [
            weight
            for path, weight in weights.items()
            if path.startswith(f"{part}." if part else "") and ".running_" not in path
        ]
        self.optimizer = optimizer(self.moved, **request["optimizer"])

    def once(self, batch, options):
        for weight in self.weights.values():
            weight.requires_grad_(False)
        for weight in self.moved:
            weight.requires_grad_(True)
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.loss(self.weights, batch, options)
        loss.backward()
        self.optimizer.step()
        return loss.item()


class TrainJob:
    def __init__(self, request, tensors):
        losses = LOSSES[request["model"]]
        self.options = request["options"]
        weights = {
            name.removeprefix("weights/"): tensor.clone()
            for name, tensor in tensors.items()
            if name.startswith("weights/")
        }
        self.phases = [Phase(losses[phase["name"]], phase, weights) for phase in request["phases"]]
        self.batches = batches(tensors)
        self.step = 0

    def once(self):
        batch = self.batches[self.step % len(self.batches)]
        self.step += 1
        return [phase.once(batch, self.options) for phase in self.phases]

    def check(self, steps):
        return [loss for _ in range(steps) for loss in self.once()]
