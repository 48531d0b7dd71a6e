"""A variational autoencoder with a Laplace posterior, for which Kingma & Welling 2014 (arXiv:1312.6114) gives the means.

    q(z|x) = Laplace(mean, b),   2 b^2 = exp(spread), the variance of q;   p(z) = N(z; 0, I)
    z = mean + b eps,   eps a standard Laplace draw                                              (section 2.4)
    elbo = log p(x|z) - kl,   kl = log q(z|x) - log p(z), an estimate by the one z that is drawn       (eq. 6)

The decoder is that of vae.py's BernoulliVae, and so is the encoder's network.
"""

import copy
import math

import numpy
import torch
from torch.distributions import Laplace, Normal

import adam
import digits
from export import export
from golden import as_arrays, rounded, write_case
from vae import LOG_2_PI, BernoulliVae

OPTIONS = {"dim": 64, "latent": 2, "width": 20}
# The first seed from 700 whose ReLUs keep their distance from their kinks.
SEED = 704
BATCH, SAMPLES, KINK = 16, 4, 1e-4
EXACT = {"rtol": 0, "atol": 1e-10}


class LaplaceVae(BernoulliVae):
    def draw(self, mean, spread, eps):
        """z, and log q(z|x) - log p(z)."""
        scale = torch.exp(spread / 2) / math.sqrt(2)
        z = mean + scale * eps
        log_q = -(torch.abs(z - mean) / scale + torch.log(2 * scale)).sum(dim=-1)
        log_p = -0.5 * (z**2 + LOG_2_PI).sum(dim=-1)
        return z, log_q - log_p

    def forward(self, x, eps):
        self.hidden = []
        mean, spread = self.encode(x)
        z, kl = self.draw(mean, spread, eps)
        reconstruction = self.log_likelihood(x, z)
        return mean, spread, z, reconstruction - kl, reconstruction, kl

    def log_weights(self, x, eps):
        mean, spread = (value.unsqueeze(1) for value in self.encode(x))
        z, kl = self.draw(mean, spread, eps)
        return self.log_likelihood(x.unsqueeze(1), z) - kl


def generic_model(rng):
    """First layers from U(-sqrt(6/fan_in), sqrt(6/fan_in)); second layers and biases from U(-1, 1)/sqrt(fan_in)."""
    model = LaplaceVae(**OPTIONS).double()
    for layers in (model.encoder, model.decoder):
        for layer, square in zip(layers, (6, 1)):
            for tensor, size in ((layer.weight, square), (layer.bias, 1)):
                bound = (size / layer.in_features) ** 0.5
                tensor.data = torch.from_numpy(rounded(rng.uniform(-bound, bound, tuple(tensor.shape))))
    return model


def generic_inputs(rng):
    latent = OPTIONS["latent"]
    found = {"x": torch.from_numpy(digits.scaled())[:BATCH]}
    for name, shape in (("eps", (BATCH, latent)), ("eps_k", (BATCH, SAMPLES, latent))):
        found[name] = torch.from_numpy(rounded(rng.laplace(size=shape)))
    found["z_in"] = torch.from_numpy(rounded(rng.standard_normal((BATCH, latent))))
    return found


def compute(model, inputs):
    x, eps = inputs["x"], inputs["eps"]
    names = ("mean", "spread", "z", "elbo", "reconstruction", "kl")
    found = {**dict(zip(names, model(x, eps))), **model.decode(inputs["z_in"])}
    found["iwae"] = model.iwae(x, inputs["eps_k"])
    found["loss"] = model.loss(x, eps)
    found.update(adam.train(model, lambda m: m.loss(x, eps)))
    return found


def nearest_kink(model, inputs):
    """How near any ReLU's argument comes to 0: by every input at the start, and in each state of the training."""
    model, hidden = copy.deepcopy(model), []

    def watched(trained):
        loss = trained.loss(inputs["x"], inputs["eps"])
        hidden.extend(trained.hidden)
        return loss

    adam.train(model, watched)
    model.hidden = hidden
    model.iwae(inputs["x"], inputs["eps_k"])
    model.decode(inputs["z_in"])
    return float(min(value.abs().min() for value in hidden))


def check(model, inputs, found):
    assert nearest_kink(model, inputs) > KINK
    posterior = Laplace(found["mean"], torch.exp(found["spread"] / 2) / math.sqrt(2))
    assert torch.allclose(posterior.variance, torch.exp(found["spread"]), **EXACT)
    prior = Normal(torch.zeros_like(found["z"]), torch.ones_like(found["z"]))
    ratio = (posterior.log_prob(found["z"]) - prior.log_prob(found["z"])).sum(dim=1)
    assert torch.allclose(found["kl"], ratio, **EXACT)
    assert torch.allclose(found["loss"], (ratio - found["reconstruction"]).mean(), **EXACT)
    alone = model.iwae(inputs["x"], inputs["eps"].unsqueeze(1))
    assert torch.allclose(alone, found["elbo"], **EXACT)
    adam.check_against_torch(model, lambda m: m.loss(inputs["x"], inputs["eps"]), found)


def build(folder):
    rng = numpy.random.default_rng(SEED)
    model, inputs = generic_model(rng), generic_inputs(rng)
    found = compute(model, inputs)
    check(model, inputs, found)
    single = compute(copy.deepcopy(model).float(), {key: value.float() for key, value in inputs.items()})
    outputs = ["mean", "spread", "z", "elbo", "reconstruction", "kl"]
    arguments = (inputs["x"], inputs["eps"])
    export(model, arguments, folder / "reference.onnx", ["x", "eps"], outputs, batched=["x", "eps", *outputs])
    about = {
        "case": "laplace-vae",
        "kind": "vae",
        "title": "Variational autoencoder with a Laplace posterior and Bernoulli pixels",
        "source": "Kingma & Welling 2014 (arXiv:1312.6114), section 2.4 and eq. 6; iwae: Burda et al. 2016 "
        "(arXiv:1509.00519), section 3; Adam: Kingma & Ba 2014, algorithm 1",
        "notes": [
            "x: the first 16 images of goldens/data/digits.safetensors, grey value / 16. eps and eps_k: standard Laplace; "
            "z_in: standard normal. Weights and inputs are float32 values.",
            "spread is the log variance of q(z|x): the encoder's last `latent` outputs; mean is its first. The scale is "
            "b = exp(spread / 2) / sqrt(2), and z = mean + b * eps. The index in a parameter's name counts dense layers.",
            "decoded_logits: the decoder's outputs at z_in. reconstruction = log p(x|z) at z, in nats; kl = log q(z|x) - "
            "log p(z) at z, whose mean under q is the divergence; elbo = reconstruction - kl; loss = -mean of elbo.",
            "losses: before each of 10 full-batch Adam steps, and after the last; eps is the same in every step.",
            f"No ReLU is given a number within {KINK} of 0, by any input at the start or by x and eps after any of "
            "Adam's steps.",
        ],
        "model": {"name": "laplace-vae", "options": OPTIONS},
        "optimizer": adam.SETTINGS,
    }
    weights = as_arrays(dict(model.named_parameters()))
    write_case(folder, about, weights, as_arrays(inputs), as_arrays(found), as_arrays(single), OPTIONS["dim"])
