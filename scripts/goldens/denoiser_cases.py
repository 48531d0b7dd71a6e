"""The cases of denoisers: weights, noise, independent checks, and what is written."""

import copy

import numpy
import torch
from torch.nn.utils.stateless import functional_call

import adam
import digits
import ops_convolution
from denoisers import DenoisingAutoencoder, MaskingAutoencoder, SuperResolution
from export import export
from golden import as_arrays, rounded, write_case

KINK = 1e-4
EXACT = {"rtol": 0, "atol": 1e-12}
OUTPUTS = ["corrupted", "denoised", "loss"]


def generic_model(rng, model):
    """Weights from U(-sqrt(6/n), sqrt(6/n)), biases from U(-1/sqrt(n), 1/sqrt(n)), n the terms of one output."""
    model = model.double()
    for name, tensor in model.named_parameters():
        terms = dict(model.named_parameters())[name.replace("bias", "weight")][0].numel()
        bound = ((6 if name.endswith("weight") else 1) / terms) ** 0.5
        tensor.data = torch.from_numpy(rounded(rng.uniform(-bound, bound, tuple(tensor.shape))))
    return model


def generic_inputs(rng, batch, draw):
    x = torch.from_numpy(digits.scaled())[:batch]
    noise = {} if draw is None else {"noise": torch.from_numpy(rounded(draw(rng, tuple(x.shape))))}
    return {"x": x, **noise}


def compute(model, inputs):
    """Every expected tensor, in the model's precision."""
    arguments = tuple(inputs.values())
    found = dict(zip(OUTPUTS, model(*arguments)))
    found.update(adam.train(model, lambda m: m(*arguments)[2]))
    return found


def hidden_values(model, inputs):
    """What the ReLUs are given, [N, units], before each of Adam's steps and after the last."""
    found = []

    def watched(trained):
        loss = trained(*inputs.values())[2]
        found.append(torch.cat(trained.hidden, dim=1))
        return loss

    adam.train(model, watched)
    return found


def census(model, inputs):
    """How many hidden units are active for none, some and all of x at the start, and how near any comes to its kink."""
    hidden = hidden_values(model, inputs)
    active = (hidden[0] > 0).sum(dim=0)
    never, always = int((active == 0).sum()), int((active == len(hidden[0])).sum())
    return never, len(active) - never - always, always, float(min(value.abs().min() for value in hidden))


def corrupted_by_numpy(model, x, noise=None):
    if isinstance(model, DenoisingAutoencoder):
        return x + model.sigma * noise
    if isinstance(model, MaskingAutoencoder):
        return numpy.array([[cell if u >= model.masked else 0 for cell, u in zip(*rows)] for rows in zip(x, noise)])
    blocks = x.reshape(len(x), model.side // 2, 2, model.side // 2, 2)
    return blocks.mean(axis=(2, 4)).reshape(len(x), -1)


def denoised_by_numpy(model, y):
    weights = as_arrays(dict(model.named_parameters()))
    if not isinstance(model, SuperResolution):
        hidden = numpy.maximum(y @ weights["encoder.weight"].T + weights["encoder.bias"], 0)
        return hidden @ weights["decoder.weight"].T + weights["decoder.bias"]
    half = model.side // 2
    low = value = y.reshape(-1, 1, half, half)
    for index in range(3):
        value = value if index == 0 else numpy.maximum(value, 0)
        value = ops_convolution.formula(value, weights[f"network.{index}.weight"], (1, 1), (1, 1), (1, 1), 1)
        value = value + weights[f"network.{index}.bias"][:, None, None]
    high = numpy.empty((len(y), model.side, model.side))
    for i in range(2):
        for j in range(2):
            high[:, i::2, j::2] = low[:, 0] + value[:, 2 * i + j]
    return high.reshape(len(y), -1)


def by_numpy(model, inputs):
    """Corruption, network and loss once more, by numpy alone."""
    arrays = as_arrays(inputs)
    corrupted = corrupted_by_numpy(model, **arrays)
    denoised = denoised_by_numpy(model, corrupted)
    loss = ((denoised - arrays["x"]) ** 2).sum() / len(corrupted)
    return {"corrupted": corrupted, "denoised": denoised, "loss": loss}


def check(model, inputs, found):
    """No ReLU is near its kink, most units matter, numpy finds the same, differences give the gradient."""
    never, some, always, nearest = census(model, inputs)
    assert nearest > KINK and never <= (never + some + always) // 5 and some >= (never + some + always) // 2
    for name, array in by_numpy(model, inputs).items():
        assert numpy.allclose(found[name].detach().numpy(), array, **EXACT), name
    names, parameters = zip(*model.named_parameters())

    def loss_of(*values):
        return functional_call(model, dict(zip(names, values)), tuple(inputs.values()))[2]

    values = tuple(w.detach().clone().requires_grad_() for w in parameters)
    assert torch.autograd.gradcheck(loss_of, values, fast_mode=True)
    adam.check_against_torch(model, lambda m: m(*inputs.values())[2], found)


def notes(model, inputs, own):
    never, some, always, _ = census(model, inputs)
    return [
        f"x: the first {len(inputs['x'])} images of goldens/data/digits.safetensors, grey value / 16, row by row. "
        "Weights and inputs are float32 values.",
        *own,
        "loss: the mean over the batch of the sum over pixels of (denoised - x)^2, x the clean image.",
        f"No ReLU is given a number within {KINK} of 0, at the start or after any of Adam's steps. Of the hidden "
        f"units, {some} are active for some of x, {always} for all and {never} for none, at the start.",
        "losses: before each of 10 full-batch Adam steps, and after the last; the noise is the same in every step.",
    ]


def build_denoiser(folder, model, options, draw, batch, seed, about, own, longest_sum):
    rng = numpy.random.default_rng(seed)
    model = generic_model(rng, model(**options))
    inputs = generic_inputs(rng, batch, draw)
    found = compute(model, inputs)
    check(model, inputs, found)
    single = compute(copy.deepcopy(model).float(), {name: value.float() for name, value in inputs.items()})
    batched = [*inputs, "corrupted", "denoised"]
    export(model, inputs.values(), folder / "reference.onnx", list(inputs), OUTPUTS, batched)
    case = {
        **about,
        "kind": "denoiser",
        "notes": notes(model, inputs, own),
        "model": {"name": about["case"], "options": options},
        "optimizer": adam.SETTINGS,
    }
    weights = as_arrays(dict(model.named_parameters()))
    write_case(folder, case, weights, as_arrays(inputs), as_arrays(found), as_arrays(single), longest_sum)


VINCENT = (
    "Vincent et al. 2008, sections 2.2 and 2.3, and 2010, section 3.3, with ReLU and a linear output; "
    "Adam: Kingma & Ba 2014, algorithm 1"
)


def build_gaussian(folder):
    options = {"dim": 64, "width": 20, "sigma": 0.3}
    about = {"case": "denoising-autoencoder", "title": "Denoising autoencoder, Gaussian noise", "source": VINCENT}
    own = ["corrupted = x + sigma noise; noise: standard normal, one a pixel."]
    normal = numpy.random.Generator.standard_normal
    build_denoiser(folder, DenoisingAutoencoder, options, normal, 16, 101, about, own, options["dim"])


def build_masking(folder):
    options = {"dim": 64, "width": 20, "masked": 0.25}
    about = {"case": "masking-autoencoder", "title": "Denoising autoencoder, masking noise", "source": VINCENT}
    own = ["corrupted = 0 where noise < masked, else x; noise: uniform on [0, 1), one a pixel. Nothing is rescaled."]
    uniform = numpy.random.Generator.random
    build_denoiser(folder, MaskingAutoencoder, options, uniform, 16, 100, about, own, options["dim"])


def build_super_resolution(folder):
    options = {"dim": 64, "channels": 5}
    about = {
        "case": "super-resolution",
        "title": "Super-resolution by two, a residual from a sub-pixel convolution",
        "source": "Shi et al. 2016 (arXiv:1609.05158), eq. 4; the residual: Kim et al. 2016 (arXiv:1511.04587); "
        "Adam: Kingma & Ba 2014, algorithm 1",
    }
    own = [
        "corrupted: the mean of every 2 x 2 block, row by row; there is no noise.",
        "network: three 3 x 3 convolutions of stride 1 and padding 1, to channels, channels and 4 channels, with a bias, "
        "and a ReLU after the first two. Channel 2 i + j of the last holds row i and column j of each 2 x 2 block.",
        "denoised: corrupted with every pixel repeated 2 x 2, plus the network's image.",
    ]
    batch = 8
    # The longest sums: the gradients of the network's weights, over every low-resolution pixel of the batch.
    longest_sum = batch * options["dim"] // 4
    build_denoiser(folder, SuperResolution, options, None, batch, 210, about, own, longest_sum)
