"""The case of the flow for lattice field theory: generic weights, checks by automatic differentiation and by symmetry."""

import copy

import numpy
import torch

import adam
from export import export
from golden import as_arrays, rounded, write_case
from phi4 import SLOPE, Phi4Flow, wrapped

OPTIONS = {"side": 4, "mass_squared": -4, "coupling": 8, "layers": 3, "width": 2}
BATCH, KINK, TRIES = 5, 1e-4, 500
EXACT = {"rtol": 0, "atol": 1e-10}
LOGS = ("log_p_old", "log_q_old", "log_p_new", "log_q_new")
OUTPUTS = ("proposed", "log_q", "action", "log_density", "probability")


def generic_model(rng):
    """Weights and biases from U(-1, 1) / sqrt(fan_in); scales from U(0.3, 0.8)."""
    model = Phi4Flow(**OPTIONS).double()
    for layer in model.layers:
        for convolution in layer.net:
            bound = convolution.weight[0].numel() ** -0.5
            for tensor in (convolution.weight, convolution.bias):
                tensor.data = torch.from_numpy(rounded(rng.uniform(-bound, bound, tuple(tensor.shape))))
        layer.scale.data = torch.from_numpy(rounded(rng.uniform(0.3, 0.8)))
    return model


def generic_inputs(rng):
    """Normal noise; fields of deviation 0.6; logarithms some tens apart, the last by a thousand."""
    field = (BATCH, OPTIONS["side"], OPTIONS["side"])
    found = {"z": rng.standard_normal(field), "phi": 0.6 * rng.standard_normal(field)}
    for index, name in enumerate(LOGS):
        found[name] = 20 * rng.standard_normal(BATCH)
        found[name][:2] = rng.standard_normal(2)
        found[name][-1] = 1000 * (-1) ** index
    return {name: torch.from_numpy(rounded(array)) for name, array in found.items()}


def slope_of_action(model, phi):
    phi = phi.clone().requires_grad_()
    return torch.autograd.grad(model.action(phi).sum(), phi)[0]


def slogdet(function, points):
    """log |det| of the Jacobian at each point, by automatic differentiation."""
    size = points[0].numel()
    jacobians = [torch.autograd.functional.jacobian(lambda one: function(one[None])[0], point) for point in points]
    return torch.stack([torch.linalg.slogdet(matrix.reshape(size, size))[1] for matrix in jacobians])


def compute(model, inputs):
    """Every expected tensor, in the model's precision."""
    z, phi = inputs["z"], inputs["phi"]
    found = dict(zip(OUTPUTS, model(z, phi, *(inputs[name] for name in LOGS))))
    found["action_gradient"] = slope_of_action(model, phi)
    found["x_log_det"] = model.to_field(z)[1]
    found["x_slogdet"] = slogdet(lambda one: model.to_field(one)[0], z)
    found["latent"], found["latent_log_det"] = model.to_latent(phi)
    found["loss"] = model.loss(z)
    found.update(adam.train(model, lambda m: m.loss(z)))
    return found


def check(model, inputs, found):
    """Log-determinants are the Jacobian's, the inverse inverts, the action has its symmetries, its gradient is the force."""
    z, phi = inputs["z"], inputs["phi"]
    assert torch.allclose(found["x_log_det"], found["x_slogdet"], **EXACT)
    assert torch.allclose(found["latent_log_det"], slogdet(lambda one: model.to_latent(one)[0], phi), **EXACT)
    z_back, log_det_back = model.to_latent(found["proposed"])
    assert torch.allclose(z_back, z, **EXACT) and torch.allclose(log_det_back, -found["x_log_det"], **EXACT)
    for image in (phi.roll((1, 2), (1, 2)), phi.flip(1), phi.transpose(1, 2), -phi):
        assert torch.allclose(model.action(image), found["action"], **EXACT)
    circular = torch.nn.functional.pad(phi[:, None], (1, 1, 1, 1), mode="circular")
    assert torch.equal(wrapped(wrapped(phi[:, None], 2), 3), circular)
    around = sum(phi.roll(step, axis) for step in (1, -1) for axis in (1, 2))
    mass_squared, coupling = OPTIONS["mass_squared"], OPTIONS["coupling"]
    force = 2 * (4 * phi - around) + 2 * mass_squared * phi + 4 * coupling * phi**3
    assert torch.allclose(found["action_gradient"], force, **EXACT)
    adam.check_against_torch(model, lambda m: m.loss(z), found)


def nearest_kink(model, inputs):
    """How near any LeakyReLU's argument comes to 0, by z in every state of the training, and by phi at the start."""
    model, seen = copy.deepcopy(model), []

    def watched(trained):
        for layer in trained.layers:
            layer.net.seen = seen
        return trained.loss(inputs["z"])

    adam.train(model, watched)
    for layer in model.layers:
        layer.net.seen = seen
    model.to_latent(inputs["phi"])
    return float(min(given.abs().min() for given in seen))


def away_from_kinks():
    for seed in range(TRIES):
        rng = numpy.random.default_rng([seed, 4])
        model, inputs = generic_model(rng), generic_inputs(rng)
        if nearest_kink(model, inputs) > KINK:
            return model, inputs
    raise AssertionError("phi4-flow: no seed keeps every LeakyReLU away from its kink")


def build(folder):
    model, inputs = away_from_kinks()
    found = compute(model, inputs)
    check(model, inputs, found)
    single = compute(copy.deepcopy(model).float(), {name: tensor.float() for name, tensor in inputs.items()})
    names = ["z", "phi", *LOGS]
    arguments = tuple(inputs[name] for name in names)
    export(model, arguments, folder / "reference.onnx", names, list(OUTPUTS), batched=[*names, *OUTPUTS])
    about = {
        "case": "phi4-flow",
        "kind": "sampler",
        "title": "Flow for phi^4 theory on a 4 x 4 lattice, 3 couplings with checkerboard masks",
        "source": "Albergo et al. 2019 (arXiv:1904.12072), eqs. 7-11 and 18-19; Albergo et al. 2021 (arXiv:2101.08176); "
        "Adam: Kingma & Ba 2014, algorithm 1",
        "notes": [
            "proposed, log_q: of z; layers take fields to noise in their order, so that a proposal goes through the last "
            "first. log_q = log N(z; 0, 1) - x_log_det. x_slogdet is of the Jacobian by automatic differentiation.",
            "latent, latent_log_det: the other way, of phi. action, log_density = -action and action_gradient = dS/dphi: "
            "of phi. probability: of the four logarithms.",
            "A coupling of an even index keeps the sites whose row + column is even, the others the odd ones. Its network "
            "gives raw before t; s = scale tanh(raw), and t as it is, where the notebook has tanh of both.",
            "Weights and inputs are float32 values. " + " ".join(generic_model.__doc__.split()),
            f"LeakyReLU of slope {SLOPE}. None is given a number within {KINK} of 0, by z in any state of the training, "
            "or by phi at the start.",
            "loss, losses: mean of log_q + action of proposals, before each of 10 Adam steps, and after the last; z is the "
            "same in every step.",
        ],
        "model": {"name": "phi4-flow", "options": OPTIONS},
        "optimizer": adam.SETTINGS,
    }
    weights = as_arrays(dict(model.named_parameters()))
    # The longest sums: the gradients of a bias and of a scale, over the sites of all fields.
    longest = BATCH * OPTIONS["side"] ** 2
    write_case(folder, about, weights, as_arrays(inputs), as_arrays(found), as_arrays(single), longest)
