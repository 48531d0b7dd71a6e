"""The RealNVP cases: weights, inputs away from kinks, independent checks, and the two sizes that are kept."""

import copy
import math

import numpy
import torch

import adam
from export import export
from golden import as_arrays, rounded, write_case
from realnvp import RealNVP, ToData

KINK = 1e-4


def generic_model(rng, options):
    """Linear layers from U(-1/sqrt(fan_in), 1/sqrt(fan_in)), biases too; scales from U(0.3, 0.8)."""
    model = RealNVP(**options).double()
    for coupling in model.couplings:
        for layer in coupling.net:
            bound = layer.in_features**-0.5
            for tensor in (layer.weight, layer.bias):
                tensor.data = torch.from_numpy(rounded(rng.uniform(-bound, bound, tuple(tensor.shape))))
        coupling.scale.data = torch.from_numpy(rounded(rng.uniform(0.3, 0.8, coupling.moved)))
    return model


def two_moons(rng, count):
    """Two half circles with noise 0.1, about their common centre."""
    angle, upper = rng.uniform(0, math.pi, count), rng.integers(0, 2, count) == 0
    first = numpy.where(upper, numpy.cos(angle), 1 - numpy.cos(angle)) - 0.5
    second = numpy.where(upper, numpy.sin(angle), 0.5 - numpy.sin(angle)) - 0.25
    return numpy.stack([first, second], axis=1) + 0.1 * rng.standard_normal((count, 2))


def nearest_kink(model, direction, points):
    """For each point, the least magnitude that any ReLU is given."""
    with torch.no_grad():
        direction(points)
    hidden = [value for coupling in model.couplings for value in coupling.hidden]
    return torch.cat(hidden, dim=1).abs().min(dim=1).values


def away_from_kinks(model, direction, candidates, count):
    """The first `count` candidates that keep every ReLU's argument further than KINK from 0."""
    points = torch.from_numpy(rounded(candidates))
    chosen = points[nearest_kink(model, direction, points) > KINK][:count]
    assert len(chosen) == count and nearest_kink(model, direction, chosen).min() > KINK
    return chosen


def jacobian(model, x):
    """dz/dx of each sample, [N, dim, dim], row i the gradient of z_i."""
    x = x.clone().requires_grad_()
    z, _ = model.to_latent(x)
    rows = [torch.autograd.grad(z[:, i].sum(), x, retain_graph=True)[0] for i in range(model.dim)]
    return torch.stack(rows, dim=1)


def compute(model, x, z_in):
    """Every expected tensor, in the model's precision."""
    z, log_det, log_prob = model(x)
    x_out, x_out_log_det = model.to_data(z_in)
    matrix = jacobian(model, x)
    found = {
        "z": z,
        "log_det": log_det,
        "log_prob": log_prob,
        "loss": model.loss(x),
        "x_out": x_out,
        "x_out_log_det": x_out_log_det,
        "jacobian": matrix,
        "slogdet": torch.from_numpy(numpy.asarray(numpy.linalg.slogdet(matrix.numpy())[1])),
    }
    if model.dim == 2:
        found["misprinted_log_det"] = model.misprinted_log_det(x)
    found.update(adam.train(model, lambda m: m.loss(x)))
    return found


def check(model, x, z_in, found):
    """The log-determinant is the Jacobian's, the inverse inverts, and the misprint is wrong."""
    assert torch.allclose(found["log_det"], found["slogdet"], rtol=0, atol=1e-10)
    z_back, log_det_back = model.to_latent(found["x_out"])
    assert torch.allclose(z_back, z_in, rtol=0, atol=1e-10)
    assert torch.allclose(log_det_back, -found["x_out_log_det"], rtol=0, atol=1e-10)
    if "misprinted_log_det" in found:
        departure = (found["misprinted_log_det"] - found["slogdet"]).abs()
        assert departure.min() > 1e-6 and departure.median() > 1e-2
    adam.check_against_torch(model, lambda m: m.loss(x), found)
    assert torch.autograd.gradcheck(model.loss, (x.clone().requires_grad_(),), fast_mode=True)


def notes(options):
    found = [
        "to_latent: coupling 0, reversal of the coordinates, coupling 1, ..., last coupling; a reversal between "
        "couplings only.",
        "A coupling keeps the first floor(dim / 2) coordinates. The perceptron's first dim - floor(dim / 2) outputs "
        "are the raw scale, the rest t; s = tanh(raw) * scale.",
        "The paper's code computes (x + shift) exp(s); here it is the paper's x exp(s) + t. The scale, which starts "
        "at 0 in the paper's code, is generic here.",
        "log_det = log |det dz/dx|; x_out_log_det = log |det dx/dz| of to_data at z_in. slogdet is numpy's, of the "
        "Jacobian by automatic differentiation, independent of log_det.",
        f"No ReLU is given a number within {KINK} of 0 by x or z_in. Weights and inputs are float32 values.",
        "losses: before each of 10 full-batch Adam steps, and after the last.",
    ]
    if options["dim"] == 2:
        found.append(
            "The lecture's slide prints the determinant as exp(sum f(z2)); it is exp(sum f(z1)), of the half that "
            "passes through unchanged. misprinted_log_det is what the slide's formula gives (in each coupling s at the moved "
            "half, before it is moved): it departs from slogdet at every point."
        )
    return found


def build_flow(folder, case, options, seed, candidates, count):
    rng = numpy.random.default_rng(seed)
    model = generic_model(rng, options)
    x = away_from_kinks(model, model.to_latent, candidates(rng, 4 * count), count)
    z_in = away_from_kinks(model, model.to_data, rng.standard_normal((4 * count, model.dim)), count)
    found = compute(model, x, z_in)
    check(model, x, z_in, found)
    single = compute(copy.deepcopy(model).float(), x.float(), z_in.float())
    outputs = ["z", "log_det", "log_prob"]
    export(model, (x,), folder / "reference.onnx", ["x"], outputs, batched=["x", *outputs])
    outputs = ["x", "log_det"]
    export(ToData(model), (z_in,), folder / "reference_to_data.onnx", ["z"], outputs, batched=["z", *outputs])
    about = {
        "case": case,
        "kind": "flow",
        "title": f"RealNVP on {options['dim']} coordinates, {options['couplings']} affine couplings",
        "source": "Dinh et al. 2017 (arXiv:1605.08803), eqs. 4-8; Adam: Kingma & Ba 2014, algorithm 1",
        "notes": notes(options),
        "model": {"name": "realnvp", "options": options},
        "optimizer": adam.SETTINGS,
    }
    weights, inputs = as_arrays(dict(model.named_parameters())), {"x": x.numpy(), "z_in": z_in.numpy()}
    write_case(folder, about, weights, inputs, as_arrays(found), as_arrays(single), options["width"])


def build(folder):
    build_flow(folder, "realnvp", {"dim": 2, "couplings": 6, "width": 64}, 202, two_moons, 16)


def build_odd(folder):
    def spread(rng, count):
        return 0.3 + 1.2 * rng.standard_normal((count, 5))

    build_flow(folder, "realnvp-odd", {"dim": 5, "couplings": 3, "width": 7}, 203, spread, 6)
