"""A linear autoencoder, and the principal components which its optimum spans.

    z = W_e x + b_e,   xhat = W_d z + b_d,   loss = mean over the batch of sum over features (xhat - x)^2

Baldi & Hornik 1989: the best K-dimensional reconstruction is the projection on the first K principal components, and
its loss is the sum of the discarded eigenvalues of the covariance (with 1/N).
"""

import copy

import numpy
import torch

import adam
import digits
from export import export
from golden import as_arrays, rounded, write_case

DIM, LATENT, BATCH, LATENT_ALL = 64, 5, 32, 8


class LinearAutoencoder(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = torch.nn.Linear(DIM, LATENT)
        self.decoder = torch.nn.Linear(LATENT, DIM)

    def forward(self, x):
        z = self.encoder(x)
        reconstruction = self.decoder(z)
        loss = ((reconstruction - x) ** 2).sum(dim=1).mean()
        return z, reconstruction, loss


def generic_model(rng):
    """Weights and biases from U(-1/sqrt(fan_in), 1/sqrt(fan_in)): nothing is zero, nothing is symmetric."""
    model = LinearAutoencoder().double()
    for layer in (model.encoder, model.decoder):
        bound = layer.in_features**-0.5
        for tensor in (layer.weight, layer.bias):
            tensor.data = torch.from_numpy(rounded(rng.uniform(-bound, bound, tuple(tensor.shape))))
    return model


def pca(x, latent):
    """Mean, components as rows, their variances (1/(N-1)) and the loss of the best projection.

    From the singular values of the centred data, X - mean = U S V'. A component's sign is free: here its entry of
    largest magnitude is positive.
    """
    count, mean = len(x), x.mean(dim=0)
    _, values, rows = torch.linalg.svd(x - mean, full_matrices=False)
    components = rows[:latent]
    largest = components.abs().argmax(dim=1, keepdim=True)
    components = components * torch.sign(components.gather(1, largest))
    return {
        "mean": mean,
        "components": components,
        "explained_variance": values[:latent] ** 2 / (count - 1),
        "optimum": (values[latent:] ** 2).sum() / count,
    }


def check_pca(x, found):
    """The same by other roads: eigenvalues of the covariance, and the residual of the projection itself."""
    x, components, mean = x.numpy(), found["components"].numpy(), found["mean"].numpy()
    latent = len(components)
    eigenvalues = numpy.linalg.eigvalsh(numpy.cov(x.T))[::-1]
    assert numpy.allclose(eigenvalues[:latent], found["explained_variance"], rtol=1e-12)
    assert numpy.allclose(components @ components.T, numpy.eye(latent), atol=1e-13)
    residual = (x - mean) - (x - mean) @ components.T @ components
    assert numpy.isclose((residual**2).sum(axis=1).mean(), found["optimum"], rtol=1e-12)
    return float(numpy.min(-numpy.diff(eigenvalues[: latent + 1])) / eigenvalues[0])


def compute(model, x, everything):
    """Every expected tensor, in the model's precision."""
    z, reconstruction, loss = model(x)
    found = {"z": z, "reconstruction": reconstruction, "loss": loss}
    found.update(adam.train(model, lambda m: m(x)[2]))
    found.update({f"pca.{name}": value for name, value in pca(x, LATENT).items()})
    found.update({f"pca_all.{name}": value for name, value in pca(everything, LATENT_ALL).items()})
    return found


def notes(gap, gap_all):
    return [
        "x: the first 32 images of goldens/data/digits.safetensors, grey value / 16. Weights and inputs are float32 "
        "values.",
        "pca.*: principal components of x, K = 5. pca_all.*: of all 1,797 images / 16, K = 8.",
        "The variances are those with 1/(N-1); the optimum is the sum of the discarded eigenvalues with 1/N, which is "
        "the least loss that any linear autoencoder with this latent can reach on the same data.",
        "A component's sign is free: its entry of largest magnitude is positive here. Compare projections, or fix the "
        "sign.",
        f"Smallest gap between eigenvalues that separates the components, to the largest eigenvalue: {gap:.1e} (pca), "
        f"{gap_all:.1e} (pca_all): an error of the covariance is that much larger in a component. "
        "The float32 departure of pca.* and pca_all.* is that of a singular value decomposition; the eigenvalues of a "
        "float32 covariance depart more, so compute them in float64.",
        "losses: before each of 10 full-batch Adam steps, and after the last.",
    ]


def build(folder):
    everything = torch.from_numpy(digits.scaled())
    x = everything[:BATCH]
    model = generic_model(numpy.random.default_rng(101))
    found = compute(model, x, everything)
    adam.check_against_torch(model, lambda m: m(x)[2], found)
    gaps = [check_pca(data, pca(data, latent)) for data, latent in ((x, LATENT), (everything, LATENT_ALL))]
    single = compute(copy.deepcopy(model).float(), x.float(), everything.float())
    outputs = ["z", "reconstruction", "loss"]
    export(model, (x,), folder / "reference.onnx", ["x"], outputs, batched=["x", "z", "reconstruction"])
    about = {
        "case": "linear-autoencoder",
        "kind": "autoencoder",
        "title": "Linear autoencoder, whose optimum is principal component analysis",
        "source": "Baldi & Hornik 1989; Adam: Kingma & Ba 2014, algorithm 1",
        "notes": notes(*gaps),
        "model": {"name": "linear-autoencoder", "options": {"dim": DIM, "latent": LATENT}},
        "optimizer": adam.SETTINGS,
    }
    weights = as_arrays(dict(model.named_parameters()))
    write_case(folder, about, weights, {"x": x.numpy()}, as_arrays(found), as_arrays(single), DIM)
