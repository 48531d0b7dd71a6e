"""A CycleGAN of 8 x 8 grey images: Zhu, Park, Isola & Efros 2017 (arXiv:1703.10593), eqs. 1 to 3, sections 4 and 5.2.

    fake_b = a_to_b(a),   fake_a = b_to_a(b),   |.|: the mean of absolute differences
    cycle = |b_to_a(fake_b) - a| + |a_to_b(fake_a) - b|,   identity = |b_to_a(a) - a| + |a_to_b(b) - b|
    generators: mean (D_b(fake_b) - 1)^2 + mean (D_a(fake_a) - 1)^2 + 10 cycle + 5 identity
    discriminators: 1/2 [mean (D_a(a) - 1)^2 + mean D_a(shown_a)^2] + 1/2 [mean (D_b(b) - 1)^2 + mean D_b(shown_b)^2]

shown_a and shown_b: fake_a and fake_b, some of them exchanged for older ones: Shrivastava, Pfister, Tuzel, Susskind, Wang &
Webb 2017 (arXiv:1612.07828), section 2.3, image by image as Zhu et al., section 4, have it.
The least-squares losses: Mao et al. 2017 (arXiv:1611.04076); discriminators of patches: Isola et al. 2017
(arXiv:1611.07004); instance norm: Ulyanov, Vedaldi & Lempitsky 2016 (arXiv:1607.08022).
"""

import copy
import itertools

import numpy
import torch
from torch.nn import Conv2d, ConvTranspose2d, ModuleDict, ModuleList

import adversarial
import digits
from adversarial import ADAM, COMMON_NOTES, EXACT, SLOPE, Case, generic, uniform
from alternating import Absolute, Phase, loss_and_gradients

OPTIONS = {"dim": 64, "channels": 3, "blocks": 1, "pool": 4}
CYCLE, IDENTITY, BATCH, SIDE, SEED, KINK = 10, 5, 3, 8, 4, 1e-5
# Pool a: the second and third image take the place that the first has filled. Pool b: the second is never kept.
DRAWS = {
    "coin_a": [0.25, 0.375, 0.125],
    "slot_a": [0.375, 0.875, 0.8125],
    "coin_b": [0.4375, 0.75, 0.0625],
    "slot_b": [0.125, 0.625, 0.5625],
}


def as_image(x):
    """[N, 64] in [0, 1] as [N, 1, 8, 8] in [-1, 1]."""
    return (2 * x - 1).reshape(-1, 1, SIDE, SIDE)


class Translator(torch.nn.Module):
    """Down, residual blocks, up; every convolution but the last is followed by an instance norm."""

    def __init__(self, channels, blocks):
        super().__init__()
        wide = 2 * channels
        within = [Conv2d(wide, wide, 3, 1, 1) for _ in range(2 * blocks)]
        first, down = Conv2d(1, channels, 3, 1, 1), Conv2d(channels, wide, 4, 2, 1)
        up, last = ConvTranspose2d(wide, channels, 4, 2, 1), Conv2d(channels, 1, 3, 1, 1)
        self.conv = ModuleList([first, down, *within, up, last])
        self.norm = torch.nn.InstanceNorm2d(0)
        self.activation = torch.nn.ReLU()

    def forward(self, x):
        first, down, *within, up, last = self.conv
        value = self.activation(self.norm(first(as_image(x))))
        value = self.activation(self.norm(down(value)))
        for one, two in zip(within[::2], within[1::2]):
            value = value + self.norm(two(self.activation(self.norm(one(value)))))
        value = self.activation(self.norm(up(value)))
        return ((torch.tanh(last(value)) + 1) / 2).flatten(1)


class PatchDiscriminator(torch.nn.Module):
    """A map of 4 x 4 scores, each of a patch."""

    def __init__(self, channels):
        super().__init__()
        layers = [
            Conv2d(1, channels, 4, 2, 1),
            Conv2d(channels, 2 * channels, 3, 1, 1),
            Conv2d(2 * channels, 1, 3, 1, 1),
        ]
        self.conv = ModuleList(layers)
        self.norm = torch.nn.InstanceNorm2d(0)
        self.activation = torch.nn.LeakyReLU(SLOPE)

    def forward(self, x):
        value = self.activation(self.conv[0](as_image(x)))
        return self.conv[2](self.activation(self.norm(self.conv[1](value))))


class ImagePool(torch.nn.Module):
    """The first images are kept; a later one is shown itself, or takes the place of a kept one that is shown."""

    def __init__(self, capacity, dim):
        super().__init__()
        self.register_buffer("images", torch.zeros(capacity, dim))
        self.register_buffer("entered", torch.zeros(()))

    def show(self, image, coin, slot):
        entered, capacity = int(self.entered), len(self.images)
        if entered < capacity:
            self.images[entered] = image
            self.entered += 1
            return image
        if coin >= 0.5:
            return image
        place = int(slot * capacity)
        old = self.images[place].clone()
        self.images[place] = image
        return old

    def forward(self, images, coins, slots):
        return torch.stack([self.show(*given) for given in zip(images.detach(), coins, slots)])


class CycleGan(torch.nn.Module):
    def __init__(self, dim, channels, blocks, pool):
        super().__init__()
        assert dim == SIDE * SIDE
        self.generator = ModuleDict({name: Translator(channels, blocks) for name in ("a_to_b", "b_to_a")})
        self.discriminator = ModuleDict({name: PatchDiscriminator(channels) for name in ("a", "b")})
        self.pool = ModuleDict({name: ImagePool(pool, dim) for name in ("a", "b")})
        self.absolute = Absolute()

    def a_to_b(self, a):
        return self.generator["a_to_b"](a)

    def b_to_a(self, b):
        return self.generator["b_to_a"](b)

    def distance(self, one, other):
        return self.absolute(one - other).mean()

    def cycle_loss(self, a, b):
        return self.distance(self.b_to_a(self.a_to_b(a)), a) + self.distance(self.a_to_b(self.b_to_a(b)), b)

    def identity_loss(self, a, b):
        return self.distance(self.b_to_a(a), a) + self.distance(self.a_to_b(b), b)

    def forward(self, a, b):
        return self.a_to_b(a), self.b_to_a(b), self.cycle_loss(a, b), self.identity_loss(a, b)


def squared(scores, target):
    return ((scores - target) ** 2).mean()


def loss_of_generators(model, inputs):
    a, b = inputs["a"], inputs["b"]
    scores_a, scores_b = model.discriminator["a"](model.b_to_a(b)), model.discriminator["b"](model.a_to_b(a))
    kept = CYCLE * model.cycle_loss(a, b) + IDENTITY * model.identity_loss(a, b)
    return squared(scores_b, 1) + squared(scores_a, 1) + kept


def loss_of_discriminators(model, inputs):
    """It renews the pools, too."""
    a, b = inputs["a"], inputs["b"]
    loss = 0
    for name, real, fake in (("a", a, model.b_to_a(b)), ("b", b, model.a_to_b(a))):
        shown = model.pool[name](fake, inputs[f"coin_{name}"], inputs[f"slot_{name}"])
        judge = model.discriminator[name]
        loss = loss + (squared(judge(real), 1) + squared(judge(shown), 0)) / 2
    return loss


PHASES = [
    Phase("generators", "generator", loss_of_generators),
    Phase("discriminators", "discriminator", loss_of_discriminators),
]


def outputs(model, inputs):
    names = ("in_b", "in_a", "cycle_loss", "identity_loss")
    patches = {f"score_{name}": model.discriminator[name](inputs[name]).flatten(1) for name in ("a", "b")}
    return {**dict(zip(names, model(inputs["a"], inputs["b"]))), **patches}


def silent_biases(model):
    """The biases before an instance norm, which takes the mean of each channel away again."""
    generators = [
        f"generator.{name}.conv.{index}.bias"
        for name, translator in model.generator.items()
        for index in range(len(translator.conv) - 1)
    ]
    return (*generators, *(f"discriminator.{name}.conv.1.bias" for name in model.discriminator))


def generic_inputs(rng):
    """a: digits; b: other digits in negative, each pixel mixed with a little noise so that no image is flat; draws."""
    images = torch.from_numpy(digits.scaled())
    mixed = 0.9 * torch.cat([images[:BATCH], 1 - images[BATCH : 2 * BATCH]]) + 0.1 * uniform(rng, 2 * BATCH, 64)
    a, b = mixed.float().double().split(BATCH)
    draws = {name: torch.tensor(values).double() for name, values in DRAWS.items()}
    return {"a": a, "b": b, **draws}


def begin_pools(rng, model):
    """One place of each pool is free: the first image fills it, and the next may take it."""
    for pool in model.pool.values():
        kept = len(pool.images) - 1
        pool.images[:kept] = uniform(rng, kept, SIDE * SIDE)
        pool.entered += kept


def make_case(seed):
    rng = numpy.random.default_rng(seed)
    model = CycleGan(**OPTIONS).double()
    generic(rng, model, itertools.repeat(3))
    begin_pools(rng, model)
    silent = silent_biases(model)
    about = {
        "case": "cyclegan",
        "kind": "translator",
        "title": "CycleGAN between 8 x 8 images, with instance norm and discriminators of patches",
        "source": "Zhu, Park, Isola & Efros 2017 (arXiv:1703.10593), eqs. 1 to 3, sections 4 and 5.2; least-squares "
        "losses: Mao et al. 2017 (arXiv:1611.04076); instance norm: Ulyanov et al. 2016 (arXiv:1607.08022); Adam: "
        "Kingma & Ba 2014, algorithm 1",
        "model": {"name": "cyclegan", "options": OPTIONS},
        "optimizer": {**ADAM, "lr": 2e-4},
        "phases": [phase.name for phase in PHASES],
        "notes": [
            "a: digits; b: other digits in negative; both are 9 parts an image of goldens/data/digits.safetensors and "
            "1 part U(0, 1). Weights and inputs are float32 values.",
            "Kernels, strides and paddings: generators 3, 1, 1; 4, 2, 1; two of 3, 1, 1 a residual block; transposed "
            "4, 2, 1; 3, 1, 1, numbered in the order of use; discriminators 4, 2, 1; 3, 1, 1; 3, 1, 1. Weights lie as "
            "in PyTorch: [out, in, k, k], and [in, out, k, k] where transposed.",
            "Images are (tanh + 1) / 2; the networks take 2 x - 1. Instance norm: eps 1e-5, variance divided by n, no "
            f"scale or shift. ReLU in the generators, LeakyReLU of slope {SLOPE} in the discriminators.",
            "in_b = a_to_b(a), in_a = b_to_a(b); cycle_loss and identity_loss: without their factors "
            f"({CYCLE} and {IDENTITY} in losses.generators); score_a and score_b: the 16 scores of each image a and b.",
            "The discriminators see what the generators make after their step of the round, through a pool for each "
            "domain: pool.*.images has 4 places, of which pool.*.entered, 3 at the start, are taken. The images of a "
            "batch enter in their order. While a place is free an image is kept in the first free one, and shown. Later, "
            "where its coin is 0.5 or more, it is shown and not kept; else it takes place floor(4 slot), and the image "
            "that was there is shown. coin_* and slot_* are the same in each round.",
            *COMMON_NOTES,
            "The biases before an instance norm move nothing: their gradients are exactly 0 here and they stay as they "
            "were. A program finds rounding in place of the 0, which Adam divides by its own size; after_steps in "
            "`tolerance` has bounds of their own for them.",
            f"No ReLU, LeakyReLU or absolute value is given a number within {KINK} of 0, at the start or in any of the "
            "rounds.",
        ],
    }
    exported = ["a", "b"], ["in_b", "in_a", "cycle_loss", "identity_loss"]
    # The longest sum: the gradient of a generator's last bias, over every pixel of the batch.
    longest_sum = BATCH * OPTIONS["dim"]
    return Case(about, model, generic_inputs(rng), PHASES, outputs, exported, longest_sum, KINK, silent)


def check_silence(case):
    """Autograd finds no more than rounding for the silent biases, and something for every other parameter."""
    for phase in PHASES:
        _, gradients = loss_and_gradients(copy.deepcopy(case.model), phase, case.inputs)
        for name, gradient in gradients.items():
            assert (gradient.abs().max() < 1e-14) == (name in case.silent), name


def check_norm(case):
    """Instance norm by its formula, in the first layer."""
    translator = case.model.generator["a_to_b"]
    value = translator.conv[0](as_image(case.inputs["a"]))
    centred = value - value.mean(dim=(2, 3), keepdim=True)
    by_hand = centred / torch.sqrt((centred**2).mean(dim=(2, 3), keepdim=True) + 1e-5)
    assert torch.allclose(translator.norm(value), by_hand, **EXACT)


def build(folder):
    case = make_case(SEED)
    check_silence(case)
    check_norm(case)
    adversarial.build(case, folder)
