"""Generative adversarial networks of points and of small images: Goodfellow et al. 2014 (arXiv:1406.2661), equation 1 and section 3.

    V(D, G) = mean log D(x) + mean log (1 - D(G(z))),   D(x) = sigmoid(score(x))
    discriminator: ascends V, so its loss is -V = mean softplus(-score(x)) + mean softplus(score(G(z)))
    generator: -mean log D(G(z)) = mean softplus(-score(G(z))), the non-saturating loss

as log sigmoid(s) = -softplus(-s) and log(1 - sigmoid(s)) = -softplus(s).
"""

import copy

import numpy
import torch
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

import adversarial
from adversarial import ADAM, COMMON_NOTES, EXACT, SLOPE, Case, generic, normal, perceptron, softplus, uniform
from alternating import Phase, loss_and_gradients

OPTIONS = {"dim": 2, "latent": 3, "width": 12}
IMAGE_OPTIONS = {"dim": 16, "latent": 3, "width": 12}
BATCH, SEED, IMAGE_SEED, STEP = 16, 4, 10, 1e-3


def value_of(real, fake):
    """V at the scores of data and of made samples."""
    return -softplus(-real).mean() - softplus(fake).mean()


def generator_loss(fake):
    return softplus(-fake).mean()


class Gan(torch.nn.Module):
    def __init__(self, dim, latent, width):
        super().__init__()
        self.generator = perceptron([latent, width, width, dim], torch.nn.ReLU())
        self.discriminator = perceptron([dim, width, width, 1], torch.nn.LeakyReLU(SLOPE))

    def score(self, x):
        return self.discriminator(x).squeeze(1)

    def forward(self, z, x, real, fake):
        return self.generator(z), self.score(x), -value_of(real, fake), generator_loss(fake)


def value(model, inputs):
    """V of the two networks."""
    return value_of(model.score(inputs["x"]), model.score(model.generator(inputs["z_discriminator"])))


PHASES = [
    Phase("discriminator", "discriminator", lambda model, inputs: -value(model, inputs)),
    Phase(
        "generator",
        "generator",
        lambda model, inputs: generator_loss(model.score(model.generator(inputs["z_generator"]))),
    ),
]


def value_after(model, inputs, step):
    """V after theta + step * dV/dtheta, theta the discriminator's parameters."""
    model = copy.deepcopy(model)
    _, gradients = loss_and_gradients(model, PHASES[0], inputs)
    for name, w in PHASES[0].moved(model).items():
        w.data -= step * gradients[name]
    return value(model, inputs)


def outputs(model, inputs):
    names = ("generated", "score", "discriminator_loss", "generator_loss")
    found = dict(zip(names, model(*(inputs[name] for name in ("z", "x", "real", "fake")))))
    return {
        **found,
        "value": value_of(inputs["real"], inputs["fake"]),
        "value_at_start": value(model, inputs),
        "value_after_ascent": value_after(model, inputs, STEP),
        "value_after_descent": value_after(model, inputs, -STEP),
    }


def points(rng):
    """Three clusters in the plane."""
    centres = numpy.array([[1.5, 0.5], [-1.0, 1.2], [-0.3, -1.6]])
    spread = 0.4 * rng.standard_normal((BATCH, 2))
    return torch.from_numpy((centres[numpy.arange(BATCH) % 3] + spread).astype(numpy.float32).astype(float))


def scores(rng, batch=BATCH):
    """Scores from N(0, 9), of which two are so large that exp would overflow in float32."""
    found = 3 * normal(rng, batch)
    found[3], found[5] = 100, -100
    return found.float().double()


def images(rng):
    """Pixels from U(0, 1)."""
    return uniform(rng, BATCH, IMAGE_OPTIONS["dim"])


def generic_inputs(rng, draw=points):
    latent = OPTIONS["latent"]
    noise = {name: normal(rng, BATCH, latent) for name in ("z", "z_discriminator", "z_generator")}
    return {"x": draw(rng), **noise, "real": scores(rng), "fake": scores(rng)}


def check_losses(case):
    """The losses are torch's binary cross-entropies, and the step up the gradient is the one that raises V."""
    found, ones = outputs(case.model, case.inputs), torch.ones(BATCH, dtype=torch.float64)
    real, fake = case.inputs["real"], case.inputs["fake"]
    by_torch = cross_entropy(real, ones) + cross_entropy(fake, 0 * ones)
    assert torch.allclose(found["discriminator_loss"], by_torch, **EXACT)
    assert torch.allclose(found["generator_loss"], cross_entropy(fake, ones), **EXACT)
    assert found["value_after_descent"] < found["value_at_start"] < found["value_after_ascent"]


def make_case(name, title, of_x, options, draw, seed):
    rng = numpy.random.default_rng(seed)
    model = Gan(**options).double()
    generic(rng, model, (6, 6, 3, 6, 6, 3))
    about = {
        "case": name,
        "kind": "gan",
        "title": f"Generative adversarial network of {title}, non-saturating",
        "source": "Goodfellow et al. 2014 (arXiv:1406.2661), equation 1, algorithm 1 and section 3; Adam: Kingma & Ba "
        "2014, algorithm 1",
        "model": {"name": name, "options": options},
        "optimizer": ADAM,
        "phases": [phase.name for phase in PHASES],
        "notes": [
            f"x: {of_x}; z, z_discriminator and z_generator: standard normal; real and fake: scores, "
            "some of them +-100. Weights and inputs are float32 values.",
            f"score: the logit of D. ReLU in the generator, LeakyReLU of slope {SLOPE} in the discriminator.",
            "discriminator_loss, generator_loss and value (V): at the scores real and fake.",
            "The discriminator ascends V; the lecture's slide writes descent. value_at_start is V at x and "
            f"z_discriminator, value_after_ascent V after theta + {STEP} dV/dtheta, theta the discriminator's "
            f"parameters, and value_after_descent V after theta - {STEP} dV/dtheta: the first is above it, the second "
            "below.",
            *COMMON_NOTES,
            "No ReLU or LeakyReLU is given a number within 0.0001 of 0, at the start or in any of the rounds.",
        ],
    }
    exported = ["z", "x", "real", "fake"], ["generated", "score", "discriminator_loss", "generator_loss"]
    # The longest sums: the gradients of the discriminator, over data and made samples.
    return Case(about, model, generic_inputs(rng, draw), PHASES, outputs, exported, 2 * BATCH)


def write(case, folder):
    check_losses(case)
    adversarial.build(case, folder)


def build(folder):
    write(make_case("gan", "small images", "pixels from U(0, 1)", IMAGE_OPTIONS, images, IMAGE_SEED), folder)


def build_2d(folder):
    write(make_case("gan-2d", "points in the plane", "three clusters of points", OPTIONS, points, SEED), folder)
