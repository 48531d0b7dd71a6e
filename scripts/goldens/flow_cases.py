"""The cases of bijectors and flows: generic weights, inputs away from kinks, and checks by automatic differentiation."""

import copy
import math
from dataclasses import dataclass, field
from typing import Callable

import numpy
import torch
from torch.nn import functional

import adam
import flow_layers as layers
import flow_pieces as pieces
from export import export
from flows import Nice, RealNvpImage
from golden import as_arrays, rounded, write_case
from realnvp import Coupling

EXACT = {"rtol": 0, "atol": 1e-9}
COUNT, WIDTH, BINS, BOUND, TRIES = 6, 8, 5, 3.0, 1000
#: to_data is not exported where it would be large; nor is that of a linear map, for ONNX has no matrix inverse.
ONE_WAY = ("realnvp-image",)


def standard_normal(z):
    return (-0.5 * z * z - 0.5 * math.log(2 * math.pi)).sum(dim=1)


def uniform(z):
    return torch.zeros_like(z[:, 0])


def logistic(z):
    return -(functional.softplus(z) + functional.softplus(-z)).sum(dim=1)


#: Draws of latents, by prior, and of data, by domain.
LATENTS = {
    standard_normal: lambda rng, shape: rng.standard_normal(shape),
    uniform: lambda rng, shape: rng.uniform(0.02, 0.98, shape),
    logistic: lambda rng, shape: rng.logistic(size=shape),
}
DATA = {
    "real": lambda rng, shape: 0.3 + 1.2 * rng.standard_normal(shape),
    "unit": lambda rng, shape: rng.uniform(0.02, 0.98, shape),
    "positive": lambda rng, shape: numpy.exp(rng.standard_normal(shape)),
    "grey": lambda rng, shape: rng.integers(1, 16, shape) / 16,
}


@dataclass
class Flow:
    """A case: the model's name and options, how it is built, its prior and data, and where its formula is from."""

    model: str
    title: str
    source: str
    build: Callable
    options: dict = field(default_factory=lambda: {"dim": 3})
    prior: Callable = standard_normal
    domain: str = "real"
    places: tuple = ()
    kink: float = 1e-4
    is_trained: bool = True
    closed_form: Callable = None
    case: str = None

    @property
    def name(self):
        return self.case or self.model


def bijector(name, title, source, build, dim=3, **rest):
    return Flow(f"bijector-{name}", title, source, build, options={"dim": dim}, is_trained=False, **rest)


def autoregressive(**options):
    dim, count, width = (options[key] for key in ("dim", "layers", "width"))
    return layers.Stack("layers", [layers.Autoregressive(dim, width) for _ in range(count)])


def lognormal_density(model, x):
    """(2 pi)^(-D/2) |C|^(-1/2) exp(-(log x - m)^T C^-1 (log x - m) / 2) / prod x, with C^-1 = A^T A, m = -A^-1 bias."""
    a = model.normal.matrix()
    mean = -torch.linalg.solve(a, model.normal.bias)
    normal = torch.distributions.MultivariateNormal(mean, precision_matrix=a.T @ a)
    return normal.log_prob(torch.log(x)) - torch.log(x).sum(dim=1)


def logit_normal_density(model, x):
    """1 / (s sqrt(2 pi)) exp(-(logit x - m)^2 / (2 s^2)) / (x (1 - x)), s = exp(-log_scale), m = -shift s."""
    s = torch.exp(-model.normal.log_scale)
    normal = torch.distributions.Normal(-model.normal.shift * s, s)
    return (normal.log_prob(torch.logit(x)) - torch.log(x * (1 - x))).sum(dim=1)


SCALAR = "change of variables, coordinate by coordinate"
#: The ends of a spline, and places beyond them: a whole row of each.
ENDS = (BOUND, -BOUND, 1.5 * BOUND)

FLOWS = [
    bijector("affine", "y = exp(log_scale) x + shift", SCALAR, pieces.Affine),
    bijector(
        "act-norm",
        "Activation normalisation",
        "Kingma & Dhariwal 2018 (arXiv:1807.03039), section 3.1",
        pieces.ActNorm,
    ),
    bijector(
        "batch-norm",
        "Batch normalisation, its statistics held",
        "Dinh et al. 2017 (arXiv:1605.08803), section 3.7",
        pieces.BatchNorm,
    ),
    bijector("linear", "A full linear map by LU", "Kingma & Dhariwal 2018 (arXiv:1807.03039), eq. 10", pieces.Linear),
    bijector("permutation", "y_i = x_(i + 1)", SCALAR, lambda dim: pieces.Permutation([1, 2, 0])),
    bijector(
        "squeeze",
        "Squeeze of [3, 4, 2] images",
        "Dinh et al. 2017 (arXiv:1605.08803), section 3.6",
        lambda dim: pieces.Squeeze((3, 4, 2)),
        dim=24,
    ),
    bijector(
        "invertible-conv",
        "1 x 1 convolution of [3, 2, 1] images",
        "Kingma & Dhariwal 2018 (arXiv:1807.03039), section 3.2",
        lambda dim: pieces.InvertibleConv((3, 2, 1)),
        dim=6,
    ),
    bijector("leaky-relu", "Leaky ReLU of slope 1/4", SCALAR, pieces.leaky_relu),
    bijector("tanh", "(1 + tanh x) / 2, onto (0, 1)", SCALAR, pieces.half_tanh, prior=uniform),
    bijector("sigmoid", "The sigmoid, onto (0, 1)", SCALAR, pieces.sigmoid, prior=uniform),
    bijector("logit", "The logit, from (0, 1)", SCALAR, pieces.logit, domain="unit"),
    bijector("softplus", "log(e^x - 1) of positive numbers", SCALAR, pieces.softplus_inverse, domain="positive"),
    bijector("exponential", "The logarithm of positive numbers", SCALAR, pieces.logarithm, domain="positive"),
    bijector("power", "log(x^1.5) of positive numbers", SCALAR, pieces.log_of_power, domain="positive"),
    bijector(
        "planar",
        "Planar flow",
        "Rezende & Mohamed 2015 (arXiv:1505.05770), eqs. 10-12 and appendix A.1",
        pieces.Planar,
    ),
    bijector(
        "additive-coupling",
        "Additive coupling",
        "Dinh et al. 2015 (arXiv:1410.8516), section 3.2",
        lambda dim: layers.AdditiveCoupling(dim, WIDTH),
    ),
    bijector(
        "affine-coupling",
        "Affine coupling",
        "Dinh et al. 2017 (arXiv:1605.08803), eqs. 4-8",
        lambda dim: Coupling(dim, WIDTH),
    ),
    bijector(
        "masked-coupling",
        "Affine coupling with a mask",
        "Dinh et al. 2017 (arXiv:1605.08803), eq. 9",
        lambda dim: layers.MaskedCoupling([1.0, 0.0, 1.0], layers.Perceptron([dim, WIDTH, WIDTH, 2 * dim])),
    ),
    bijector(
        "autoregressive",
        "Masked autoregressive layer",
        "Papamakarios et al. 2017 (arXiv:1705.07057), eqs. 3-5",
        lambda dim: layers.Autoregressive(dim, WIDTH),
    ),
    bijector(
        "inverse-autoregressive",
        "Inverse autoregressive layer",
        "Kingma et al. 2016 (arXiv:1606.04934)",
        lambda dim: layers.Inverse(layers.Autoregressive(dim, WIDTH)),
    ),
    bijector(
        "spline",
        "Rational-quadratic splines",
        "Durkan et al. 2019 (arXiv:1906.04032), eqs. 4-8",
        lambda dim: layers.Spline(dim, BINS, BOUND),
        places=ENDS,
    ),
    bijector(
        "spline-coupling",
        "Spline coupling",
        "Durkan et al. 2019 (arXiv:1906.04032), section 3.1",
        lambda dim: layers.SplineCoupling(dim, WIDTH, BINS, BOUND),
        places=ENDS,
    ),
    Flow(
        "nice",
        "NICE on 5 coordinates, 4 additive couplings, logistic prior",
        "Dinh et al. 2015 (arXiv:1410.8516), sections 3.2-3.4",
        Nice,
        {"dim": 5, "couplings": 4, "width": 7},
        prior=logistic,
    ),
    Flow(
        "maf",
        "Masked autoregressive flow on 3 coordinates, 3 layers",
        "Papamakarios et al. 2017 (arXiv:1705.07057), eqs. 3-5; Germain et al. 2015 (arXiv:1502.03509), section 4",
        autoregressive,
        {"dim": 3, "layers": 3, "width": 8},
    ),
    Flow(
        "iaf",
        "Inverse autoregressive flow on 3 coordinates, 2 layers",
        "Kingma et al. 2016 (arXiv:1606.04934); Papamakarios et al. 2017 (arXiv:1705.07057), section 3",
        lambda **options: layers.Inverse(autoregressive(**options)),
        {"dim": 3, "layers": 2, "width": 8},
    ),
    Flow(
        "spline-flow",
        "Neural spline flow on 3 coordinates, 3 couplings",
        "Durkan et al. 2019 (arXiv:1906.04032), eqs. 4-8 and section 3.1",
        lambda dim, couplings, width, bins, bound: layers.Stack(
            "couplings", [layers.SplineCoupling(dim, width, bins, bound) for _ in range(couplings)]
        ),
        {"dim": 3, "couplings": 3, "width": 8, "bins": 4, "bound": 3},
        places=ENDS[2:],
    ),
    Flow(
        "realnvp-image",
        "RealNVP for 4 x 4 images, two scales",
        "Dinh et al. 2017 (arXiv:1605.08803), sections 3.4-3.6 and 4.1; Theis et al. 2016 (arXiv:1511.01844), section 3.1",
        RealNvpImage,
        {"dim": 16, "levels": 17, "scales": 2, "channels": 2},
        domain="grey",
        kink=1e-5,
    ),
    Flow(
        "lognormal",
        "A lognormal density on the line",
        "change of variables; Johnson, Kotz & Balakrishnan 1994, chapter 14",
        pieces.Lognormal,
        {"dim": 1},
        domain="positive",
        closed_form=lognormal_density,
    ),
    Flow(
        "lognormal",
        "A lognormal density in three dimensions, correlated",
        "change of variables; Johnson, Kotz & Balakrishnan 1994, chapter 14",
        pieces.Lognormal,
        {"dim": 3},
        domain="positive",
        case="lognormal-several",
        closed_form=lognormal_density,
    ),
    Flow(
        "logit-normal",
        "A logit-normal density on (0, 1)",
        "change of variables; Atchison & Shen 1980",
        pieces.LogitNormal,
        {"dim": 1},
        domain="unit",
        closed_form=logit_normal_density,
    ),
]


def generic(rng, module):
    """float32 values: networks from U(-1, 1) / sqrt(fan_in), biases too; coupling scales from U(0.3, 0.8); variances from
    U(0.5, 2); planar directions and the raw numbers of splines standard normal; all else normal of deviation 0.3."""
    module = module.double()
    for holder in module.modules():
        own = [*holder.named_parameters(recurse=False), *holder.named_buffers(recurse=False)]
        for name, tensor in own:
            if name != "mask":
                tensor.data = torch.from_numpy(rounded(draw(rng, holder, name, tuple(tensor.shape))))
    return module


def draw(rng, holder, name, shape):
    if isinstance(holder, (torch.nn.Linear, torch.nn.Conv2d)):
        return rng.uniform(-1, 1, shape) / holder.weight[0].numel() ** 0.5
    if name == "scale":
        return rng.uniform(0.3, 0.8, shape)
    if name == "variance":
        return rng.uniform(0.5, 2, shape)
    return rng.standard_normal(shape) * (1 if name in ("u", "w", "b", "raw") else 0.3)


def weights_of(model):
    buffers = {name: tensor for name, tensor in model.named_buffers() if not name.endswith("mask")}
    return {**dict(model.named_parameters()), **buffers}


def inputs_of(rng, flow):
    shape = (COUNT, flow.options["dim"])
    x = DATA[flow.domain](rng, shape)
    for row, place in enumerate(flow.places):
        x[row] = place
    if flow.places:
        x[len(flow.places), 0] = flow.places[-1]
    found = {"x": x, "z_in": LATENTS[flow.prior](rng, shape)}
    if flow.domain == "grey":
        found["u"] = rng.uniform(0, 1, shape)
    return {name: torch.from_numpy(rounded(array)) for name, array in found.items()}


def log_prob(model, flow, x):
    z, log_det = model.to_latent(x)
    return flow.prior(z) + log_det


def loss(model, flow, inputs):
    x = inputs["x"]
    if flow.domain == "grey":
        x = model.dequantized(x, inputs["u"])
    return -log_prob(model, flow, x).mean()


def compute(model, flow, inputs):
    """Every expected tensor, in the model's precision."""
    z, log_det = model.to_latent(inputs["x"])
    x_out, x_out_log_det = model.to_data(inputs["z_in"])
    found = {
        "z": z,
        "log_det": log_det,
        "log_prob": log_prob(model, flow, inputs["x"]),
        "x_out": x_out,
        "x_out_log_det": x_out_log_det,
        "slogdet": pieces.differentiated(lambda x: model.to_latent(x)[0], inputs["x"])[1],
        "x_out_slogdet": pieces.differentiated(lambda z: model.to_data(z)[0], inputs["z_in"])[1],
    }
    if flow.closed_form:
        found["closed_form"] = flow.closed_form(model, inputs["x"])
    if flow.is_trained:
        found.update(adam.train(model, lambda m: loss(m, flow, inputs)))
    elif list(model.parameters()):
        names, parameters = zip(*model.named_parameters())
        gradients = torch.autograd.grad(loss(model, flow, inputs), parameters, allow_unused=True)
        for name, w, g in zip(names, parameters, gradients):
            found[f"gradient.{name}"] = torch.zeros_like(w) if g is None else g
    return found


def check(model, flow, inputs, found):
    """Log-determinants are the Jacobian's, both ways; the inverse inverts; a closed form agrees."""
    assert torch.allclose(found["log_det"], found["slogdet"], **EXACT)
    assert torch.allclose(found["x_out_log_det"], found["x_out_slogdet"], **EXACT)
    z_back, log_det_back = model.to_latent(found["x_out"].detach())
    assert torch.allclose(z_back, inputs["z_in"], **EXACT)
    assert torch.allclose(log_det_back, -found["x_out_log_det"], **EXACT)
    if flow.closed_form:
        assert torch.allclose(found["log_prob"], found["closed_form"], **EXACT)
    if flow.is_trained:
        adam.check_against_torch(model, lambda m: loss(m, flow, inputs), found)


def away_from_kinks(flow):
    """The first seed with which no ReLU, by any input or step, is given a number within `kink` of 0."""
    for seed in range(TRIES):
        rng = numpy.random.default_rng([seed, len(flow.name)])
        model, inputs = generic(rng, flow.build(**flow.options)), inputs_of(rng, flow)
        layers.SEEN.clear()
        found = compute(model, flow, inputs)
        if flow.model == "bijector-leaky-relu" and inputs["x"].abs().min() < flow.kink:
            continue
        if all(seen.abs().min() > flow.kink for seen in layers.SEEN):
            return model, inputs, found
    raise AssertionError(f"{flow.name}: no seed keeps every ReLU away from its kink")


def notes(flow):
    found = [
        "log_det = log |det dz/dx|; x_out_log_det = log |det dx/dz| of to_data at z_in. slogdet and x_out_slogdet are of the "
        "Jacobians by automatic differentiation.",
        "Weights and inputs are f" + " ".join(generic.__doc__.split())[1:],
        f"No ReLU is given a number within {flow.kink} of 0, by any input or after any of Adam's steps.",
    ]
    if flow.is_trained:
        found.append("losses: -mean log_prob, before each of 10 full-batch Adam steps, and after the last.")
    if flow.places:
        found.append(f"Rows of x lie where the spline ends, and beyond: {', '.join(map(str, flow.places))}; one does in part.")
    if flow.domain == "grey":
        found.append(
            "x are grey values k / 16. The loss is of dequantised ones, 0.05 + 0.9 (k + u) / 17; z, log_det and log_prob are "
            "of x as it is."
        )
    return found


class Direction(torch.nn.Module):
    """One direction as a module of its own, for export: with log_det where that is not by automatic differentiation."""

    def __init__(self, model, name):
        super().__init__()
        self.model, self.name = model, name

    def forward(self, x):
        if isinstance(self.model, pieces.Piece):
            return {"to_latent": self.model.there, "to_data": self.model.back}[self.name](x)
        return getattr(self.model, self.name)(x)


def export_direction(model, name, argument, file, given, outputs):
    outputs = outputs[:1] if isinstance(model, pieces.Piece) else outputs
    export(Direction(model, name), (argument,), file, given, outputs, batched=[*given, *outputs])


def build_case(flow, folder):
    model, inputs, found = away_from_kinks(flow)
    check(model, flow, inputs, found)
    single = compute(copy.deepcopy(model).float(), flow, {name: tensor.float() for name, tensor in inputs.items()})
    export_direction(model, "to_latent", inputs["x"], folder / "reference.onnx", ["x"], ["z", "log_det"])
    if not any(isinstance(part, pieces.Linear) for part in model.modules()) and flow.name not in ONE_WAY:
        export_direction(model, "to_data", inputs["z_in"], folder / "reference_to_data.onnx", ["z"], ["x", "log_det"])
    about = {
        "case": flow.name,
        "kind": "flow",
        "title": flow.title,
        "source": flow.source,
        "notes": notes(flow),
        "model": {"name": flow.model, "options": flow.options},
    }
    if flow.is_trained:
        about["source"] += "; Adam: Kingma & Ba 2014, algorithm 1"
        about["optimizer"] = adam.SETTINGS
    arrays = [as_arrays(tensors) for tensors in (weights_of(model), inputs, found, single)]
    write_case(folder, about, *arrays, max(flow.options.values()))


CASES = {flow.name: (lambda folder, flow=flow: build_case(flow, folder)) for flow in FLOWS}
