"""Run the examples of one family of operations and write them as a case.

For an operation y = f(inputs), with a cotangent c and directions d_i drawn at random, an example expects

    output             y
    gradient.<input>   g_i = d<c, y> / d input_i, the vector-Jacobian product
    second.<input>     d(sum_j <g_j, d_j>) / d input_i, the gradient of the gradient (smooth operations)
    second.cotangent   d(sum_j <g_j, d_j>) / d c, which is the derivative of y along the directions
"""

import re
from dataclasses import dataclass, field

import numpy
import torch

from export import export
from golden import as_arrays, rounded, write_case


@dataclass
class Example:
    name: str
    op: str
    inputs: dict
    attributes: dict = field(default_factory=dict)
    flags: tuple = ()
    fixed: tuple = ()
    smooth: bool = True
    by_element: bool = False

    def differentiable(self):
        """The inputs that have a gradient."""
        return [name for name in self.inputs if name not in self.fixed]

    def described(self):
        """The example's entry in case.json."""
        entry = {
            "name": self.name,
            "op": self.op,
            "attributes": self.attributes,
            "inputs": list(self.inputs),
            "differentiable": self.differentiable(),
            "second": bool(self.smooth and self.differentiable()),
            "flags": list(self.flags),
        }
        if self.by_element:
            entry["output_measure"] = "element"
        return entry


def generic(rng, shape, low=-2.0, high=2.0, away=0.0):
    """Uniform numbers that float32 holds exactly, none nearer to 0 than `away`."""
    values = rng.uniform(low, high, shape)
    return rounded(numpy.where(numpy.abs(values) < away, values + 2 * away, values))


def draw(rng, example, function):
    """The example's input tensors: the inputs, a cotangent of the output's shape, and a direction for each input."""
    output = function(*(torch.from_numpy(array) for array in example.inputs.values()), **example.attributes)
    tensors = dict(example.inputs)
    if example.differentiable():
        tensors["cotangent"] = generic(rng, tuple(output.shape), -1, 1)
    if example.smooth:
        for name in example.differentiable():
            tensors[f"direction.{name}"] = generic(rng, example.inputs[name].shape, -1, 1)
    return tensors


def or_zero(gradients, tensors):
    """Autograd says None where there is no dependence; the gradient is then zero."""
    return [torch.zeros_like(t) if g is None else g for g, t in zip(gradients, tensors)]


def gradients_of(total, tensors):
    if not total.requires_grad:
        return or_zero([None] * len(tensors), tensors)
    return or_zero(torch.autograd.grad(total, tensors, create_graph=True, allow_unused=True), tensors)


def evaluate(example, function, tensors, dtype):
    """The expected tensors of one example."""
    tensors = {name: torch.tensor(array, dtype=dtype) for name, array in tensors.items()}
    names = example.differentiable()
    variables = [tensors[name].requires_grad_() for name in names]
    output = function(*(tensors[name] for name in example.inputs), **example.attributes)
    found = {"output": output}
    if not names:
        return found
    cotangent = tensors["cotangent"].requires_grad_()
    gradients = gradients_of((cotangent * output).sum(), variables)
    found.update({f"gradient.{name}": gradient for name, gradient in zip(names, gradients)})
    if example.smooth:
        total = sum((g * tensors[f"direction.{name}"]).sum() for name, g in zip(names, gradients))
        second = gradients_of(total, [*variables, cotangent])
        found.update({f"second.{name}": value for name, value in zip([*names, "cotangent"], second)})
    return found


def check_gradients(example, function):
    """Compare autograd's first and second derivatives with finite differences."""
    if not example.smooth or "extreme" in example.flags:
        return
    tensors = [torch.tensor(a, requires_grad=name not in example.fixed) for name, a in example.inputs.items()]

    def run(*arguments):
        return function(*arguments, **example.attributes)

    assert torch.autograd.gradcheck(run, tensors, fast_mode=True), example.name
    assert torch.autograd.gradgradcheck(run, tensors, fast_mode=True), example.name


class Family(torch.nn.Module):
    """All examples of a family as one module, for export."""

    def __init__(self, examples, functions):
        super().__init__()
        self.examples, self.functions = examples, functions

    def forward(self, *inputs):
        rest, outputs = list(inputs), []
        for example in self.examples:
            own, rest = rest[: len(example.inputs)], rest[len(example.inputs) :]
            outputs.append(self.functions[example.op](*own, **example.attributes))
        return tuple(outputs)


def onnx_name(name):
    """ONNX's names are identifiers of C by custom."""
    return re.sub(r"[^A-Za-z0-9_]", "_", name.replace("/", "__"))


def export_family(folder, examples, functions):
    """Write reference.onnx; returns the map from the case's names to those in the model."""
    inputs = [f"{example.name}/{name}" for example in examples for name in example.inputs]
    outputs = [f"{example.name}/output" for example in examples]
    values = [torch.from_numpy(array) for example in examples for array in example.inputs.values()]
    names = {name: onnx_name(name) for name in [*inputs, *outputs]}
    assert len(set(names.values())) == len(names)
    model = folder / "reference.onnx"
    export(Family(examples, functions), values, model, [names[n] for n in inputs], [names[n] for n in outputs], [])
    return names


def build_family(folder, about, examples, functions, seed, longest_sum, not_exported=None):
    """Write the case. `not_exported` gives for an example's name the reason why ONNX leaves it out."""
    not_exported = not_exported or {}
    rng = numpy.random.default_rng(seed)
    inputs, expected, single = {}, {}, {}
    for example in examples:
        function = functions[example.op]
        tensors = draw(rng, example, function)
        check_gradients(example, function)
        inputs.update({f"{example.name}/{name}": array for name, array in tensors.items()})
        for found, dtype in ((expected, torch.float64), (single, torch.float32)):
            results = as_arrays(evaluate(example, function, tensors, dtype))
            found.update({f"{example.name}/{name}": array for name, array in results.items()})
    exported = [example for example in examples if example.name not in not_exported]
    about = {
        **about,
        "kind": "operations",
        "examples": [example.described() for example in examples],
        "onnx_names": export_family(folder, exported, functions),
        "not_exported": not_exported,
    }
    by_element = {f"{example.name}/output" for example in examples if example.by_element}
    write_case(folder, about, {}, inputs, expected, single, longest_sum, by_element)
