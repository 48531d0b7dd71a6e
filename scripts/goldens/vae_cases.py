"""The variational autoencoder cases: weights, independent checks, and the two likelihoods that are kept."""

import copy

import numpy
import torch
from torch.distributions import Bernoulli, Normal, kl_divergence
from torch.nn.utils.stateless import functional_call

import adam
import digits
from export import export
from golden import as_arrays, rounded, write_case
from vae import BernoulliVae, GaussianVae, log_normal, misprinted_log_normal

OPTIONS = {"dim": 64, "latent": 3, "width": 20}
BATCH, SAMPLES, KINK = 16, 4, 1e-4
EXACT = {"rtol": 0, "atol": 1e-12}


def generic_model(rng, family):
    """First layers from U(-sqrt(6/fan_in), sqrt(6/fan_in)); second layers and biases from U(-1, 1)/sqrt(fan_in)."""
    model = family(**OPTIONS).double()
    for layers in (model.encoder, model.decoder):
        for layer, square in zip(layers, (6, 1)):
            for tensor, size in ((layer.weight, square), (layer.bias, 1)):
                bound = (size / layer.in_features) ** 0.5
                tensor.data = torch.from_numpy(rounded(rng.uniform(-bound, bound, tuple(tensor.shape))))
    return model


def generic_inputs(rng):
    latent = OPTIONS["latent"]
    shapes = {"eps": (BATCH, latent), "eps_k": (BATCH, SAMPLES, latent), "z_in": (BATCH, latent)}
    noise = {name: torch.from_numpy(rounded(rng.standard_normal(shape))) for name, shape in shapes.items()}
    return {"x": torch.from_numpy(digits.scaled())[:BATCH], **noise}


def compute(model, inputs):
    """Every expected tensor, in the model's precision."""
    x, eps = inputs["x"], inputs["eps"]
    mean, spread, z, elbo, reconstruction, kl = model(x, eps)
    found = {
        "mean": mean,
        "spread": spread,
        "z": z,
        **model.decode(inputs["z_in"]),
        "kl": kl,
        "reconstruction": reconstruction,
        "elbo": elbo,
        "iwae": model.iwae(x, inputs["eps_k"]),
        "loss": model.loss(x, eps),
    }
    if isinstance(model, GaussianVae):
        found["misprinted_reconstruction"] = model.misprinted_log_likelihood(x, z)
    found.update(adam.train(model, lambda m: m.loss(x, eps)))
    return found


def hidden_values(model, inputs):
    """What the ReLUs are given: by every input at the start, and by x and eps in each state of the training."""
    model, found = copy.deepcopy(model), []

    def watched(trained):
        loss = trained.loss(inputs["x"], inputs["eps"])
        found.extend(trained.hidden)
        return loss

    adam.train(model, watched)
    model.hidden = found
    model.iwae(inputs["x"], inputs["eps_k"])
    model.decode(inputs["z_in"])
    return found


def census(model, inputs):
    """How many hidden units are active for none, some and all of x, and how near any ReLU's argument comes to 0."""
    hidden = hidden_values(model, inputs)
    active = (torch.cat(hidden[:2], dim=1) > 0).sum(dim=0)
    never, always = int((active == 0).sum()), int((active == BATCH).sum())
    return never, len(active) - never - always, always, float(min(value.abs().min() for value in hidden))


def likelihood_by_torch(model, x, z):
    """log p(x|z) by torch.distributions. Pixels between 0 and 1 are no outcomes of a Bernoulli: not validated."""
    decoded = model.decode(z)
    if isinstance(model, BernoulliVae):
        density = Bernoulli(logits=decoded["decoded_logits"], validate_args=False)
    else:
        density = Normal(decoded["decoded_mean"], torch.exp(decoded["decoded_spread"] / 2))
    return density.log_prob(x).sum(dim=-1)


def check_densities(model, inputs, found):
    """Every density against torch.distributions, and the bound of one sample against its weight."""
    x, eps, eps_k = inputs["x"], inputs["eps"], inputs["eps_k"]
    posterior = Normal(found["mean"], torch.exp(found["spread"] / 2))
    prior = Normal(torch.zeros_like(found["mean"]), torch.ones_like(found["mean"]))
    assert torch.allclose(found["kl"], kl_divergence(posterior, prior).sum(dim=1), **EXACT)
    assert torch.allclose(found["reconstruction"], likelihood_by_torch(model, x, found["z"]), **EXACT)

    def log_weight(noise):
        z = posterior.mean + posterior.stddev * noise
        likelihood = likelihood_by_torch(model, x, z)
        return likelihood, (prior.log_prob(z) - posterior.log_prob(z)).sum(dim=1)

    weights = torch.stack([sum(log_weight(eps_k[:, k])) for k in range(SAMPLES)], dim=1)
    by_hand = torch.log(torch.exp(weights - weights.max()).mean(dim=1)) + weights.max()
    assert torch.allclose(found["iwae"], by_hand, **EXACT)
    assert torch.allclose(model.iwae(x, eps.unsqueeze(1)), sum(log_weight(eps)), **EXACT)
    # log p(z) - log q(z|x) is a sum of quadratics of each eps, so eps = 1 and -1 average to its expectation, -kl.
    ends = [log_weight(sign * torch.ones_like(eps))[1] for sign in (1, -1)]
    assert torch.allclose(-sum(ends) / 2, found["kl"], **EXACT)


def integral(log_density, mean, spread):
    """The integral of a density of one number, by the trapezoidal rule over 20 standard deviations."""
    mean, spread = (torch.tensor([value], dtype=torch.float64) for value in (mean, spread))
    points = mean + torch.exp(spread / 2) * torch.linspace(-10, 10, 4001, dtype=torch.float64)
    return float(torch.trapezoid(torch.exp(log_density(points.unsqueeze(1), mean, spread)), points))


def check_misprint():
    """The right density integrates to 1, the slide's to sqrt(1/2), whatever the mean and the variance."""
    for mean, spread in ((0.0, 0.0), (0.7, -1.3), (-2.0, 0.9)):
        assert abs(integral(log_normal, mean, spread) - 1) < 1e-12
        assert abs(integral(misprinted_log_normal, mean, spread) - 0.5**0.5) < 1e-12


def check_gradients(model, inputs, found):
    """Differences give the gradients of the loss and of the importance-weighted bound; torch's Adam agrees."""
    names, parameters = zip(*model.named_parameters())
    x, eps, eps_k = inputs["x"], inputs["eps"], inputs["eps_k"]
    values = tuple(w.detach().clone().requires_grad_() for w in parameters)

    def loss_of(*weights):
        return -functional_call(model, dict(zip(names, weights)), (x, eps))[3].mean()

    assert torch.autograd.gradcheck(loss_of, values, fast_mode=True)
    assert torch.autograd.gradcheck(lambda e: model.iwae(x, e).sum(), (eps_k.clone().requires_grad_(),), fast_mode=True)
    adam.check_against_torch(model, lambda m: m.loss(x, eps), found)


def check(model, inputs, found):
    never, some, _, nearest = census(model, inputs)
    assert nearest > KINK and never <= OPTIONS["width"] // 4 and some >= OPTIONS["width"]
    assert found["spread"].abs().max() < 3
    assert torch.allclose(found["loss"], -(found["reconstruction"] - found["kl"]).mean(), **EXACT)
    check_densities(model, inputs, found)
    check_gradients(model, inputs, found)
    if "misprinted_reconstruction" in found:
        assert found["decoded_spread"].abs().max() < 3
        check_misprint()
        assert (found["misprinted_reconstruction"] - found["reconstruction"]).abs().min() > 1


def notes(model, inputs):
    never, some, always, _ = census(model, inputs)
    found = [
        "x: the first 16 images of goldens/data/digits.safetensors, grey value / 16. eps, eps_k and z_in: standard "
        "normal. Weights and inputs are float32 values.",
        "spread is the log variance of q(z|x): the encoder's last `latent` outputs; mean is its first. "
        "z = mean + exp(spread / 2) * eps. The index in a parameter's name counts dense layers.",
        "decoded_*: the decoder's outputs at z_in. reconstruction = log p(x|z) at z, in nats; kl = KL(q(z|x) || p(z)); "
        "elbo = reconstruction - kl; loss = -mean of elbo.",
        "iwae: the importance-weighted bound with the 4 samples that eps_k gives, log 1/K included.",
        "losses: before each of 10 full-batch Adam steps, and after the last; eps is the same in every step.",
        f"No ReLU is given a number within {KINK} of 0, by any input at the start or by x and eps after any of Adam's "
        f"steps. Of the hidden units, {some} are active for some of x, {always} for all and {never} for none, at the "
        "start.",
        "Pixels that are 0 in all of x, and units that are never active, have gradients of exactly 0.",
    ]
    if isinstance(model, GaussianVae):
        found += [
            "The decoder's first `dim` outputs are the pixels' means (decoded_mean), the rest their log variances "
            "(decoded_spread).",
            "The lecture's slide drops the 1/2 before the squared term: log p(x|z) = -1/2 sum[(x - m)^2 exp(-lv) + lv "
            "+ log 2 pi]. misprinted_reconstruction is what the slide's formula gives, -sum[(x - m)^2 exp(-lv) + 1/2 "
            "(lv + log 2 pi)]: the exponential of one such term integrates to sqrt(1/2), not to 1.",
        ]
    else:
        found.append(
            "log p(x|z) = sum(x * logit - log(1 + exp(logit))), also for grey values between 0 and 1, of which it is "
            "the negative cross-entropy and no normalised density."
        )
    return found


def build_vae(folder, case, name, title, family, seed):
    rng = numpy.random.default_rng(seed)
    model, inputs = generic_model(rng, family), generic_inputs(rng)
    found = compute(model, inputs)
    check(model, inputs, found)
    single = compute(copy.deepcopy(model).float(), {key: value.float() for key, value in inputs.items()})
    outputs = ["mean", "spread", "z", "elbo", "reconstruction", "kl"]
    arguments = (inputs["x"], inputs["eps"])
    export(model, arguments, folder / "reference.onnx", ["x", "eps"], outputs, batched=["x", "eps", *outputs])
    about = {
        "case": case,
        "kind": "vae",
        "title": title,
        "source": "Kingma & Welling 2014 (arXiv:1312.6114), eqs. 3 and 10, appendices B and C; iwae: Burda et al. 2016 "
        "(arXiv:1509.00519), section 3; Adam: Kingma & Ba 2014, algorithm 1",
        "notes": notes(model, inputs),
        "model": {"name": name, "options": OPTIONS},
        "optimizer": adam.SETTINGS,
    }
    weights = as_arrays(dict(model.named_parameters()))
    write_case(folder, about, weights, as_arrays(inputs), as_arrays(found), as_arrays(single), OPTIONS["dim"])


def build_bernoulli(folder):
    title = "Variational autoencoder, fully connected, with Bernoulli pixels"
    build_vae(folder, "vae-bernoulli", "vae", title, BernoulliVae, 511)


def build_gaussian(folder):
    title = "Variational autoencoder, fully connected, with Gaussian pixels of learned variance"
    build_vae(folder, "vae-gaussian", "gaussian-vae", title, GaussianVae, 658)
