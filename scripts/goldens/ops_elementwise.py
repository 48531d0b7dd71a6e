"""Elementwise operations, alone and with numpy's broadcasting, at generic, extreme and kinked values."""

import numpy
import torch

from golden import rounded
from ops import Example, build_family, generic


def softplus(x):
    """log(1 + exp(x)) to full precision: torch would take x itself from 20 on, 2e-9 too low."""
    return torch.nn.functional.softplus(x, threshold=50)


FUNCTIONS = {
    "add": torch.add,
    "sub": torch.sub,
    "mul": torch.mul,
    "div": torch.div,
    "maximum": torch.maximum,
    "minimum": torch.minimum,
    "exp": torch.exp,
    "log": torch.log,
    "log1p": torch.log1p,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "softplus": softplus,
    "relu": torch.relu,
    "leaky_relu": lambda x, slope: torch.nn.functional.leaky_relu(x, slope),
    "abs": torch.abs,
    "sqrt": torch.sqrt,
    "square": torch.square,
    "neg": torch.neg,
    "clamp": lambda x, lo, hi: torch.clamp(x, lo, hi),
    "greater": lambda a, b: torch.gt(a, b).to(a.dtype),
    "less": lambda a, b: torch.lt(a, b).to(a.dtype),
    "equal": lambda a, b: torch.eq(a, b).to(a.dtype),
    "where": lambda condition, a, b: torch.where(condition > 0.5, a, b),
}

PAIRS = {
    "same-shape": ((3, 4), (3, 4)),
    "broadcast": ((4, 1, 5), (3, 1)),
    "broadcast-both": ((2, 1, 3, 1), (5, 1, 7)),
    "scalar": ((3, 2), ()),
    "scalars": ((), ()),
}
SHAPES = {"scalar": (), "vector": (7,), "rank-4": (2, 1, 3, 5)}
CURVED = ["exp", "log", "log1p", "tanh", "sigmoid", "softplus", "sqrt", "square"]
STRAIGHT = {"relu": {}, "leaky_relu": {"slope": 0.2}, "abs": {}, "neg": {}, "clamp": {"lo": -0.5, "hi": 0.75}}
EXTREMES = {
    "exp": [-100, -20, 0.5, 20, 80],
    "log": [1e-8, 0.5, 1e8],
    "log1p": [-0.999, 1e-8, -1e-8, 0.5, 1e8],
    "sqrt": [1e-8, 0.5, 1e8],
    "tanh": [-100, -20, -1e-4, 0.5, 20, 100],
    "sigmoid": [-100, -20, 0.5, 20, 100],
    "softplus": [-100, -20, 0.5, 20, 100],
}
KINKS = {
    "relu": ([-1, 0, 2], {}),
    "abs": ([-1, 0, 2], {}),
    "leaky_relu": ([-1, 0, 2], {"slope": 0.2}),
    "clamp": ([-1, -0.5, 0.25, 0.75, 2], {"lo": -0.5, "hi": 0.75}),
}


def flags_of(shape_name):
    return ("broadcast",) if shape_name.startswith("broadcast") or shape_name == "scalar" else ()


def binary(rng):
    """Arithmetic on pairs of shapes; a divisor stays away from 0."""
    found = []
    for op in ("add", "sub", "mul", "div", "maximum", "minimum"):
        for name, (left, right) in PAIRS.items():
            a = generic(rng, left)
            b = generic(rng, right, away=0.4) if op == "div" else generic(rng, right)
            smooth = op not in ("maximum", "minimum")
            inputs = {"a": a, "b": b}
            found.append(Example(f"{op}-{name}", op, inputs, {}, flags_of(name), smooth=smooth, by_element=True))
    return found


def unary(rng):
    """Functions of one tensor; logarithm and root of positive numbers, piecewise ones away from their kinks."""
    found = []
    for name, shape in SHAPES.items():
        for op in CURVED:
            x = generic(rng, shape, 0.2, 3) if op in ("log", "sqrt", "log1p") else generic(rng, shape)
            found.append(Example(f"{op}-{name}", op, {"x": x}, by_element=True))
        for op, attributes in STRAIGHT.items():
            x = generic(rng, shape, away=0.05)
            smooth = op == "neg"
            found.append(Example(f"{op}-{name}", op, {"x": x}, attributes, smooth=smooth, by_element=True))
    return found


def extremes():
    """Where a naive formula overflows or cancels."""
    return [
        Example(f"{op}-extreme", op, {"x": rounded(values)}, {}, ("extreme",), by_element=True)
        for op, values in EXTREMES.items()
    ]


def kinks():
    """The conventions at points without a derivative."""
    found = [
        Example(f"{op}-kink", op, {"x": rounded(values)}, attributes, ("kink",), smooth=False, by_element=True)
        for op, (values, attributes) in KINKS.items()
    ]
    for op in ("maximum", "minimum"):
        inputs = {"a": rounded([1, 2, -3]), "b": rounded([1, -2, -3])}
        found.append(Example(f"{op}-kink", op, inputs, {}, ("kink",), smooth=False, by_element=True))
    return found


def choices(rng):
    """Comparisons, which have no gradient, and `where`, which has none for its condition."""
    found = []
    for op in ("greater", "less", "equal"):
        for name in ("same-shape", "broadcast", "scalar"):
            left, right = PAIRS[name]
            inputs = {"a": rng.integers(-1, 2, left).astype(float), "b": rng.integers(-1, 2, right).astype(float)}
            flags = ("ties", *flags_of(name))
            found.append(Example(f"{op}-{name}", op, inputs, {}, flags, ("a", "b"), smooth=False, by_element=True))
    for name, shapes in {"same-shape": [(3, 4)] * 3, "broadcast": [(3, 1), (2, 1, 4), ()]}.items():
        condition = rng.integers(0, 2, shapes[0]).astype(float)
        inputs = {"condition": condition, "a": generic(rng, shapes[1]), "b": generic(rng, shapes[2])}
        found.append(Example(f"where-{name}", "where", inputs, {}, flags_of(name), ("condition",), by_element=True))
    return found


NOT_EXPORTED = {"log1p-extreme": "ONNX has no Log1p: torch exports Log(1 + x), which float32 rounds to 0 at 1e-8"}
ABOUT = {
    "case": "ops-elementwise",
    "title": "Elementwise operations with broadcasting",
    "source": "definitions; derivatives by automatic differentiation, checked by finite differences",
    "notes": [
        "a and b broadcast as in numpy; a gradient is summed over the axes along which its input was repeated.",
        "At kinks: relu'(0) = 0, abs'(0) = 0, leaky_relu'(0) = slope; at a tie maximum and minimum give each side "
        "half; clamp has gradient 1 on the closed interval [lo, hi].",
        "greater, less and equal give 0 or 1 and have no gradient; where takes a where the condition is 1, b where it "
        "is 0, and has no gradient for the condition.",
        "Extreme values: outputs are to be right element by element. Gradients are compared per tensor, since "
        "1 - tanh^2 cancels in any precision. ONNX Runtime's float32 Sigmoid has an absolute error of 1e-7, so "
        "sigmoid-extreme holds for it per tensor only.",
    ],
}


def build(folder):
    rng = numpy.random.default_rng(301)
    examples = [*binary(rng), *unary(rng), *extremes(), *kinks(), *choices(rng)]
    build_family(folder, ABOUT, examples, FUNCTIONS, 302, 15, NOT_EXPORTED)
