"""The optimisers by their settings: written from the formulas, and torch's own to check them."""

import torch

from adam import Adam
from rmsprop import RmsProp


class TorchOptimiser:
    """One of torch's optimisers, told its gradients."""

    def __init__(self, parameters, settings):
        self.parameters, lr, eps = parameters, settings["lr"], settings["eps"]
        if settings["name"] == "adam":
            self.optimiser = torch.optim.Adam(parameters, lr, (settings["beta1"], settings["beta2"]), eps)
        else:
            self.optimiser = torch.optim.RMSprop(parameters, lr, settings["alpha"], eps)

    def step(self, gradients):
        for parameter, gradient in zip(self.parameters, gradients):
            parameter.grad = gradient
        self.optimiser.step()


def by_formula(settings):
    """Makes an optimiser of a list of parameters, written from its formula."""
    kind = {"adam": Adam, "rmsprop": RmsProp}[settings["name"]]
    return lambda parameters: kind(parameters, settings)


def by_torch(settings):
    """Makes torch's optimiser of a list of parameters."""
    return lambda parameters: TorchOptimiser(parameters, settings)
