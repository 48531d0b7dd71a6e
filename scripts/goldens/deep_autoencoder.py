"""A deep fully connected autoencoder.

Hinton & Salakhutdinov 2006, "Reducing the dimensionality of data with neural networks" (their layers are logistic and
their code linear; here the hidden layers are ReLU, the code is linear and so is the output):

    h1 = relu(W_0 x + b_0),   h2 = relu(W_1 h1 + b_1),   z = W_2 h2 + b_2
    g1 = relu(V_0 z + c_0),   g2 = relu(V_1 g1 + c_1),   xhat = V_2 g2 + c_2
    loss = mean over the batch of sum over features (xhat - x)^2

with layers of dim, width, floor(width / 2) and latent units, and the same backwards.
"""

import copy

import numpy
import torch
from torch.nn.utils.stateless import functional_call

import adam
import digits
from export import export
from golden import as_arrays, rounded, write_case

OPTIONS = {"dim": 64, "latent": 5, "width": 24}
BATCH, SEED, KINK = 32, 427, 1e-4


def dense_layers(sizes):
    return torch.nn.ModuleList(torch.nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))


class DeepAutoencoder(torch.nn.Module):
    def __init__(self, dim, latent, width):
        super().__init__()
        sizes = [dim, width, width // 2, latent]
        self.encoder = dense_layers(sizes)
        self.decoder = dense_layers(sizes[::-1])
        self.hidden = []

    def perceptron(self, layers, value):
        """ReLU between the layers, none at the end; what each ReLU is given is kept."""
        for layer in layers[:-1]:
            before = layer(value)
            self.hidden.append(before.detach())
            value = torch.relu(before)
        return layers[-1](value)

    def forward(self, x):
        self.hidden = []
        z = self.perceptron(self.encoder, x)
        reconstruction = self.perceptron(self.decoder, z)
        loss = ((reconstruction - x) ** 2).sum(dim=1).mean()
        return z, reconstruction, loss


def generic_model(rng):
    """Weights from U(-sqrt(6/fan_in), sqrt(6/fan_in)), biases from U(-1/sqrt(fan_in), 1/sqrt(fan_in))."""
    model = DeepAutoencoder(**OPTIONS).double()
    for layer in (*model.encoder, *model.decoder):
        for tensor, square in ((layer.weight, 6), (layer.bias, 1)):
            bound = (square / layer.in_features) ** 0.5
            tensor.data = torch.from_numpy(rounded(rng.uniform(-bound, bound, tuple(tensor.shape))))
    return model


def hidden_values(model, x):
    """What the ReLUs are given, [N, units], before each of Adam's steps and after the last."""
    found = []

    def watched(trained):
        loss = trained(x)[2]
        found.append(torch.cat(trained.hidden, dim=1))
        return loss

    adam.train(model, watched)
    return found


def census(hidden):
    """How many hidden units are never active, active for some of the batch, always active."""
    active = (hidden > 0).sum(dim=0)
    never, always = int((active == 0).sum()), int((active == len(hidden)).sum())
    return never, hidden.shape[1] - never - always, always


def compute(model, x):
    """Every expected tensor, in the model's precision."""
    z, reconstruction, loss = model(x)
    found = {"z": z, "reconstruction": reconstruction, "loss": loss}
    found.update(adam.train(model, lambda m: m(x)[2]))
    return found


def by_numpy(model, x):
    """The forward pass once more, by numpy alone."""
    weights, x = as_arrays(dict(model.named_parameters())), x.numpy()

    def dense(name, value):
        return value @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    def perceptron(part, value):
        first = numpy.maximum(dense(f"{part}.0", value), 0)
        return dense(f"{part}.2", numpy.maximum(dense(f"{part}.1", first), 0))

    z = perceptron("encoder", x)
    reconstruction = perceptron("decoder", z)
    return {"z": z, "reconstruction": reconstruction, "loss": ((reconstruction - x) ** 2).sum() / len(x)}


def check_values_and_gradient(model, x, found, arrays):
    """What was found is what numpy finds, what differences of the loss give, and where torch's own Adam arrives."""
    for name, array in arrays.items():
        assert numpy.allclose(found[name].detach().numpy(), array, rtol=0, atol=1e-12), name
    names, parameters = zip(*model.named_parameters())

    def loss_of(*values):
        return functional_call(model, dict(zip(names, values)), (x,))[2]

    values = tuple(w.detach().clone().requires_grad_() for w in parameters)
    assert torch.autograd.gradcheck(loss_of, values, fast_mode=True)
    adam.check_against_torch(model, lambda m: m(x)[2], found)


def check(model, x, found):
    """No ReLU is near its kink, most units matter, numpy finds the same, and differences give the gradient."""
    hidden = hidden_values(model, x)
    assert all(value.abs().min() > KINK for value in hidden)
    never, some, _ = census(hidden[0])
    assert never <= hidden[0].shape[1] // 8 and some >= hidden[0].shape[1] // 2
    check_values_and_gradient(model, x, found, by_numpy(model, x))


def notes(model, x):
    never, some, always = census(hidden_values(model, x)[0])
    return [
        "x: the first 32 images of goldens/data/digits.safetensors, grey value / 16. Weights and inputs are float32 "
        "values.",
        "encoder: dim, width, floor(width / 2), latent; decoder: the same backwards. ReLU after the first two dense "
        "layers of each, none after the third. The index in a parameter's name counts dense layers.",
        f"No ReLU is given a number within {KINK} of 0, at the start or after any of Adam's steps. Of the hidden "
        f"units, {some} are active for some of x, {always} for all and {never} for none, at the start.",
        "Pixels that are 0 in all of x, and units that are never active, have gradients of exactly 0.",
        "losses: before each of 10 full-batch Adam steps, and after the last.",
    ]


def build(folder):
    x = torch.from_numpy(digits.scaled())[:BATCH]
    model = generic_model(numpy.random.default_rng(SEED))
    found = compute(model, x)
    check(model, x, found)
    single = compute(copy.deepcopy(model).float(), x.float())
    outputs = ["z", "reconstruction", "loss"]
    export(model, (x,), folder / "reference.onnx", ["x"], outputs, batched=["x", "z", "reconstruction"])
    about = {
        "case": "deep-autoencoder",
        "kind": "autoencoder",
        "title": "Deep fully connected autoencoder, ReLU between its layers",
        "source": "Hinton & Salakhutdinov 2006, with ReLU; Adam: Kingma & Ba 2014, algorithm 1",
        "notes": notes(model, x),
        "model": {"name": "deep-autoencoder", "options": OPTIONS},
        "optimizer": adam.SETTINGS,
    }
    weights = as_arrays(dict(model.named_parameters()))
    write_case(folder, about, weights, {"x": x.numpy()}, as_arrays(found), as_arrays(single), OPTIONS["dim"])
