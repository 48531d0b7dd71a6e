"""Full-batch training with Adam, written from the formula and checked against torch.optim.Adam.

Kingma & Ba 2014 (arXiv:1412.6980), algorithm 1; epsilon is added outside the square root:

    m = beta1 m + (1 - beta1) g,   v = beta2 v + (1 - beta2) g^2
    w = w - lr * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)
"""

import copy

import torch

SETTINGS = {"name": "adam", "lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
STEPS = 10


class Adam:
    """Adam's moments for a list of parameters."""

    def __init__(self, parameters, settings=SETTINGS):
        self.parameters, self.settings = parameters, settings
        self.first = [torch.zeros_like(w) for w in parameters]
        self.second = [torch.zeros_like(w) for w in parameters]
        self.time = 0

    def step(self, gradients):
        lr, beta1, beta2, eps = (self.settings[key] for key in ("lr", "beta1", "beta2", "eps"))
        self.time += 1
        for w, g, m, v in zip(self.parameters, gradients, self.first, self.second):
            m.copy_(beta1 * m + (1 - beta1) * g)
            v.copy_(beta2 * v + (1 - beta2) * g * g)
            mean = m / (1 - beta1**self.time)
            spread = torch.sqrt(v / (1 - beta2**self.time))
            w.data -= lr * mean / (spread + eps)


def train(model, loss_of):
    """The gradient of the loss at the start, the parameters after 1 and 10 steps, and the 11 losses."""
    model = copy.deepcopy(model)
    names, parameters = zip(*model.named_parameters())
    optimiser, losses, found = Adam(parameters), [], {}
    for step in range(STEPS + 1):
        loss = loss_of(model)
        losses.append(loss.detach())
        if step in (1, STEPS):
            found.update({f"after{step}.{name}": w.detach().clone() for name, w in zip(names, parameters)})
        if step < STEPS:
            gradients = torch.autograd.grad(loss, parameters)
            if step == 0:
                found.update({f"gradient.{name}": g for name, g in zip(names, gradients)})
            optimiser.step(gradients)
    found["losses"] = torch.stack(losses)
    return found


def check_against_torch(model, loss_of, found):
    """torch.optim.Adam from the same start must arrive at the same weights."""
    model = copy.deepcopy(model)
    lr, betas, eps = SETTINGS["lr"], (SETTINGS["beta1"], SETTINGS["beta2"]), SETTINGS["eps"]
    optimiser = torch.optim.Adam(model.parameters(), lr=lr, betas=betas, eps=eps)
    for _ in range(STEPS):
        optimiser.zero_grad()
        loss_of(model).backward()
        optimiser.step()
    for name, w in model.named_parameters():
        assert torch.allclose(w, found[f"after{STEPS}.{name}"], rtol=0, atol=1e-12), name
