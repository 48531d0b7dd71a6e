"""Operations that move elements about without computing with them."""

import numpy
import torch

from ops import Example, build_family, generic


def gather(x, indices, axis):
    """numpy.take: the axis is replaced by the axes of `indices`."""
    flat = torch.index_select(x, axis, indices.reshape(-1).long())
    return flat.reshape(*x.shape[:axis], *indices.shape, *x.shape[axis + 1 :])


def pad(x, before, after, mode):
    """Zeros around, or the tensor continued periodically: padded[i] = x[(i - before) mod n] along each axis."""
    if mode == "zero":
        pairs = [length for axis in reversed(range(x.dim())) for length in (before[axis], after[axis])]
        return torch.nn.functional.pad(x, pairs)
    for axis, (left, right) in enumerate(zip(before, after)):
        size = x.shape[axis]
        x = torch.index_select(x, axis, torch.arange(-left, size + right) % size)
    return x


FUNCTIONS = {
    "reshape": lambda x, shape: x.reshape(shape),
    "transpose": lambda x, axes: x.permute(axes),
    "slice": lambda x, axis, start, end: x.narrow(axis, start, end - start),
    "concat": lambda *parts, axis: torch.cat(parts, dim=axis),
    "pad": pad,
    "gather": gather,
    "broadcast": lambda x, shape: x.expand(shape),
    "stop_gradient": lambda x: x.detach(),
}
ONE_INPUT = [
    ("reshape-split", "reshape", (6, 5), {"shape": [2, 3, 5]}),
    ("reshape-flatten", "reshape", (2, 3, 1, 5), {"shape": [30]}),
    ("reshape-scalar", "reshape", (1, 1), {"shape": []}),
    ("reshape-from-scalar", "reshape", (), {"shape": [1, 1, 1]}),
    ("reshape-rank-5", "reshape", (4, 30), {"shape": [2, 2, 3, 1, 10]}),
    ("transpose-matrix", "transpose", (3, 5), {"axes": [1, 0]}),
    ("transpose-cycle", "transpose", (2, 3, 5), {"axes": [2, 0, 1]}),
    ("transpose-channels-last", "transpose", (2, 3, 5, 4), {"axes": [0, 2, 3, 1]}),
    ("transpose-rank-5", "transpose", (2, 3, 1, 5, 4), {"axes": [4, 0, 3, 1, 2]}),
    ("transpose-identity", "transpose", (2, 3), {"axes": [0, 1]}),
    ("slice-first", "slice", (5, 3), {"axis": 0, "start": 1, "end": 4}),
    ("slice-last", "slice", (2, 3, 7), {"axis": 2, "start": 3, "end": 7}),
    ("slice-one", "slice", (2, 5, 3), {"axis": 1, "start": 4, "end": 5}),
    ("slice-whole", "slice", (4,), {"axis": 0, "start": 0, "end": 4}),
    ("pad-zero-vector", "pad", (4,), {"before": [2], "after": [1], "mode": "zero"}),
    ("pad-zero-rank-4", "pad", (2, 3, 4, 5), {"before": [0, 0, 1, 0], "after": [0, 0, 2, 3], "mode": "zero"}),
    ("pad-zero-batch", "pad", (2, 3), {"before": [1, 0], "after": [0, 2], "mode": "zero"}),
    ("pad-circular-vector", "pad", (5,), {"before": [2], "after": [3], "mode": "circular"}),
    ("pad-circular-whole", "pad", (2, 3), {"before": [2, 3], "after": [0, 1], "mode": "circular"}),
    ("pad-circular-rank-4", "pad", (2, 3, 4, 5), {"before": [0, 0, 1, 2], "after": [0, 0, 2, 1], "mode": "circular"}),
    ("broadcast-rows", "broadcast", (5,), {"shape": [3, 5]}),
    ("broadcast-scalar", "broadcast", (), {"shape": [2, 3]}),
    ("broadcast-inner", "broadcast", (2, 1, 3, 1), {"shape": [2, 5, 3, 4]}),
    ("broadcast-rank-5", "broadcast", (3, 1, 1), {"shape": [2, 4, 3, 5, 1]}),
]


def concats(rng):
    layouts = {
        "first": ([(2, 3), (4, 3)], 0),
        "three": ([(2, 3, 4), (2, 1, 4), (2, 5, 4)], 1),
        "last": ([(3, 2), (3, 1), (3, 4)], 1),
        "one": ([(2, 3)], 0),
    }
    return [
        Example(f"concat-{name}", "concat", {k: generic(rng, s) for k, s in zip("abc", shapes)}, {"axis": axis})
        for name, (shapes, axis) in layouts.items()
    ]


def gathers(rng):
    """Indices out of order and repeated, so that gradients add up; some elements are never taken."""
    layouts = {
        "rows": ((5, 3), [4, 0, 4, 2], 0, ()),
        "columns": ((2, 6), [5, 5, 1], 1, ()),
        "middle": ((2, 4, 3), [3, 0, 3, 3, 1], 1, ()),
        "matrix": ((5, 2), [[4, 1, 4], [0, 2, 1]], 0, ("indices-rank-2",)),
    }
    found = []
    for name, (shape, indices, axis, flags) in layouts.items():
        inputs = {"x": generic(rng, shape), "indices": numpy.array(indices, dtype=float)}
        found.append(Example(f"gather-{name}", "gather", inputs, {"axis": axis}, flags, ("indices",)))
    return found


def examples(rng):
    single = [Example(name, op, {"x": generic(rng, shape)}, attributes) for name, op, shape, attributes in ONE_INPUT]
    stopped = Example("stop_gradient-matrix", "stop_gradient", {"x": generic(rng, (3, 4))}, smooth=False)
    return [*single, *concats(rng), *gathers(rng), stopped]


ABOUT = {
    "case": "ops-movement",
    "title": "Reshape, transpose, slice, concatenation, padding, gather, broadcast and stop-gradient",
    "source": "definitions; derivatives by automatic differentiation, checked by finite differences",
    "notes": [
        "Row-major order. transpose: axis i of the output is axis axes[i] of x. slice: start included, end excluded.",
        "pad circular continues the tensor periodically along each padded axis.",
        "gather is numpy.take: the axis is replaced by the axes of indices. Indices are whole numbers stored as "
        "floats; a repeated index adds up its gradients.",
        "broadcast aligns shapes at the last axis. stop_gradient gives x, and a gradient of zero.",
    ],
}


def build(folder):
    build_family(folder, ABOUT, examples(numpy.random.default_rng(331)), FUNCTIONS, 332, 60)
