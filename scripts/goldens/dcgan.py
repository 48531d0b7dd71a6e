"""A deep convolutional GAN of 8 x 8 grey images: Radford, Metz & Chintala 2016 (arXiv:1511.06434), section 3.

    generator: z -> transposed convolutions to 2 x 2, 4 x 4, 8 x 8; batch norm and ReLU after the first two, tanh last
    discriminator: strided convolutions to 4 x 4, 2 x 2, 1; LeakyReLU after the first two, batch norm in the second

Batch norm: Ioffe & Szegedy 2015 (arXiv:1502.03167), algorithm 1. The losses are those of gan.py.
"""

import contextlib
import copy

import numpy
import torch

import adversarial
import digits
from adversarial import ADAM, COMMON_NOTES, EXACT, SLOPE, Case, fill, generic, normal
from alternating import Phase, train
from gan import generator_loss, scores, value_of
from optimisers import by_formula

OPTIONS = {"dim": 64, "latent": 4, "channels": 4}
BATCH, SEED, SIDE = 8, 18, 8


class Generator(torch.nn.Module):
    def __init__(self, latent, channels):
        super().__init__()
        layers = [
            torch.nn.ConvTranspose2d(latent, 2 * channels, 2, bias=False),
            torch.nn.ConvTranspose2d(2 * channels, channels, 4, 2, 1, bias=False),
            torch.nn.ConvTranspose2d(channels, 1, 4, 2, 1),
        ]
        self.conv = torch.nn.ModuleList(layers)
        self.norm = torch.nn.ModuleList([torch.nn.BatchNorm2d(2 * channels), torch.nn.BatchNorm2d(channels)])
        self.activation = torch.nn.ReLU()

    def forward(self, z):
        value = z[:, :, None, None]
        for conv, norm in zip(self.conv, self.norm):
            value = self.activation(norm(conv(value)))
        return ((torch.tanh(self.conv[2](value)) + 1) / 2).flatten(1)


class Discriminator(torch.nn.Module):
    def __init__(self, channels):
        super().__init__()
        layers = [
            torch.nn.Conv2d(1, channels, 4, 2, 1),
            torch.nn.Conv2d(channels, 2 * channels, 4, 2, 1, bias=False),
            torch.nn.Conv2d(2 * channels, 1, 2),
        ]
        self.conv = torch.nn.ModuleList(layers)
        self.norm = torch.nn.ModuleList([torch.nn.BatchNorm2d(2 * channels)])
        self.activation = torch.nn.LeakyReLU(SLOPE)

    def forward(self, x):
        value = self.activation(self.conv[0]((2 * x - 1).reshape(-1, 1, SIDE, SIDE)))
        value = self.activation(self.norm[0](self.conv[1](value)))
        return self.conv[2](value).flatten()


class Dcgan(torch.nn.Module):
    def __init__(self, dim, latent, channels):
        super().__init__()
        assert dim == SIDE * SIDE
        self.generator = Generator(latent, channels)
        self.discriminator = Discriminator(channels)

    def forward(self, z, x, real, fake):
        return self.generator(z), self.discriminator(x), -value_of(real, fake), generator_loss(fake)


def norms(part):
    return [module for module in part.modules() if isinstance(module, torch.nn.BatchNorm2d)]


@contextlib.contextmanager
def unrenewed(part):
    """Batch statistics are used while the running ones stay as they are."""
    for norm in norms(part):
        norm.momentum = 0.0
    yield
    for norm in norms(part):
        norm.momentum = 0.1


def loss_of_discriminator(model, inputs):
    with unrenewed(model.generator):
        fake = model.generator(inputs["z_discriminator"])
    return -value_of(model.discriminator(inputs["x"]), model.discriminator(fake))


def loss_of_generator(model, inputs):
    fake = model.generator(inputs["z_generator"])
    with unrenewed(model.discriminator):
        return generator_loss(model.discriminator(fake))


PHASES = [
    Phase("discriminator", "discriminator", loss_of_discriminator),
    Phase("generator", "generator", loss_of_generator),
]


def outputs(model, inputs):
    names = ("generated", "score", "discriminator_loss", "generator_loss")
    model.eval()
    found = dict(zip(names, model(*(inputs[name] for name in ("z", "x", "real", "fake")))))
    model.train()
    return {
        **found,
        "generated_training": model.generator(inputs["z"]),
        "score_training": model.discriminator(inputs["x"]),
    }


def generic_model(rng):
    """Scales and running variances from U(0.5, 1.5), shifts and running means from U(-0.5, 0.5)."""
    model = Dcgan(**OPTIONS).double()
    generic(rng, model, (3, 3, 3, 6, 3, 3))
    for norm in norms(model):
        for tensor, centre in ((norm.weight, 1), (norm.bias, 0), (norm.running_mean, 0), (norm.running_var, 1)):
            fill(rng, tensor, 0.5, centre)
    return model


def generic_inputs(rng):
    noise = {name: normal(rng, BATCH, OPTIONS["latent"]) for name in ("z", "z_discriminator", "z_generator")}
    real, fake = scores(rng, BATCH), scores(rng, BATCH)
    return {"x": torch.from_numpy(digits.scaled())[:BATCH], **noise, "real": real, "fake": fake}


def make_case(seed):
    rng = numpy.random.default_rng(seed)
    about = {
        "case": "dcgan",
        "kind": "gan",
        "title": "Deep convolutional GAN of 8 x 8 images, with batch norm",
        "source": "Radford, Metz & Chintala 2016 (arXiv:1511.06434), section 3; batch norm: Ioffe & Szegedy 2015 "
        "(arXiv:1502.03167), algorithm 1; losses: Goodfellow et al. 2014 (arXiv:1406.2661); Adam: Kingma & Ba 2014, "
        "algorithm 1",
        "model": {"name": "dcgan", "options": OPTIONS},
        "optimizer": {**ADAM, "lr": 2e-4},
        "phases": [phase.name for phase in PHASES],
        "notes": [
            "x: the first 8 images of goldens/data/digits.safetensors, grey value / 16, row by row. z, z_discriminator "
            "and z_generator: standard normal; real and fake: scores, some of them +-100. Weights and inputs are "
            "float32 values.",
            "Kernels, strides and paddings: generator 2, 1, 0; 4, 2, 1; 4, 2, 1, to 2 channels, channels and 1 "
            "channels; discriminator 4, 2, 1; 4, 2, 1; 2, 1, 0, to channels, 2 channels and 1 channels. Weights lie as "
            "in PyTorch: [out, in, k, k] in the discriminator, [in, out, k, k] in the generator.",
            "Images are (tanh + 1) / 2; the discriminator takes 2 x - 1. What comes before a batch norm has no bias.",
            f"LeakyReLU of slope {SLOPE}. Batch norm: eps 1e-5; running statistics move by 0.1 of the way to those of "
            "the batch, whose variance is divided by n - 1 there, and by n where it normalises.",
            "generated and score: with running statistics; generated_training and score_training: with the batch's "
            "own, at z and x.",
            "Both phases use the statistics of each batch, of x and of made images apart. The discriminator's phase "
            "renews the discriminator's running statistics, by x first and then by made images, and leaves the "
            "generator's as they are; the generator's phase renews the generator's once and leaves the "
            "discriminator's.",
            *COMMON_NOTES,
            "No ReLU or LeakyReLU is given a number within 0.0001 of 0, at the start or in any of the rounds.",
        ],
    }
    exported = ["z", "x", "real", "fake"], ["generated", "score", "discriminator_loss", "generator_loss"]
    # The longest sum: the gradient of the generator's last bias, over every pixel of the batch.
    longest_sum = BATCH * OPTIONS["dim"]
    return Case(about, generic_model(rng), generic_inputs(rng), PHASES, outputs, exported, longest_sum)


def normalised(value, norm):
    """Batch norm by its formula, and the running statistics that come of it."""
    mean = value.mean(dim=(0, 2, 3), keepdim=True)
    variance = ((value - mean) ** 2).mean(dim=(0, 2, 3), keepdim=True)
    count = value[:, 0].numel()
    unbiased = variance.flatten() * count / (count - 1)
    running = 0.9 * norm.running_mean + 0.1 * mean.flatten(), 0.9 * norm.running_var + 0.1 * unbiased
    scale, shift = (tensor[:, None, None] for tensor in (norm.weight, norm.bias))
    return scale * (value - mean) / torch.sqrt(variance + 1e-5) + shift, running


def check_norm(case):
    """Normalising and renewing by hand: the discriminator's norm after the first round, of x and then made images."""
    model = copy.deepcopy(case.model)
    found = train(case.model, case.phases, case.inputs, by_formula(case.about["optimizer"]))
    (norm,) = model.discriminator.norm
    fake = model.generator(case.inputs["z_discriminator"])
    for x in (case.inputs["x"], fake):
        before = model.discriminator.conv[0]((2 * x - 1).reshape(-1, 1, SIDE, SIDE))
        value = model.discriminator.conv[1](torch.where(before > 0, before, SLOPE * before))
        by_hand, running = normalised(value, norm)
        with unrenewed(model.discriminator):
            assert torch.allclose(norm(value), by_hand, **EXACT)
        norm.running_mean, norm.running_var = (tensor.detach() for tensor in running)
    assert torch.allclose(found["after1.discriminator.norm.0.running_mean"], norm.running_mean, **EXACT)
    assert torch.allclose(found["after1.discriminator.norm.0.running_var"], norm.running_var, **EXACT)


def build(folder):
    case = make_case(SEED)
    check_norm(case)
    adversarial.build(case, folder)
