"""The network of gan.py with the other losses that have been proposed for it.

minimax, Goodfellow et al. 2014 (arXiv:1406.2661), equation 1: the generator descends what the discriminator ascends,
    mean log(1 - D(G(z))) = -mean softplus(score)
hinge, Lim & Ye 2017 (arXiv:1705.02894), Miyato et al. 2018 (arXiv:1802.05957), equations 16 and 17:
    mean max(0, 1 - real) + mean max(0, 1 + fake);   -mean fake
least squares, Mao et al. 2017 (arXiv:1611.04076), equation 2 for the labels 1 and 0, twice:
    mean (real - 1)^2 + mean fake^2;   mean (fake - 1)^2
"""

import numpy
import torch
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy
from torch.nn.functional import mse_loss

import adversarial
from adversarial import ADAM, COMMON_NOTES, EXACT, SLOPE, Case, generic, softplus
from alternating import Phase
from gan import BATCH, OPTIONS, Gan, generic_inputs, value_of


class Minimax(torch.nn.Module):
    def discriminator(self, real, fake):
        return -value_of(real, fake)

    def generator(self, fake):
        return -softplus(fake).mean()


class Hinge(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.margin = torch.nn.ReLU()  # a module, so that scores near its kink are found

    def discriminator(self, real, fake):
        return self.margin(1 - real).mean() + self.margin(1 + fake).mean()

    def generator(self, fake):
        return -fake.mean()


class LeastSquares(torch.nn.Module):
    def discriminator(self, real, fake):
        return ((real - 1) ** 2).mean() + (fake**2).mean()

    def generator(self, fake):
        return ((fake - 1) ** 2).mean()


def labels(like):
    """Those of real samples, and of made ones."""
    return torch.ones_like(like), torch.zeros_like(like)


def minimax_by_torch(real, fake):
    ones, zeros = labels(fake)
    return cross_entropy(real, ones) + cross_entropy(fake, zeros), -cross_entropy(fake, zeros)


def hinge_by_clamping(real, fake):
    return (1 - real).clamp(min=0).mean() + (1 + fake).clamp(min=0).mean(), (-fake).mean()


def least_squares_by_torch(real, fake):
    ones, zeros = labels(fake)
    return mse_loss(real, ones) + mse_loss(fake, zeros), mse_loss(fake, ones)


class GanWith(Gan):
    """The generator and discriminator of gan.py, taught by other losses."""

    def __init__(self, losses):
        super().__init__(**OPTIONS)
        self.losses = losses

    def forward(self, z, x, real, fake):
        return self.generator(z), self.score(x), self.losses.discriminator(real, fake), self.losses.generator(fake)


def loss_of_discriminator(model, inputs):
    made = model.generator(inputs["z_discriminator"])
    return model.losses.discriminator(model.score(inputs["x"]), model.score(made))


def loss_of_generator(model, inputs):
    return model.losses.generator(model.score(model.generator(inputs["z_generator"])))


PHASES = [
    Phase("discriminator", "discriminator", loss_of_discriminator),
    Phase("generator", "generator", loss_of_generator),
]
NAMES = ["generated", "score", "discriminator_loss", "generator_loss"]


def outputs(model, inputs):
    return dict(zip(NAMES, model(*(inputs[name] for name in ("z", "x", "real", "fake")))))


def case_of(name, title, source, losses, seed):
    rng = numpy.random.default_rng(seed)
    model = GanWith(losses).double()
    generic(rng, model, (6, 6, 3, 6, 6, 3))
    about = {
        "case": f"gan-{name}",
        "kind": "gan",
        "title": f"Generative adversarial network of points in the plane, {title}",
        "source": f"{source}; Goodfellow et al. 2014, algorithm 1; Adam: Kingma & Ba 2014, algorithm 1",
        "model": {"name": f"gan-{name}", "options": OPTIONS},
        "optimizer": ADAM,
        "phases": [phase.name for phase in PHASES],
        "notes": [
            "x: three clusters of points; z, z_discriminator and z_generator: standard normal; real and fake: scores, "
            "some of them +-100. Weights and inputs are float32 values.",
            f"ReLU in the generator, LeakyReLU of slope {SLOPE} in the discriminator, whose score has no sigmoid.",
            "discriminator_loss and generator_loss: at the scores real and fake.",
            *COMMON_NOTES,
            "No ReLU, LeakyReLU or margin is given a number within 0.0001 of 0, at the start or in any of the rounds.",
        ],
    }
    return Case(about, model, generic_inputs(rng), PHASES, outputs, (["z", "x", "real", "fake"], NAMES), 2 * BATCH)


def builder(name, title, source, losses, by_other, seed):
    def build(folder):
        case = case_of(name, title, source, losses(), seed)
        found = outputs(case.model, case.inputs)
        expected = by_other(case.inputs["real"], case.inputs["fake"])
        for loss, other in zip(("discriminator_loss", "generator_loss"), expected):
            assert torch.allclose(found[loss], other, **EXACT), loss
        adversarial.build(case, folder)

    return build


CASES = {
    "gan-minimax": builder(
        "minimax", "minimax", "Goodfellow et al. 2014 (arXiv:1406.2661), equation 1", Minimax, minimax_by_torch, 14
    ),
    "gan-hinge": builder(
        "hinge",
        "hinge losses",
        "Lim & Ye 2017 (arXiv:1705.02894); Miyato et al. 2018 (arXiv:1802.05957), equations 16 and 17",
        Hinge,
        hinge_by_clamping,
        9,
    ),
    "gan-least-squares": builder(
        "least-squares",
        "least squares",
        "Mao et al. 2017 (arXiv:1611.04076), equation 2 for the labels 1 and 0, twice",
        LeastSquares,
        least_squares_by_torch,
        4,
    ),
}
