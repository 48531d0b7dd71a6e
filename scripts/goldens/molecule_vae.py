"""A character VAE of strings with a property head: Gomez-Bombarelli et al. 2016 (arXiv:1610.02415), in small.

    encoder:  c = tanh(conv1d(tanh(conv1d(x)))), kernels of 5 over the characters, no padding;
              mean, spread = the halves of dense(tanh(dense(c as one row))),   spread: the log variance
    decoder:  u_t = [tanh(dense(z)), x_{t-1}], x_0 = 0;   h = GRU(u), h_0 = 0;   logits_t = dense(h_t)
    head:     predicted = dense(tanh(dense(z)))

    z = mean + exp(spread / 2) eps;   reconstruction = sum_t log softmax(logits_t) at the character of x_t
    elbo = reconstruction - beta kl,   kl = 1/2 sum (mean^2 + exp(spread) - 1 - spread)
    loss = mean over the batch of -reconstruction + klWeight beta kl + propertyWeight (predicted(z) - property)^2

The GRU is torch.nn.GRU's: r, z and n stand in this order in its weights, and h_t = (1 - z) n + z h_{t-1}.
"""

import copy
import math

import numpy
import torch
from torch.nn import functional
from torch.nn.utils.stateless import functional_call

import adam
from export import export
from golden import as_arrays, rounded, write_case
from vae import log_normal

OPTIONS = {
    "length": 11,
    "alphabet": 6,
    "latent": 3,
    "filters": 4,
    "width": 7,
    "hidden": 5,
    "samples": 3,
    "beta": 0.5,
    "propertyWeight": 0.7,
}
BATCH, SEED, KERNEL, KL_WEIGHT = 8, 1610, 5, 0.625
EXACT = {"rtol": 0, "atol": 1e-12}


class Mlp(torch.nn.ModuleList):
    """Dense layers with tanh between them."""

    def __init__(self, *sizes):
        super().__init__(torch.nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))

    def forward(self, value):
        for layer in list(self)[:-1]:
            value = torch.tanh(layer(value))
        return self[-1](value)


class Encoder(torch.nn.Module):
    def __init__(self, length, alphabet, filters, width, latent):
        super().__init__()
        self.conv = torch.nn.ModuleList(torch.nn.Conv1d(a, filters, KERNEL) for a in (alphabet, filters))
        self.head = Mlp(filters * (length - 2 * (KERNEL - 1)), width, 2 * latent)

    def forward(self, x):
        value = x.transpose(1, 2)
        for layer in self.conv:
            value = torch.tanh(layer(value))
        return self.head(value.flatten(1)).chunk(2, dim=1)


class Decoder(torch.nn.Module):
    def __init__(self, alphabet, latent, width, hidden):
        super().__init__()
        self.first = torch.nn.Linear(latent, width)
        self.gru = torch.nn.GRU(width + alphabet, hidden, batch_first=True)
        self.last = torch.nn.Linear(hidden, alphabet)

    def forward(self, z, x):
        told = torch.tanh(self.first(z)).unsqueeze(1).expand(-1, x.shape[1], -1)
        before = torch.cat([torch.zeros_like(x[:, :1]), x[:, :-1]], dim=1)
        return self.last(self.gru(torch.cat([told, before], dim=2))[0])


class MoleculeVae(torch.nn.Module):
    def __init__(self, length, alphabet, latent, filters, width, hidden, **_):
        super().__init__()
        self.encoder = Encoder(length, alphabet, filters, width, latent)
        self.decoder = Decoder(alphabet, latent, width, hidden)
        self.property = Mlp(latent, width, 1)

    def log_likelihood(self, x, z):
        return (x * torch.log_softmax(self.decoder(z, x), dim=-1)).sum(dim=(1, 2))

    def forward(self, x, eps):
        mean, spread = self.encoder(x)
        z = mean + torch.exp(spread / 2) * eps
        kl = 0.5 * (mean**2 + torch.exp(spread) - 1 - spread).sum(dim=1)
        reconstruction = self.log_likelihood(x, z)
        return mean, spread, z, reconstruction - OPTIONS["beta"] * kl, reconstruction, kl

    def loss(self, inputs):
        _, _, z, _, reconstruction, kl = self.forward(inputs["x"], inputs["eps"])
        squares = (self.property(z).squeeze(1) - inputs["property"]) ** 2
        weighted = inputs["klWeight"] * OPTIONS["beta"] * kl + OPTIONS["propertyWeight"] * squares
        return (weighted - reconstruction).mean()

    def iwae(self, x, eps):
        """log 1/K sum_k p(x|z_k) p(z_k) / q(z_k|x), for eps [N, K, latent]."""
        mean, spread = self.encoder(x)
        weights = []
        for draw in eps.unbind(dim=1):
            z = mean + torch.exp(spread / 2) * draw
            prior = log_normal(z, torch.zeros_like(z), torch.zeros_like(z))
            weights.append(self.log_likelihood(x, z) + prior - log_normal(z, mean, spread))
        return torch.logsumexp(torch.stack(weights), dim=0) - math.log(len(weights))


def generic_model(rng):
    """Weights from U(-sqrt(3/fan_in), sqrt(3/fan_in)), biases from U(-1/2, 1/2)."""
    model = MoleculeVae(**OPTIONS).double()
    for tensor in model.parameters():
        fan_in = tensor[0].numel() if tensor.dim() > 1 else 12
        bound = (3 / fan_in) ** 0.5
        tensor.data = torch.from_numpy(rounded(rng.uniform(-bound, bound, tuple(tensor.shape))))
    return model


def generic_inputs(rng):
    length, alphabet, latent = (OPTIONS[name] for name in ("length", "alphabet", "latent"))
    symbols = rng.integers(alphabet, size=(BATCH, length))
    found = {
        "x": numpy.eye(alphabet)[symbols],
        "property": rounded(rng.standard_normal(BATCH)),
        "klWeight": numpy.array(KL_WEIGHT),
        "eps": rounded(rng.standard_normal((BATCH, latent))),
        "eps_k": rounded(rng.standard_normal((BATCH, OPTIONS["samples"], latent))),
        "z_in": rounded(rng.standard_normal((BATCH, latent))),
    }
    return {name: torch.from_numpy(array) for name, array in found.items()}


def compute(model, inputs):
    """Every expected tensor, in the model's precision."""
    x, eps, z_in = inputs["x"], inputs["eps"], inputs["z_in"]
    mean, spread, z, elbo, reconstruction, kl = model(x, eps)
    return {
        "mean": mean,
        "spread": spread,
        "z": z,
        "decoded_logits": model.decoder(z_in, x),
        "predicted": model.property(z_in).squeeze(1),
        "kl": kl,
        "reconstruction": reconstruction,
        "elbo": elbo,
        "iwae": model.iwae(x, inputs["eps_k"]),
        "loss": model.loss(inputs),
        **adam.train(model, lambda m: m.loss(inputs)),
    }


def gru_by_numpy(gru, value):
    """The recurrence once more, by its equations."""
    w_ih, w_hh, b_ih, b_hh = (tensor.detach().numpy() for tensor in gru.parameters())
    size = w_hh.shape[1]

    def sigmoid(a):
        return 1 / (1 + numpy.exp(-a))

    h = numpy.zeros((len(value), size))
    states = []
    for now in value.detach().numpy().transpose(1, 0, 2):
        of_input, of_state = now @ w_ih.T + b_ih, h @ w_hh.T + b_hh
        r = sigmoid(of_input[:, :size] + of_state[:, :size])
        z = sigmoid(of_input[:, size : 2 * size] + of_state[:, size : 2 * size])
        n = numpy.tanh(of_input[:, 2 * size :] + r * of_state[:, 2 * size :])
        h = (1 - z) * n + z * h
        states.append(h)
    return numpy.stack(states, axis=1)


def check(model, inputs, found):
    """Cross entropy by torch, the recurrence by numpy, gradients by differences, Adam by torch; a causal decoder."""
    x, z, z_in = inputs["x"], found["z"], inputs["z_in"]
    entropy = functional.cross_entropy(model.decoder(z, x).transpose(1, 2), x.argmax(dim=2), reduction="none")
    assert torch.allclose(found["reconstruction"], -entropy.sum(dim=1), **EXACT)
    assert found["spread"].abs().max() < 3
    driven = torch.randn(3, 7, model.decoder.gru.input_size, dtype=torch.float64)
    assert numpy.allclose(model.decoder.gru(driven)[0].detach().numpy(), gru_by_numpy(model.decoder.gru, driven), **EXACT)
    later = x.clone()
    later[:, 6] = later[:, 6].roll(1, dims=1)
    moved = (model.decoder(z_in, later) - found["decoded_logits"]).abs().amax(dim=(0, 2))
    assert moved[:7].max() == 0 and moved[7:].min() > 0
    names, parameters = zip(*model.named_parameters())
    values = tuple(w.detach().clone().requires_grad_() for w in parameters)

    class Loss(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self):
            return self.model.loss(inputs)

    def loss_of(*weights):
        return functional_call(Loss(), {f"model.{name}": w for name, w in zip(names, weights)}, ())

    assert torch.autograd.gradcheck(loss_of, values, fast_mode=True)
    adam.check_against_torch(model, lambda m: m.loss(inputs), found)


NOTES = [
    "x: strings of symbols drawn uniformly, one-hot, [N, length, alphabet]. property, eps, eps_k and z_in: standard "
    "normal. Weights and inputs are float32 values.",
    "spread is the log variance of q(z|x). decoded_logits: of z_in and x; the decoder is told at every position the "
    "symbol before. predicted: the property of z_in.",
    "reconstruction = log p(x|z) at z, in nats; elbo = reconstruction - beta kl; loss: with the weight klWeight before "
    "beta kl, and the squared error of the property at z. iwae: of the samples that eps_k gives, without beta.",
    "decoder.gru.*: torch.nn.GRU's weight_ih_l0, weight_hh_l0, bias_ih_l0 and bias_hh_l0.",
    "losses: before each of 10 full-batch Adam steps, and after the last; eps and klWeight are the same in every step.",
]


def renamed(tensors):
    """torch.nn.GRU numbers its layers; there is but one."""
    return {name.replace("_l0", ""): array for name, array in as_arrays(tensors).items()}


def build(folder):
    rng = numpy.random.default_rng(SEED)
    torch.manual_seed(SEED)
    model, inputs = generic_model(rng), generic_inputs(rng)
    found = compute(model, inputs)
    check(model, inputs, found)
    single = compute(copy.deepcopy(model).float(), {key: value.float() for key, value in inputs.items()})
    outputs = ["mean", "spread", "z", "elbo", "reconstruction", "kl"]
    arguments = (inputs["x"], inputs["eps"])
    export(model, arguments, folder / "reference.onnx", ["x", "eps"], outputs, batched=["x", "eps", *outputs])
    about = {
        "case": "molecule-vae",
        "kind": "vae",
        "title": "Character variational autoencoder: convolutional encoder, GRU decoder, property head",
        "source": "Gomez-Bombarelli et al. 2016 (arXiv:1610.02415); gated recurrent unit: Cho et al. 2014 "
        "(arXiv:1406.1078), as torch.nn.GRU has it; Adam: Kingma & Ba 2014, algorithm 1",
        "notes": NOTES,
        "model": {"name": "molecule-vae", "options": OPTIONS},
        "optimizer": adam.SETTINGS,
    }
    weights = renamed(dict(model.named_parameters()))
    # The longest sums: the gradients of the decoder's weights, over every position of the batch.
    longest_sum = BATCH * OPTIONS["length"]
    write_case(folder, about, weights, as_arrays(inputs), renamed(found), renamed(single), longest_sum)
