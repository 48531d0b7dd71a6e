"""What the adversarial cases share: perceptrons, generic numbers, checks, and the writing of a case."""

import copy
from collections import OrderedDict
from dataclasses import dataclass, field

import torch

from alternating import check_slope, nearest_kink, state, train
from export import export
from golden import as_arrays, rounded, write_case
from optimisers import by_formula, by_torch
from tolerance import after_silent_steps, after_steps, departure

SLOPE = 0.2
ADAM = {"name": "adam", "lr": 1e-3, "beta1": 0.5, "beta2": 0.999, "eps": 1e-8}
EXACT = {"rtol": 0, "atol": 1e-12}


@dataclass
class Case:
    """A model with its inputs, phases and optimiser; outputs(model, inputs) gives the tensors besides training's."""

    about: dict
    model: torch.nn.Module
    inputs: dict
    phases: list
    outputs: object
    exported: tuple
    longest_sum: int
    kink: float = 1e-4
    silent: tuple = field(default=())


def perceptron(sizes, activation):
    """Dense layers named 0, 1, ... with an activation between them."""
    layers = OrderedDict()
    for index, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        if index > 0:
            layers[f"activation{index}"] = activation
        layers[str(index)] = torch.nn.Linear(inputs, outputs)
    return torch.nn.Sequential(layers)


def softplus(value):
    """log(1 + exp(value)) without overflow; torch's own leaves out exp(-value) from 20 on."""
    return torch.relu(value) + torch.log1p(torch.exp(-torch.abs(value)))


def generic(rng, model, squares):
    """Weights from U(-sqrt(s/fan_in), sqrt(s/fan_in)) with the layer's s, biases from U(-1, 1)/sqrt(fan_in)."""
    kinds = torch.nn.Linear, torch.nn.Conv2d, torch.nn.ConvTranspose2d
    layers = (module for module in model.modules() if isinstance(module, kinds))
    for layer, square in zip(layers, squares):
        fan_in = terms(layer)
        fill(rng, layer.weight, (square / fan_in) ** 0.5)
        if layer.bias is not None:
            fill(rng, layer.bias, fan_in**-0.5)


def terms(layer):
    """How many products are summed into one output that no border cuts short."""
    if not isinstance(layer, torch.nn.ConvTranspose2d):
        return layer.weight[0].numel()
    reached = layer.kernel_size[0] // layer.stride[0] if layer.padding[0] > 0 else 1
    return layer.in_channels * reached**2


def fill(rng, tensor, bound, centre=0.0):
    tensor.data = torch.from_numpy(rounded(rng.uniform(centre - bound, centre + bound, tuple(tensor.shape))))


def normal(rng, *shape):
    return torch.from_numpy(rounded(rng.standard_normal(shape)))


def uniform(rng, *shape):
    return torch.from_numpy(rounded(rng.uniform(0, 1, shape)))


def compute(case, model, inputs, silent=()):
    """Every expected tensor, in the model's precision; the gradients of `silent` are taken to be exactly 0."""
    optimiser = by_formula(case.about["optimizer"])
    outputs = {name: value.detach() for name, value in case.outputs(copy.deepcopy(model), inputs).items()}
    return {**outputs, **train(model, case.phases, inputs, optimiser, silent)}


def single_precision(case):
    inputs = {name: value.float() for name, value in case.inputs.items()}
    return compute(case, copy.deepcopy(case.model).float(), inputs)


def nearest(case):
    """How near a kink comes, in the outputs and in all of the training."""
    return nearest_kink(case.model, lambda model: compute(case, model, case.inputs))


def bound_after_steps(case, precision, name):
    """What a tensor after1.* or after10.* may depart by."""
    optimizer = case.about["optimizer"]
    silent = after_silent_steps(optimizer, case.silent, case.longest_sum)[precision]
    bounds = {**after_steps(optimizer)[precision], **silent}
    return bounds[name if name in bounds else name.split(".")[0]]["absolute"]


def check_precision(case, precision, mine, found):
    """Every tensor after steps is within its bound."""
    for name in (name for name in found if name.startswith("after")):
        departed, bound = departure(mine[name].numpy(), found[name].numpy()), bound_after_steps(case, precision, name)
        assert departed < bound, (name, departed, bound)


def check(case, found, single):
    """No kink is near, differences give the gradients, and torch's optimiser and float32 stay within the bounds."""
    assert nearest(case) > case.kink, nearest(case)
    for phase in case.phases:
        check_slope(case.model, phase, case.inputs)
    by_other = train(case.model, case.phases, case.inputs, by_torch(case.about["optimizer"]))
    for name in (name for name in by_other if not name.startswith("after")):
        assert torch.allclose(by_other[name], found[name], **EXACT), name
    check_precision(case, "float64", by_other, found)
    check_precision(case, "float32", single, found)


def build(case, folder):
    found, single = compute(case, case.model, case.inputs, case.silent), single_precision(case)
    check(case, found, single)
    taken, given = case.exported
    arguments = [case.inputs[name] for name in taken]
    batched = [*taken, *(name for name in given if found[name].dim() > 0)]
    export(case.model, arguments, folder / "reference.onnx", taken, given, batched)
    weights, inputs = as_arrays(state(case.model)), as_arrays(case.inputs)
    write_case(
        folder, case.about, weights, inputs, as_arrays(found), as_arrays(single), case.longest_sum, silent=case.silent
    )


COMMON_NOTES = [
    "gradient.*: of each phase's loss with respect to the part that the phase moves, all at the starting weights.",
    "losses.*: a phase's loss before each of its 11 steps. In each round the phases take one step each, in the order "
    "of `phases`, on the same inputs; what a phase sees of the other part is as the phases before it left it. after1.* "
    "and after10.*: after 1 and 10 rounds.",
]
