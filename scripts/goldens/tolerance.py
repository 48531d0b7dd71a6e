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


def first_step(optimizer):
    """How long the first step of an optimiser is, wherever the gradient is not 0."""
    return optimizer["lr"] / (1 - optimizer["alpha"]) ** 0.5 if optimizer["name"] == "rmsprop" else optimizer["lr"]


def after_steps(optimizer):
    """What weights may depart by after the optimiser's steps, in float32 and in float64.

    Adam and RMSprop divide each gradient by its own size, so rounding is told in parts of a step: lr long for Adam,
    lr / sqrt(1 - alpha) for RMSprop's first.
    """
    step = first_step(optimizer)
    name, length = ("RMSprop", "lr / sqrt(1 - alpha)") if optimizer["name"] == "rmsprop" else ("Adam", "lr")
    single = {
        "after1": {"absolute": 0.01 * step},
        "after10": {"absolute": 0.5 * step},
        "why": "in place of `relative` for these tensors: where a gradient is small against its rounding, "
        f"{name} turns the rounding into a part of the whole step {length} (in models of this size up to 0.8 % of a "
        "step after 1, half a step after 10). Prove trajectories in float64.",
    }
    double = {
        "after1": {"absolute": 1e-9 * step},
        "after10": {"absolute": 1e-9 * step},
        "why": f"in place of `relative` for these tensors: 1e-9 of a step, whose length is {length}. Independent "
        "float64 programs were seen to differ by up to 1e-11 of a step after 10.",
    }
    return {"float32": single, "float64": double}


def after_silent_steps(optimizer, silent, longest_sum):
    """The same for parameters that no loss depends on: their gradient is 0, and a program finds rounding in its place.

    Adam makes of the rounding n u, divided by itself and eps, up to a whole step in float32 and n u / eps of one in
    float64.
    """
    parts = {"float32": 1.0, "float64": longest_sum * 2.0**-53 / optimizer["eps"]}
    return {
        precision: {
            f"after{steps}.{name}": {"absolute": steps * part * optimizer["lr"]} for steps in (1, 10) for name in silent
        }
        for precision, part in parts.items()
    }


def tolerances(expected, single, longest_sum, by_element=(), apart=()):
    """The `tolerance` entry: from the same program run in float32, and from the length of its longest sum.

    The tensors `apart` have bounds of their own.
    """
    relative = {
        name: (element_departure if name in by_element else relative_departure)(single[name], expected[name])
        for name in expected
        if name not in apart
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
