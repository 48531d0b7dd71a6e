"""Nearest-neighbour upsampling and average pooling by whole factors; each is the other's adjoint up to a factor.

upsample: y[n, c, i, j] = x[n, c, floor(i / fh), floor(j / fw)]
average_pool: y[n, c, i, j] = mean over u < h, v < w of x[n, c, i h + u, j w + v]
"""

import numpy
import torch

from ops import Example, build_family, generic

FUNCTIONS = {
    "upsample": lambda x, factor: torch.nn.functional.interpolate(x, scale_factor=[float(f) for f in factor]),
    "average_pool": lambda x, size: torch.nn.functional.avg_pool2d(x, size),
}
LAYOUTS = [
    ("upsample-square", "upsample", (2, 3, 4, 5), {"factor": [2, 2]}),
    ("upsample-uneven", "upsample", (1, 2, 3, 2), {"factor": [3, 2]}),
    ("upsample-rows", "upsample", (2, 1, 2, 5), {"factor": [3, 1]}),
    ("average_pool-square", "average_pool", (2, 3, 4, 6), {"size": [2, 2]}),
    ("average_pool-uneven", "average_pool", (3, 2, 6, 4), {"size": [3, 2]}),
    ("average_pool-rows", "average_pool", (2, 1, 6, 5), {"size": [2, 1]}),
    ("average_pool-global", "average_pool", (2, 3, 5, 3), {"size": [5, 3]}),
]


def check(example):
    """The same from numpy: repetition, and the mean of blocks."""
    x = example.inputs["x"]
    found = FUNCTIONS[example.op](torch.from_numpy(x), **example.attributes).numpy()
    if example.op == "upsample":
        fh, fw = example.attributes["factor"]
        truth = x.repeat(fh, axis=2).repeat(fw, axis=3)
    else:
        h, w = example.attributes["size"]
        n, c, height, width = x.shape
        truth = x.reshape(n, c, height // h, h, width // w, w).mean(axis=(3, 5))
    assert numpy.allclose(truth, found, rtol=0, atol=1e-14), example.name


ABOUT = {
    "case": "ops-pooling",
    "title": "Nearest-neighbour upsampling and average pooling",
    "source": "definitions; derivatives by automatic differentiation, checked by finite differences",
    "notes": [
        "upsample repeats each row factor[0] times and each column factor[1] times.",
        "average_pool takes the mean of blocks size[0] x size[1]; the stride is the size, there is no padding, and the "
        "sizes divide.",
    ],
}


def build(folder):
    rng = numpy.random.default_rng(351)
    examples = [Example(name, op, {"x": generic(rng, shape)}, attributes) for name, op, shape, attributes in LAYOUTS]
    for example in examples:
        check(example)
    build_family(folder, ABOUT, examples, FUNCTIONS, 352, 15)
