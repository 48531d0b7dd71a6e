"""Training in turns: in each round every phase takes one step on its own part of the model, in the order given."""

import copy
from dataclasses import dataclass
from typing import Callable

import torch

ROUNDS = 10


@dataclass
class Phase:
    """loss(model, inputs) is what the phase lowers by moving the parameters below `part`; `after` follows each step."""

    name: str
    part: str
    loss: Callable
    after: Callable = lambda model: None

    def moved(self, model):
        return {name: w for name, w in model.named_parameters() if name.startswith(f"{self.part}.")}


def state(model):
    """Parameters and running statistics."""
    kept = model.state_dict().items()
    return {name: value.detach().clone() for name, value in kept if not name.endswith("num_batches_tracked")}


def loss_and_gradients(model, phase, inputs, silent=()):
    """Gradients of what the loss can't depend on (`silent`) are 0, of which autograd finds only the rounding."""
    moved = phase.moved(model)
    loss = phase.loss(model, inputs)
    gradients = dict(zip(moved, torch.autograd.grad(loss, moved.values())))
    for name in set(silent) & set(moved):
        gradients[name] = torch.zeros_like(gradients[name])
    return loss.detach(), gradients


def train(model, phases, inputs, optimiser, silent=()):
    """Gradients at the start, the state after 1 and 10 rounds, and each phase's loss before each of 11 steps."""
    found = {}
    for phase in phases:
        _, gradients = loss_and_gradients(copy.deepcopy(model), phase, inputs, silent)
        found.update({f"gradient.{name}": g for name, g in gradients.items()})
    model = copy.deepcopy(model)
    optimisers = {phase.name: optimiser(list(phase.moved(model).values())) for phase in phases}
    losses = {phase.name: [] for phase in phases}
    for turn in range(1, ROUNDS + 2):
        for phase in phases:
            loss, gradients = loss_and_gradients(model, phase, inputs, silent)
            losses[phase.name].append(loss)
            optimisers[phase.name].step(gradients.values())
            phase.after(model)
        if turn in (1, ROUNDS):
            found.update({f"after{turn}.{name}": value for name, value in state(model).items()})
    found.update({f"losses.{name}": torch.stack(values) for name, values in losses.items()})
    return found


def check_slope(model, phase, inputs):
    """The gradient against a central difference of the loss, along a direction that moves every parameter."""
    step, generator = 1e-6, torch.Generator().manual_seed(1)
    _, gradients = loss_and_gradients(copy.deepcopy(model), phase, inputs)
    along = {name: torch.randn(g.shape, generator=generator, dtype=g.dtype) for name, g in gradients.items()}

    def loss_at(distance):
        moved = copy.deepcopy(model)
        for name, w in phase.moved(moved).items():
            w.data += distance * along[name]
        return phase.loss(moved, inputs).detach()

    slope = sum((gradients[name] * along[name]).sum() for name in gradients)
    difference = (loss_at(step) - loss_at(-step)) / (2 * step)
    assert abs(slope - difference) < 1e-6 * max(1, abs(slope)), (phase.name, slope, difference)


class Absolute(torch.nn.Module):
    """|x|, a module so that what it is given can be watched."""

    def forward(self, value):
        return torch.abs(value)


KINKED = (torch.nn.ReLU, torch.nn.LeakyReLU, Absolute)


def nearest_kink(model, work):
    """How near to 0 anything comes that a ReLU, LeakyReLU or absolute value is given while work(model) runs."""
    model, nearest = copy.deepcopy(model), []

    def watch(_, given):
        nearest.append(float(given[0].detach().abs().min()))

    for module in model.modules():
        if isinstance(module, KINKED):
            module.register_forward_pre_hook(watch)
    work(model)
    return min(nearest)
