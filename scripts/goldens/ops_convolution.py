"""Two-dimensional convolution and its transpose, in PyTorch's layouts, without bias.

conv2d: x [N, C, H, W], weight [out, C / groups, kh, kw]

    y[n, o, i, j] = sum_{c, u, v} weight[o, c, u, v] x[n, c, i sh + u dh - ph, j sw + v dw - pw]

conv_transpose2d: x [N, C, H, W], weight [C, out / groups, kh, kw], the adjoint of conv2d, with
output_padding more rows and columns at the end. Dumoulin & Visin 2016 (arXiv:1603.07285).
"""

import numpy
import torch

from ops import Example, build_family, generic

FUNCTIONS = {
    "conv2d": lambda x, weight, **attributes: torch.nn.functional.conv2d(x, weight, **attributes),
    "conv_transpose2d": lambda x, weight, **attributes: torch.nn.functional.conv_transpose2d(x, weight, **attributes),
}
PLAIN = {"stride": [1, 1], "padding": [0, 0], "dilation": [1, 1], "groups": 1}
FORWARD = [
    ("plain", (2, 3, 5, 4), (4, 3, 3, 2), {}),
    ("one-by-one", (2, 3, 4, 3), (5, 3, 1, 1), {}),
    ("padded", (2, 1, 5, 4), (3, 1, 3, 2), {"padding": [1, 0]}),
    ("wide-padding", (1, 2, 3, 4), (2, 2, 3, 2), {"padding": [2, 1]}),
    ("strided", (2, 3, 7, 5), (4, 3, 3, 2), {"stride": [2, 1], "padding": [1, 0]}),
    ("stride-leaves-rest", (2, 3, 6, 8), (2, 3, 3, 2), {"stride": [2, 3], "padding": [1, 0]}),
    ("dilated", (2, 2, 7, 6), (3, 2, 3, 2), {"dilation": [2, 3], "padding": [1, 0]}),
    ("two-groups", (3, 4, 5, 4), (6, 2, 3, 2), {"groups": 2, "padding": [1, 0]}),
    ("three-groups", (2, 3, 6, 5), (6, 1, 3, 2), {"groups": 3, "stride": [2, 1], "padding": [1, 1]}),
    ("everything", (2, 4, 9, 8), (2, 2, 3, 2), {"stride": [2, 1], "padding": [1, 0], "dilation": [2, 3], "groups": 2}),
]
TRANSPOSED = [
    ("plain", (2, 3, 4, 5), (3, 4, 3, 2), {}),
    ("strided", (2, 3, 3, 4), (3, 2, 3, 2), {"stride": [2, 1], "padding": [1, 0]}),
    ("output-padding", (2, 3, 3, 4), (3, 2, 3, 2), {"stride": [2, 3], "padding": [1, 0], "output_padding": [1, 2]}),
    ("dilated", (1, 2, 3, 4), (2, 3, 3, 2), {"dilation": [2, 3], "padding": [1, 1]}),
    ("two-groups", (3, 4, 3, 2), (4, 3, 3, 2), {"groups": 2, "stride": [2, 1], "padding": [1, 0]}),
    ("three-groups", (2, 3, 4, 3), (3, 2, 3, 2), {"groups": 3, "padding": [1, 0]}),
    (
        "everything",
        (2, 4, 3, 4),
        (4, 1, 3, 2),
        {"stride": [3, 2], "padding": [1, 1], "output_padding": [2, 1], "dilation": [2, 3], "groups": 2},
    ),
]


def examples(rng):
    found = []
    for op, plain, table in (
        ("conv2d", PLAIN, FORWARD),
        ("conv_transpose2d", {**PLAIN, "output_padding": [0, 0]}, TRANSPOSED),
    ):
        for name, shape, kernel, changes in table:
            inputs = {"x": generic(rng, shape), "weight": generic(rng, kernel)}
            found.append(Example(f"{op}-{name}", op, inputs, {**plain, **changes}))
    return found


def formula(x, weight, stride, padding, dilation, groups):
    """conv2d by the formula above, one output at a time."""
    (sh, sw), (dh, dw), (ph, pw) = stride, dilation, padding
    out, part, kh, kw = weight.shape
    x = numpy.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    rows = (x.shape[2] - dh * (kh - 1) - 1) // sh + 1
    columns = (x.shape[3] - dw * (kw - 1) - 1) // sw + 1
    y = numpy.zeros((len(x), out, rows, columns))
    for o in range(out):
        first = o // (out // groups) * part
        for i in range(rows):
            for j in range(columns):
                down, right = i * sh, j * sw
                patch = x[:, first : first + part, down : down + dh * kh : dh, right : right + dw * kw : dw]
                y[:, o, i, j] = (patch[:, :, :kh, :kw] * weight[o]).sum(axis=(1, 2, 3))
    return y


def check(example, rng):
    """conv2d against the formula; the transpose against <conv2d(u), x> = <u, conv_transpose2d(x)>."""
    x, weight = example.inputs["x"], example.inputs["weight"]
    attributes = {name: value for name, value in example.attributes.items() if name != "output_padding"}
    torch_output = FUNCTIONS[example.op](torch.from_numpy(x), torch.from_numpy(weight), **example.attributes).numpy()
    if example.op == "conv2d":
        assert numpy.allclose(formula(x, weight, **attributes), torch_output, rtol=0, atol=1e-12), example.name
    else:
        u = rng.standard_normal(torch_output.shape)
        left, right = (formula(u, weight, **attributes) * x).sum(), (u * torch_output).sum()
        assert numpy.isclose(left, right, rtol=1e-12), example.name


ABOUT = {
    "case": "ops-convolution",
    "title": "conv2d and conv_transpose2d with stride, padding, dilation and groups",
    "source": "Dumoulin & Visin 2016 (arXiv:1603.07285); derivatives by automatic differentiation",
    "notes": [
        "x is [N, C, H, W]. conv2d: weight [out, C / groups, kh, kw]; y[n, o, i, j] = sum over c, u, v of "
        "weight[o, c, u, v] x[n, c, i sh + u dh - ph, j sw + v dw - pw]; no kernel is flipped.",
        "conv_transpose2d: weight [C, out / groups, kh, kw]; the adjoint of conv2d with the same attributes, of size "
        "(H - 1) sh - 2 ph + dh (kh - 1) + output_padding + 1.",
        "Attributes are pairs for the rows and the columns. There is no bias.",
    ],
}


def build(folder):
    found = examples(numpy.random.default_rng(341))
    for example in found:
        check(example, numpy.random.default_rng(343))
    build_family(folder, ABOUT, found, FUNCTIONS, 342, 140)
