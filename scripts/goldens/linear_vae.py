"""The linear variational autoencoder, which is probabilistic PCA: Tipping & Bishop 1999; Lucas et al. 2019, section 4.

    q(z|x) = N(V x + c, diag exp(d)),   p(x|z) = N(W z + b, exp(s) I),   p(z) = N(0, I)

d (one log variance a latent) and s (one for all of x) are parameters of their own. z, kl, elbo, loss and iwae are as in
vae.py. The likelihood is known: p(x) = N(b, W W' + exp(s) I).
"""

import copy

import numpy
import torch
from torch.distributions import MultivariateNormal, Normal, kl_divergence

import adam
import digits
from export import export
from golden import as_arrays, rounded, write_case
from vae import log_normal

OPTIONS = {"dim": 64, "latent": 3}
BATCH, SAMPLES = 16, 4
EXACT = {"rtol": 0, "atol": 1e-10}


class AffineGaussian(torch.nn.Linear):
    """Means by an affine map, and log variances that no input moves."""

    def __init__(self, inputs, outputs, variances):
        super().__init__(inputs, outputs)
        self.log_variance = torch.nn.Parameter(torch.zeros(variances))

    def forward(self, value):
        mean = super().forward(value)
        return mean, self.log_variance.expand_as(mean)


class LinearVae(torch.nn.Module):
    def __init__(self, dim, latent):
        super().__init__()
        self.encoder = AffineGaussian(dim, latent, latent)
        self.decoder = AffineGaussian(latent, dim, 1)

    def forward(self, x, eps):
        mean, spread = self.encoder(x)
        z = mean + torch.exp(spread / 2) * eps
        reconstruction = log_normal(x, *self.decoder(z))
        kl = 0.5 * (mean**2 + torch.exp(spread) - 1 - spread).sum(dim=-1)
        return mean, spread, z, reconstruction - kl, reconstruction, kl

    def loss(self, x, eps):
        return -self.forward(x, eps)[3].mean()

    def iwae(self, x, eps):
        mean, spread = (value.unsqueeze(1) for value in self.encoder(x))
        z = mean + torch.exp(spread / 2) * eps
        zeros = torch.zeros_like(z)
        joint = log_normal(x.unsqueeze(1), *self.decoder(z)) + log_normal(z, zeros, zeros)
        weights = joint - log_normal(z, mean, spread)
        return torch.logsumexp(weights, dim=1) - numpy.log(SAMPLES)

    def evidence(self):
        """p(x), by its covariance."""
        w, noise = self.decoder.weight, torch.exp(self.decoder.log_variance)
        return MultivariateNormal(self.decoder.bias, w @ w.T + noise * torch.eye(len(w), dtype=w.dtype))

    def posterior(self, x):
        """p(z|x) (Tipping & Bishop 1999, eq. 7)."""
        w, noise = self.decoder.weight, torch.exp(self.decoder.log_variance)
        m = w.T @ w / noise + torch.eye(w.shape[1], dtype=w.dtype)
        centre = torch.linalg.solve(m, (w.T / noise) @ (x - self.decoder.bias).T).T
        return MultivariateNormal(centre, precision_matrix=m)


def generic_model(rng):
    """Weights from U(-1, 1) sqrt(3 / fan_in), biases from U(-1, 1) / 2, log variances from U(-1.5, 0.5)."""
    model = LinearVae(**OPTIONS).double()
    for layer in (model.encoder, model.decoder):
        bound = (3 / layer.in_features) ** 0.5
        for tensor, low, high in (
            (layer.weight, -bound, bound),
            (layer.bias, -0.5, 0.5),
            (layer.log_variance, -1.5, 0.5),
        ):
            tensor.data = torch.from_numpy(rounded(rng.uniform(low, high, tuple(tensor.shape))))
    return model


def generic_inputs(rng):
    latent = OPTIONS["latent"]
    shapes = {"eps": (BATCH, latent), "eps_k": (BATCH, SAMPLES, latent), "z_in": (BATCH, latent)}
    noise = {name: torch.from_numpy(rounded(rng.standard_normal(shape))) for name, shape in shapes.items()}
    return {"x": torch.from_numpy(digits.scaled())[:BATCH], **noise}


def compute(model, inputs):
    x, eps = inputs["x"], inputs["eps"]
    names = ("mean", "spread", "z", "elbo", "reconstruction", "kl")
    found = dict(zip(names, model(x, eps)))
    found["decoded_mean"], found["decoded_spread"] = model.decoder(inputs["z_in"])
    found["iwae"] = model.iwae(x, inputs["eps_k"])
    found["loss"] = model.loss(x, eps)
    found["log_evidence"] = model.evidence().log_prob(x)
    found.update(adam.train(model, lambda m: m.loss(x, eps)))
    return found


def check(model, inputs, found):
    x, eps = inputs["x"], inputs["eps"]
    q = Normal(found["mean"], torch.exp(found["spread"] / 2))
    assert torch.allclose(found["kl"], kl_divergence(q, Normal(0.0, 1.0)).sum(dim=1), **EXACT)
    # Bayes: log p(x) = log p(x|z) + log p(z) - log p(z|x), whatever z is.
    prior = Normal(torch.zeros_like(found["z"]), torch.ones_like(found["z"]))
    joint = found["reconstruction"] + prior.log_prob(found["z"]).sum(dim=1)
    posterior = model.posterior(x)
    assert torch.allclose(joint - posterior.log_prob(found["z"]), found["log_evidence"], **EXACT)
    # The mean of the bound is the likelihood less KL(q to p(z|x)). It is quadratic in eps: six nodes give its mean.
    latent = OPTIONS["latent"]
    nodes = latent**0.5 * torch.cat([torch.eye(latent), -torch.eye(latent)]).double()
    bound = sum(model(x, node.expand_as(eps))[3] for node in nodes) / len(nodes)
    gap = kl_divergence(MultivariateNormal(q.mean, torch.diag_embed(q.variance)), posterior)
    assert torch.allclose(bound, found["log_evidence"] - gap, **EXACT) and gap.min() > 0.01
    adam.check_against_torch(model, lambda m: m.loss(x, eps), found)


def build(folder):
    rng = numpy.random.default_rng(307)
    model, inputs = generic_model(rng), generic_inputs(rng)
    found = compute(model, inputs)
    check(model, inputs, found)
    single = compute(copy.deepcopy(model).float(), {key: value.float() for key, value in inputs.items()})
    outputs = ["mean", "spread", "z", "elbo", "reconstruction", "kl"]
    arguments = (inputs["x"], inputs["eps"])
    export(model, arguments, folder / "reference.onnx", ["x", "eps"], outputs, batched=["x", "eps", *outputs])
    about = {
        "case": "linear-vae",
        "kind": "vae",
        "title": "Linear variational autoencoder: probabilistic principal component analysis",
        "source": "Tipping & Bishop 1999, eqs. 1 to 8; Lucas et al. 2019 (arXiv:1911.02469), section 4; iwae: Burda et al. "
        "2016 (arXiv:1509.00519), section 3; Adam: Kingma & Ba 2014, algorithm 1",
        "notes": [
            "x: the first 16 images of goldens/data/digits.safetensors, grey value / 16. eps, eps_k and z_in: standard "
            "normal. Weights and inputs are float32 values.",
            "spread is the log variance of q(z|x), encoder.log_variance for every x; decoded_spread that of every pixel, "
            "decoder.log_variance. z = mean + exp(spread / 2) * eps.",
            "log_evidence: log N(x; b, W W' + sigma^2 I), in nats. The mean of elbo over eps is less by KL(q to p(z|x)).",
            "losses: before each of 10 full-batch Adam steps, and after the last; eps is the same in every step.",
        ],
        "model": {"name": "linear-vae", "options": OPTIONS},
        "optimizer": adam.SETTINGS,
    }
    weights = as_arrays(dict(model.named_parameters()))
    write_case(folder, about, weights, as_arrays(inputs), as_arrays(found), as_arrays(single), OPTIONS["dim"])
