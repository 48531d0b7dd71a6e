"""Matrix products: C = op(A) op(B), op the identity or the transpose of the last two axes, batch axes equal."""

import numpy
import torch

from ops import Example, build_family, generic


def matmul(a, b, transpose_a, transpose_b):
    a = a.transpose(-1, -2) if transpose_a else a
    b = b.transpose(-1, -2) if transpose_b else b
    return torch.matmul(a, b)


SIZES = {
    "flat": ((), 3, 7, 5),
    "batch": ((2,), 4, 3, 5),
    "batch-rank-4": ((2, 3), 4, 5, 1),
    "outer": ((), 4, 1, 3),
    "long": ((), 3, 300, 5),
}


def example(rng, name, transpose_a, transpose_b):
    """op(A) is [batch, M, K] and op(B) is [batch, K, N]."""
    batch, rows, inner, columns = SIZES[name]
    a = (inner, rows) if transpose_a else (rows, inner)
    b = (columns, inner) if transpose_b else (inner, columns)
    letters = ("t" if transpose_a else "n") + ("t" if transpose_b else "n")
    attributes = {"transpose_a": transpose_a, "transpose_b": transpose_b}
    inputs = {"a": generic(rng, (*batch, *a)), "b": generic(rng, (*batch, *b))}
    return Example(f"matmul-{name}-{letters}", "matmul", inputs, attributes)


def examples(rng):
    choices = [(a, b) for a in (False, True) for b in (False, True)]
    found = [example(rng, name, a, b) for name in ("flat", "batch", "batch-rank-4") for a, b in choices]
    return [*found, example(rng, "outer", False, False), example(rng, "long", False, True)]


ABOUT = {
    "case": "ops-matmul",
    "title": "Matrix products, flat and batched, in the four combinations of transposes",
    "source": "definitions; derivatives by automatic differentiation, checked by finite differences",
    "notes": ["transpose_a and transpose_b swap the last two axes of a and b before the product."],
}


def build(folder):
    build_family(folder, ABOUT, examples(numpy.random.default_rng(321)), {"matmul": matmul}, 322, 300)
