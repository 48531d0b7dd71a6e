"""RMSprop, written from the formula: Tieleman & Hinton 2012, lecture 6e; epsilon is added outside the square root.

    v = alpha v + (1 - alpha) g^2,   w = w - lr g / (sqrt(v) + eps),   v = 0 at the start

so the first step is lr / sqrt(1 - alpha) long.
"""

import torch


class RmsProp:
    """The running mean of the squared gradients of a list of parameters."""

    def __init__(self, parameters, settings):
        self.parameters, self.settings = parameters, settings
        self.squares = [torch.zeros_like(w) for w in parameters]

    def step(self, gradients):
        lr, alpha, eps = (self.settings[key] for key in ("lr", "alpha", "eps"))
        for w, g, v in zip(self.parameters, gradients, self.squares):
            v.copy_(alpha * v + (1 - alpha) * g * g)
            w.data -= lr * g / (torch.sqrt(v) + eps)
