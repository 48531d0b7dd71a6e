"""Reductions over some or all axes, with and without the reduced axes kept as 1."""

import numpy
import torch

from golden import rounded
from ops import Example, build_family, generic


def logsumexp(x, axes, keep):
    return torch.logsumexp(x, dim=axes, keepdim=keep)


FUNCTIONS = {
    "sum": lambda x, axes, keep: torch.sum(x, dim=axes, keepdim=keep),
    "mean": lambda x, axes, keep: torch.mean(x, dim=axes, keepdim=keep),
    "max": lambda x, axes, keep: torch.amax(x, dim=axes, keepdim=keep),
    "logsumexp": logsumexp,
}
LAYOUTS = {
    "vector": ((7,), [0], False),
    "first": ((3, 5), [0], False),
    "last-kept": ((3, 5), [1], True),
    "all": ((2, 3, 5), [0, 1, 2], False),
    "all-kept": ((2, 3, 5), [0, 1, 2], True),
    "middle": ((4, 3, 2), [1], False),
    "outer": ((2, 3, 5), [0, 2], False),
    "spatial-kept": ((2, 3, 5, 4), [2, 3], True),
    "one-long-axis": ((3, 1, 2), [1], False),
    "long": ((2, 301), [1], False),
}


def generic_examples(rng):
    return [
        Example(f"{op}-{name}", op, {"x": generic(rng, shape)}, {"axes": axes, "keep": keep}, smooth=op != "max")
        for op in FUNCTIONS
        for name, (shape, axes, keep) in LAYOUTS.items()
    ]


def special_examples():
    """Numbers whose exponentials overflow or vanish, and ties of the maximum."""
    rows = {"axes": [1], "keep": False}
    large = rounded([[1000, 1000.5, 999], [-1000, -1001, -1000.25], [700, -700, 0]])
    ties = rounded([[1, 3, 3, -2], [0.5, 0.5, 0.5, 0.5], [-1, -2, -3, -4]])
    return [
        Example("logsumexp-extreme", "logsumexp", {"x": large}, rows, ("extreme",)),
        Example("max-ties", "max", {"x": ties}, rows, ("kink",), smooth=False),
        Example("max-ties-all", "max", {"x": ties}, {"axes": [0, 1], "keep": True}, ("kink",), smooth=False),
    ]


ABOUT = {
    "case": "ops-reductions",
    "title": "Sum, mean, maximum and log-sum-exp over axes",
    "source": "definitions; derivatives by automatic differentiation, checked by finite differences",
    "notes": [
        "keep: true leaves each reduced axis in place with length 1.",
        "Where several elements share the maximum, its gradient is split equally among them.",
    ],
}


def build(folder):
    examples = [*generic_examples(numpy.random.default_rng(311)), *special_examples()]
    build_family(folder, ABOUT, examples, FUNCTIONS, 312, 301)
