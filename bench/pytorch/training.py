"""Whole training steps, as PyTorch's users write them: functional layers, autograd, torch.optim.Adam."""

import math

import torch
from torch.nn.functional import linear


def dense(weights, name, x):
    return linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])


def autoencoder_loss(weights, x, options):
    decoded = dense(weights, "decoder", dense(weights, "encoder", x))
    return (decoded - x).square().sum(1).mean()


def realnvp_loss(weights, x, options):
    dim = options["dim"]
    kept = dim // 2
    moved = dim - kept
    z = x
    log_prob = -0.5 * dim * math.log(2 * math.pi)
    for i in range(options["couplings"]):
        if i > 0:
            z = z.flip(1)
        name = f"couplings.{i}"
        z1, z2 = z.split([kept, moved], 1)
        h = dense(weights, f"{name}.net.0", z1).relu()
        h = dense(weights, f"{name}.net.1", h).relu()
        raw, t = dense(weights, f"{name}.net.2", h).split([moved, moved], 1)
        s = raw.tanh() * weights[f"{name}.scale"]
        z = torch.cat([z1, z2 * s.exp() + t], 1)
        log_prob = log_prob + s.sum(1)
    return -(log_prob - 0.5 * z.square().sum(1)).mean()


LOSSES = {"realnvp": realnvp_loss, "linear-autoencoder": autoencoder_loss}


class TrainJob:
    def __init__(self, request, tensors):
        self.loss = LOSSES[request["model"]]
        self.options = request["options"]
        self.weights = {
            name.removeprefix("weights/"): tensor.clone().requires_grad_()
            for name, tensor in tensors.items()
            if name.startswith("weights/")
        }
        count = sum(name.startswith("batches/") for name in tensors)
        self.batches = [tensors[f"batches/{i}"] for i in range(count)]
        self.optimizer = torch.optim.Adam(self.weights.values(), lr=request["learningRate"], eps=1e-8)
        self.step = 0

    def once(self):
        x = self.batches[self.step % len(self.batches)]
        self.step += 1
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.loss(self.weights, x, self.options)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def check(self, steps):
        return [self.once() for _ in range(steps)]
