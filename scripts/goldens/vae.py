"""Variational autoencoders: Kingma & Welling 2014 (arXiv:1312.6114), with appendices B and C.

    q(z|x) = N(z; mean, exp(spread)),   p(z) = N(z; 0, I),   spread: the log variance
    z = mean + exp(spread / 2) eps,   eps ~ N(0, I)
    kl = 1/2 sum (mean^2 + exp(spread) - 1 - spread)
    elbo = log p(x|z) - kl,   loss = -mean over the batch of elbo

The importance-weighted bound of K samples is that of Burda, Grosse & Salakhutdinov 2016 (arXiv:1509.00519), section 3:

    iwae = log 1/K sum_k p(x|z_k) p(z_k) / q(z_k|x)
"""

import math

import torch

LOG_2_PI = math.log(2 * math.pi)


def dense_layers(sizes):
    return torch.nn.ModuleList(torch.nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))


def log_normal(value, mean, spread):
    """log N(value; mean, exp(spread)), summed over the last axis."""
    return -0.5 * ((value - mean) ** 2 * torch.exp(-spread) + spread + LOG_2_PI).sum(dim=-1)


def misprinted_log_normal(value, mean, spread):
    """The lecture's slide: the squared term without its 1/2."""
    return -((value - mean) ** 2 * torch.exp(-spread) + 0.5 * (spread + LOG_2_PI)).sum(dim=-1)


def softplus(value):
    """log(1 + exp(value)) without overflow; torch's own leaves out exp(-value) from 20 on."""
    return torch.relu(value) + torch.log1p(torch.exp(-torch.abs(value)))


class Vae(torch.nn.Module):
    """What both decoders share: one hidden layer with ReLU in the encoder, one in the decoder."""

    def __init__(self, dim, latent, width, outputs):
        super().__init__()
        self.dim, self.latent = dim, latent
        self.encoder = dense_layers([dim, width, 2 * latent])
        self.decoder = dense_layers([latent, width, outputs])
        self.hidden = []

    def perceptron(self, layers, value):
        """Dense, ReLU, dense; what the ReLU is given is kept."""
        before = layers[0](value)
        self.hidden.append(before.detach().flatten(0, -2))
        return layers[1](torch.relu(before))

    def encode(self, x):
        return self.perceptron(self.encoder, x).split(self.latent, dim=-1)

    def forward(self, x, eps):
        self.hidden = []
        mean, spread = self.encode(x)
        z = mean + torch.exp(spread / 2) * eps
        reconstruction = self.log_likelihood(x, z)
        kl = 0.5 * (mean**2 + torch.exp(spread) - 1 - spread).sum(dim=-1)
        return mean, spread, z, reconstruction - kl, reconstruction, kl

    def loss(self, x, eps):
        return -self.forward(x, eps)[3].mean()

    def log_weights(self, x, eps):
        """log p(x|z_k) p(z_k) / q(z_k|x), [N, K], for eps [N, K, latent]."""
        mean, spread = (value.unsqueeze(1) for value in self.encode(x))
        z = mean + torch.exp(spread / 2) * eps
        prior = log_normal(z, torch.zeros_like(z), torch.zeros_like(z))
        return self.log_likelihood(x.unsqueeze(1), z) + prior - log_normal(z, mean, spread)

    def iwae(self, x, eps):
        return torch.logsumexp(self.log_weights(x, eps), dim=1) - math.log(eps.shape[1])


class BernoulliVae(Vae):
    """Each pixel is in [0, 1]; the decoder gives the logit of its being 1."""

    def __init__(self, dim, latent, width):
        super().__init__(dim, latent, width, dim)

    def decode(self, z):
        return {"decoded_logits": self.perceptron(self.decoder, z)}

    def log_likelihood(self, x, z):
        logits = self.decode(z)["decoded_logits"]
        return (x * logits - softplus(logits)).sum(dim=-1)


class GaussianVae(Vae):
    """The decoder gives each pixel's mean and log variance."""

    def __init__(self, dim, latent, width):
        super().__init__(dim, latent, width, 2 * dim)

    def decode(self, z):
        mean, spread = self.perceptron(self.decoder, z).split(self.dim, dim=-1)
        return {"decoded_mean": mean, "decoded_spread": spread}

    def log_likelihood(self, x, z):
        return log_normal(x, *self.decode(z).values())

    def misprinted_log_likelihood(self, x, z):
        return misprinted_log_normal(x, *self.decode(z).values())
