"""Wasserstein generative adversarial networks of points, whose critic is kept near 1-Lipschitz in one of two ways.

Arjovsky, Chintala & Bottou 2017 (arXiv:1701.07875), algorithm 1, by clipping:

    critic: mean critic(G(z)) - mean critic(x), then every parameter of the critic is clipped to [-c, c]
    generator: -mean critic(G(z))

Gulrajani et al. 2017 (arXiv:1704.00028), algorithm 1, by a penalty, added to the critic's loss:

    lambda mean (|grad critic(x_hat)|_2 - 1)^2,   x_hat = alpha x + (1 - alpha) G(z)
"""

import numpy
import torch

import adversarial
from adversarial import ADAM, COMMON_NOTES, EXACT, SLOPE, Case, generic, normal, perceptron, uniform
from alternating import Phase, state
from gan import points, scores

SIZES = {"dim": 2, "latent": 3, "width": 12}
CLIP, LAMBDA, BATCH = 0.05, 10, 16
CLIPPED_SEED, PENALISED_SEED = 68, 117
RMSPROP = {"name": "rmsprop", "lr": 1e-3, "alpha": 0.99, "eps": 1e-8}
CLIPPED_KINK, PENALISED_KINK = 1e-5, 1e-4


def critic_loss(real, fake):
    return fake.mean() - real.mean()


def generator_loss(fake):
    return -fake.mean()


class Wgan(torch.nn.Module):
    def __init__(self, dim, latent, width):
        super().__init__()
        self.generator = perceptron([latent, width, width, dim], torch.nn.ReLU())
        self.critic = perceptron([dim, width, width, 1], torch.nn.LeakyReLU(SLOPE))

    def score(self, x):
        return self.critic(x).squeeze(1)

    def forward(self, z, x, real, fake):
        return self.generator(z), self.score(x), critic_loss(real, fake), generator_loss(fake)


def gradient_penalty(model, real, fake, alpha):
    """The penalty of lambda = 1."""
    between = (alpha.unsqueeze(1) * real + (1 - alpha.unsqueeze(1)) * fake).detach().requires_grad_()
    (gradient,) = torch.autograd.grad(model.score(between).sum(), between, create_graph=True)
    return ((gradient.square().sum(dim=1).sqrt() - 1) ** 2).mean()


def clipped_loss(model, inputs):
    return critic_loss(model.score(inputs["x"]), model.score(model.generator(inputs["z_critic"])))


def penalised_loss(model, inputs):
    fake = model.generator(inputs["z_critic"])
    return clipped_loss(model, inputs) + LAMBDA * gradient_penalty(model, inputs["x"], fake, inputs["alpha"])


def clip(model):
    for w in model.critic.parameters():
        w.data.clamp_(-CLIP, CLIP)


GENERATOR = Phase(
    "generator", "generator", lambda model, inputs: generator_loss(model.score(model.generator(inputs["z_generator"])))
)
CLIPPED = [Phase("critic", "critic", clipped_loss, clip), GENERATOR]
PENALISED = [Phase("critic", "critic", penalised_loss), GENERATOR]


def outputs(model, inputs):
    names = ("generated", "score", "critic_loss", "generator_loss")
    found = dict(zip(names, model(*(inputs[name] for name in ("z", "x", "real", "fake")))))
    penalty = gradient_penalty(model, *(inputs[name] for name in ("x", "fake_x", "alpha")))
    return {**found, "gradient_penalty": penalty}


def generic_inputs(rng):
    noise = {name: normal(rng, BATCH, SIZES["latent"]) for name in ("z", "z_critic", "z_generator")}
    given = {"x": points(rng), **noise, "real": scores(rng), "fake": scores(rng)}
    return {**given, "alpha": uniform(rng, BATCH), "fake_x": normal(rng, BATCH, SIZES["dim"])}


EXPORTED = ["z", "x", "real", "fake"], ["generated", "score", "critic_loss", "generator_loss"]
NOTES = [
    "x: three clusters of points; z, z_critic and z_generator: standard normal; real and fake: scores, some of them "
    "+-100. Weights and inputs are float32 values.",
    f"ReLU in the generator, LeakyReLU of slope {SLOPE} in the critic, which is high at data.",
    "critic_loss and generator_loss: at the scores real and fake, without a penalty.",
    "alpha: from U(0, 1); fake_x: standard normal. gradient_penalty: of lambda 1, between x and fake_x at alpha.",
    *COMMON_NOTES,
    "The last bias of the critic adds as much to both of its means: its gradient is exactly 0.",
]


def make_clipped(seed):
    rng = numpy.random.default_rng(seed)
    model = Wgan(**SIZES).double()
    generic(rng, model, (6, 6, 3, 6, 6, 3))
    for w in model.critic.parameters():
        adversarial.fill(rng, w, 1.5 * CLIP)
    about = {
        "case": "wgan",
        "kind": "wgan",
        "title": "Wasserstein generative adversarial network of points in the plane, by clipping",
        "source": "Arjovsky, Chintala & Bottou 2017 (arXiv:1701.07875), algorithm 1; RMSprop: Tieleman & Hinton 2012, "
        "lecture 6e",
        "model": {"name": "wgan", "options": {**SIZES, "clip": CLIP}},
        "optimizer": RMSPROP,
        "phases": [phase.name for phase in CLIPPED],
        "notes": [
            *NOTES,
            f"The critic starts from U({-1.5 * CLIP}, {1.5 * CLIP}), and is clipped to [{-CLIP}, {CLIP}] after each of "
            "its steps, weights and biases.",
            f"No ReLU or LeakyReLU is given a number within {CLIPPED_KINK} of 0, at the start or in any of the rounds.",
        ],
    }
    return Case(about, model, generic_inputs(rng), CLIPPED, outputs, EXPORTED, 2 * BATCH, CLIPPED_KINK)


def make_penalised(seed):
    rng = numpy.random.default_rng(seed)
    model = Wgan(**SIZES).double()
    generic(rng, model, (6, 6, 3, 6, 6, 3))
    about = {
        "case": "wgan-gp",
        "kind": "wgan",
        "title": "Wasserstein generative adversarial network of points in the plane, with gradient penalty",
        "source": "Gulrajani et al. 2017 (arXiv:1704.00028), equation 3 and algorithm 1; Adam: Kingma & Ba 2014, "
        "algorithm 1",
        "model": {"name": "wgan-gp", "options": {**SIZES, "lambda": LAMBDA}},
        "optimizer": {**ADAM, "beta1": 0.0, "beta2": 0.9},
        "phases": [phase.name for phase in PENALISED],
        "notes": [
            *NOTES,
            f"losses.critic includes {LAMBDA} times the penalty between x and G(z_critic), at the same alpha.",
            f"No ReLU or LeakyReLU is given a number within {PENALISED_KINK} of 0, at the start or in any of the "
            "rounds.",
        ],
    }
    return Case(about, model, generic_inputs(rng), PENALISED, outputs, EXPORTED, 2 * BATCH, PENALISED_KINK)


def check_clipping(case):
    """Some parameters of the critic are clipped after its first step, and some are not."""
    found = adversarial.compute(case, case.model, case.inputs)
    critic = torch.cat([found[f"after1.{name}"].flatten() for name in state(case.model) if name.startswith("critic")])
    assert critic.abs().max() == CLIP
    assert 0.2 < (critic.abs() == CLIP).double().mean() < 0.8


def slopes_by_hand(model, x):
    """The gradient of the critic at each x, by the product of its layers: w3 diag(s2) W2 diag(s1) W1."""
    weights, hidden = [layer for layer in model.critic if isinstance(layer, torch.nn.Linear)], []
    for layer in weights[:-1]:
        before = layer(x)
        hidden.append(torch.where(before > 0, torch.ones_like(before), SLOPE * torch.ones_like(before)))
        x = before * hidden[-1]
    first, second, last = (layer.weight for layer in weights)
    return ((last * hidden[1]) @ second * hidden[0]) @ first


def check_penalty(case):
    real, fake, alpha = (case.inputs[name] for name in ("x", "fake_x", "alpha"))
    slopes = slopes_by_hand(case.model, alpha[:, None] * real + (1 - alpha[:, None]) * fake)
    by_hand = ((torch.linalg.norm(slopes, dim=1) - 1) ** 2).mean()
    assert torch.allclose(gradient_penalty(case.model, real, fake, alpha), by_hand, **EXACT)


def check_no_cancelling(case):
    """A unit that is active for all samples has a bias whose two means cancel, of whose gradient only rounding is left."""
    found = adversarial.compute(case, case.model, case.inputs)
    for name in ("critic.0.bias", "critic.1.bias"):
        assert found[f"gradient.{name}"].abs().min() > 1e-6, f"{name}: choose another seed"
        assert (found[f"after10.{name}"] - case.model.state_dict()[name]).abs().min() > 1e-4, f"{name}: choose another seed"


def build_clipped(folder):
    case = make_clipped(CLIPPED_SEED)
    check_clipping(case)
    check_penalty(case)
    adversarial.build(case, folder)


def build_penalised(folder):
    case = make_penalised(PENALISED_SEED)
    check_penalty(case)
    check_no_cancelling(case)
    adversarial.build(case, folder)
