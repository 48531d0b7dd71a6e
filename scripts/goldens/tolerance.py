"""How far another program may depart from the expected tensors, and where the number comes from.

A departure is measured per tensor: max |mine - expected| / max |expected| (absolute where the expected tensor is all
zero). `output_measure: "element"` in an example asks for more: each element of its output to itself, with nothing
allowed below the smallest normal number but that number.
"""

import numpy

UNIT32 = 2.0**-24
SMALLEST32 = float(numpy.finfo(numpy.float32).tiny)


def departure(mine, expected):
    """max |mine - expected| over the tensor."""
    return float(numpy.max(numpy.abs(mine.astype(float) - expected), initial=0.0))


def relative_departure(mine, expected):
    """The departure to the tensor's largest magnitude."""
    scale = float(numpy.max(numpy.abs(expected), initial=0.0))
    return departure(mine, expected) / (scale if scale > 0 else 1.0)


def element_departure(mine, expected):
    """The largest relative departure of one element; what lies below the smallest normal number is let pass."""
    error = numpy.maximum(numpy.abs(mine.astype(float) - expected) - SMALLEST32, 0)
    return float(numpy.max(error / numpy.maximum(numpy.abs(expected), SMALLEST32), initial=0.0))


def round_up(value):
    """The next number of the form d * 10^k, d = 1 .. 9."""
    power = 10.0 ** numpy.floor(numpy.log10(value))
    return float(f"{numpy.ceil(value / power - 1e-9) * power:.0e}")


def after_steps(lr):
    """What weights may depart by after Adam's steps, in float32 and in float64.

    Adam divides each gradient by its own size, so rounding is told in parts of a step, which is lr long.
    """
    single = {
        "after1": {"absolute": 0.01 * lr},
        "after10": {"absolute": 0.5 * lr},
        "why": "in place of `relative` for these tensors: where a gradient is small against its rounding, Adam turns "
        "the rounding into a part of the whole step lr (in models of this size up to 0.8 % of a step after 1, half "
        "a step after 10). Prove trajectories in float64.",
    }
    double = {
        "after1": {"absolute": 1e-9 * lr},
        "after10": {"absolute": 1e-9 * lr},
        "why": "in place of `relative` for these tensors: 1e-9 of a step, whose length is lr. Independent float64 "
        "programs were seen to differ by up to 1e-11 of a step after 10.",
    }
    return {"float32": single, "float64": double}


def tolerances(expected, single, longest_sum, by_element=()):
    """The `tolerance` entry: from the same program run in float32, and from the length of its longest sum."""
    relative = {
        name: (element_departure if name in by_element else relative_departure)(single[name], expected[name])
        for name in expected
    }
    worst = max(relative, key=relative.get)
    bound = longest_sum * UNIT32
    return {
        "measure": "max |mine - expected| / max |expected| per tensor; absolute where the expected tensor is all zero",
        "float64": {
            "relative": 1e-10,
            "why": "the worst float32 departure times 2^-29 (the ratio of the unit roundoffs) is "
            f"{relative[worst] * 2.0**-29:.1e}; the rest is room for another order of summation",
        },
        "float32": {
            "relative": round_up(max(4 * relative[worst], bound)),
            "absolute": SMALLEST32,
            "why": f"the larger of n u = {longest_sum} x 2^-24 = {bound:.1e} (n the longest sum) and 4 times the worst "
            f"departure of torch's own float32 run, {relative[worst]:.1e} at {worst}",
            "per_tensor": {name: float(f"{departure(single[name], expected[name]):.2e}") for name in sorted(expected)},
        },
    }
