"""Samples drawn from latents: decoders, generators and the inverse of a flow."""

import torch
from torch.nn.functional import batch_norm, conv_transpose2d

import gan
from dcgan import HALVING, convolutions
from layers import mlp, scale_and_shift


def vae_samples(weights, z, options):
    return mlp(weights, "decoder", 2, z)


def gan_samples(weights, z, options):
    return gan.generated(weights, z)


def normed(weights, name, x):
    """By the running statistics."""
    of = {part: weights[f"{name}.{part}"] for part in ("running_mean", "running_var", "weight", "bias")}
    return batch_norm(x, **of, training=False)


def dcgan_samples(weights, z, options):
    (first, _), *others = convolutions(weights, "generator")
    h = conv_transpose2d(z[:, :, None, None], first)
    for i, (weight, bias) in enumerate(others):
        h = conv_transpose2d(normed(weights, f"generator.norm.{i}", h).relu(), weight, bias, **HALVING)
    return (0.5 * h.tanh() + 0.5).flatten(1)


def realnvp_samples(weights, z, options):
    """The couplings undone, the last first."""
    x = z
    for i in reversed(range(options["couplings"])):
        kept, moved, s, t = scale_and_shift(weights, f"couplings.{i}", options["dim"], x)
        x = torch.cat([kept, (moved - t) * (-s).exp()], 1)
        if i > 0:
            x = x.flip(1)
    return x


SAMPLERS = {"vae": vae_samples, "gan": gan_samples, "dcgan": dcgan_samples, "realnvp": realnvp_samples}


class SampleJob:
    def __init__(self, request, tensors):
        self.sampler = SAMPLERS[request["model"]]
        self.options = request["options"]
        self.z = tensors.pop("z")
        self.weights = {name.removeprefix("weights/"): tensor for name, tensor in tensors.items()}

    def once(self):
        with torch.no_grad():
            return self.sampler(self.weights, self.z, self.options)

    def check(self, steps):
        return self.once().numpy()
