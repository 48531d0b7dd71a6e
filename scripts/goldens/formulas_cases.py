"""Examples of every formula, with their float64 values, and values that are wrong in a known way."""

import numpy
import torch

import formulas
import tensor_file
from golden import computed_by, described, file_hash, rounded, write_json

N, D, C, H, W = 4, 5, 3, 4, 6


def inputs_of(rng):
    """Ordinary inputs of each formula, in numbers that float32 holds exactly; all axes differ in length."""

    def real(*shape):
        return rounded(rng.normal(size=shape))

    def unit(*shape):
        return rounded(rng.uniform(size=shape))

    def square(*shape):
        return rounded(rng.normal(size=shape) ** 2)

    rows = lambda *names: {name: real(N, D) for name in names}  # noqa: E731
    scores = lambda *names: {name: 2 * real(7) for name in names}  # noqa: E731
    images = lambda *names: {name: real(2, C, H, 5) for name in names}  # noqa: E731
    tensor = lambda *names: {name: real(3, 4) for name in names}  # noqa: E731
    channels = lambda *names: {name: real(C) for name in names}  # noqa: E731
    sample_channels = lambda *names: {name: real(N, C) for name in names}  # noqa: E731
    image = {"x": real(N, C, H, W) + 0.5}
    return {
        "gaussian_kl": rows("mean", "log_variance"),
        "gaussian_kl_general": rows("mean_q", "log_variance_q", "mean_p", "log_variance_p"),
        "gaussian_log_density": rows("x", "mean", "log_variance"),
        "bernoulli_log_likelihood": {"x": unit(N, D), "logits": real(N, D)},
        "reparameterize": rows("mean", "log_variance", "eps"),
        "iwae_bound": {"log_w": real(N, 3)},
        "conditioning_augmentation": rows("mean", "log_variance", "eps"),
        "bce_with_logits": {"logits": 2 * real(7), "target": unit(7)},
        "gan_value": scores("real", "fake"),
        "generator_loss": scores("fake"),
        "hinge_loss": scores("real", "fake"),
        "wgan_critic_loss": scores("real", "fake"),
        "gradient_penalty_points": {**images("real", "fake"), "alpha": unit(2)},
        "gradient_penalty": images("gradient"),
        "clip_weights": {"weight": 0.02 * real(4, 3)},
        "spectral_norm": {"weight": real(4, 6), "u": real(4)},
        "pixel_norm": image,
        "minibatch_stddev": {"x": real(8, C, H, 2)},
        "equalized_lr": {"weight": real(4, 3, 3, 2)},
        "fade_in": {**images("low", "high"), "alpha": unit()},
        "adain": {**image, **sample_channels("scale", "bias")},
        "modulated_conv2d": {"x": real(2, 3, 5, 4), "weight": real(4, 3, 3, 3), "style": real(2, 3)},
        "r1_penalty": images("gradient"),
        "path_length_penalty": {"gradient": real(N, D), "mean_length": 1 + unit()},
        "conditional_batch_norm": {**image, **sample_channels("gamma", "beta")},
        "truncation": {"w": real(N, D), "mean": real(D), "psi": unit()},
        "cycle_loss": images("a", "a_cycled", "b", "b_cycled"),
        "identity_loss": images("a", "a_from_b_to_a", "b", "b_from_a_to_b"),
        "affine_coupling": {"x": real(N, D), "s": 0.5 * real(N, 3), "t": real(N, 3)},
        "actnorm": {"x": real(N, C, H, W), **channels("log_scale", "bias")},
        "invertible_conv1x1": {"x": real(N, C, H, W), "weight": real(C, C)},
        "planar_flow": {"x": real(N, D), "u": real(D), "w": real(D), "b": real()},
        "squeeze": {"x": real(2, C, H, W)},
        "phi4_action": {"phi": real(N, 5, 5)},
        "effective_sample_size": {"log_w": real(9)},
        "metropolis_probability": {
            name: real(9) for name in ("log_p_old", "log_q_old", "log_p_new", "log_q_new")
        },
        "pca": {"x": real(12, D) * 2.0 ** -numpy.arange(D) + real(D)},
        "conv2d": {"x": real(2, 3, 6, 5), "weight": real(4, 3, 3, 2), "bias": real(4)},
        "conv_transpose2d": {"x": real(2, 3, 4, 5), "weight": real(3, 4, 3, 2), "bias": real(4)},
        "batch_norm": {**image, **channels("gamma", "beta")},
        "instance_norm": {**image, **channels("gamma", "beta")},
        "adam_step": {**tensor("parameter", "gradient", "m"), "v": square(3, 4), "step": numpy.array(3.0)},
        "rmsprop_step": {**tensor("parameter", "gradient"), "v": square(3, 4)},
        "sgd_momentum_step": tensor("parameter", "gradient", "momentum"),
    }


SETTINGS = [
    ("generator_loss", {"loss": "minimax"}),
    ("minibatch_stddev", {"grouping": "contiguous"}),
    ("minibatch_stddev", {"group_size": 2}),
    ("modulated_conv2d", {"demodulate": False}),
    ("conditional_batch_norm", {"gamma_offset": 0}),
    ("clip_weights", {"clip": 0.02}),
    ("path_length_penalty", {"decay": 0.3}),
    ("phi4_action", {"mass_squared": 0.5, "coupling": 1.5}),
    ("conv2d", {"stride": 2, "padding": 1}),
    ("conv_transpose2d", {"stride": 2, "padding": 1, "output_padding": 1}),
    ("adam_step", {"lr": 2e-4, "beta1": 0.5, "beta2": 0.9}),
    ("rmsprop_step", {"lr": 1e-3, "alpha": 0.9}),
    ("sgd_momentum_step", {"lr": 0.1, "momentum": 0.5}),
]


def extremes():
    """Where careless arithmetic overflows, or takes the logarithm of 0."""
    edge = numpy.array([-100.0, 100.0, 0.0])
    rows = {"mean": numpy.ones((1, 3)), "log_variance": numpy.array([[-20.0, 20.0, 0.0]])}
    return [
        ("bernoulli_log_likelihood", {"x": numpy.array([[0.0, 1.0, 0.5]] * 2), "logits": numpy.stack([edge, -edge])}),
        ("bce_with_logits", {"logits": edge, "target": numpy.array([0.0, 0.0, 1.0])}),
        ("gan_value", {"real": edge, "fake": edge}),
        ("generator_loss", {"fake": edge}),
        ("gaussian_kl", rows),
        ("iwae_bound", {"log_w": numpy.array([[1000.0, 999.0], [-1000.0, -1001.0]])}),
        ("effective_sample_size", {"log_w": numpy.array([1000.0, 999.0, 998.5])}),
        ("metropolis_probability", {
            "log_p_old": edge, "log_q_old": -edge, "log_p_new": -edge, "log_q_new": edge,
        }),
        ("pixel_norm", {"x": numpy.full((1, 2, 1, 1), 1e-4)}),
        ("adam_step", {
            "parameter": numpy.zeros(2), "gradient": numpy.array([1e-8, -1e-8]), "m": numpy.zeros(2),
            "v": numpy.zeros(2), "step": numpy.array(1.0),
        }),
    ]


def value_of(name, inputs, settings):
    """The outputs as arrays. torch calls sgd's constant what the formula calls a tensor."""
    tensors = {key: torch.tensor(array, dtype=torch.float64) for key, array in inputs.items()}
    if name == "sgd_momentum_step" and "momentum" in settings:
        settings = {**{k: v for k, v in settings.items() if k != "momentum"}, "mu": settings["momentum"]}
    outputs = getattr(formulas, name)(**tensors, **settings)
    return {key: numpy.array(tensor.detach()) for key, tensor in outputs.items()}


WRONG = {
    "gaussian_kl": ("kl", "a mean over latents", lambda i, o: o["kl"] / i["mean"].shape[1]),
    "gaussian_kl_general": ("kl", "the KL of p to q", lambda i, o: value_of(
        "gaussian_kl_general",
        {"mean_q": i["mean_p"], "log_variance_q": i["log_variance_p"], "mean_p": i["mean_q"], "log_variance_p": i["log_variance_q"]},
        {},
    )["kl"]),
    "gaussian_log_density": ("log_density", "the constant log 2 pi is missing", lambda i, o: o["log_density"]
                             + i["x"].shape[1] / 2 * numpy.log(2 * numpy.pi)),
    "iwae_bound": ("bound", "log K is not subtracted", lambda i, o: o["bound"] + numpy.log(i["log_w"].shape[1])),
    "reparameterize": ("z", "the variance stands for the deviation", lambda i, o: i["mean"]
                       + numpy.exp(i["log_variance"]) * i["eps"]),
    "gan_value": ("value", "a sum over the batch", lambda i, o: o["value"] * len(i["real"])),
    "hinge_loss": ("generator_loss", "a relu is in it", lambda i, o: numpy.maximum(1 - i["fake"], 0).mean()),
    "pixel_norm": ("y", "a sum over channels", lambda i, o: o["y"] / numpy.sqrt(i["x"].shape[1])),
    "equalized_lr": ("weight", "the gain is missing", lambda i, o: o["weight"] / numpy.sqrt(2)),
    "fade_in": ("y", "reversed", lambda i, o: i["alpha"] * i["low"] + (1 - i["alpha"]) * i["high"]),
    "actnorm": ("log_det", "the factor H W is missing", lambda i, o: o["log_det"] / (H * W)),
    "squeeze": ("y", "a bare reshape", lambda i, o: i["x"].reshape(o["y"].shape)),
    "batch_norm": ("variance", "unbiased", lambda i, o: i["x"].var((0, 2, 3), ddof=1)),
    "effective_sample_size": ("ess", "not divided by N", lambda i, o: o["ess"] * len(i["log_w"])),
    "pca": ("explained_variance", "divided by N", lambda i, o: o["explained_variance"] * (1 - 1 / len(i["x"]))),
    "adam_step": ("parameter", "the step counts from 2", lambda i, o: value_of(
        "adam_step", {**i, "step": i["step"] + 1}, {})["parameter"]),
}


def build(folder):
    rng = numpy.random.default_rng(20)
    ordinary = inputs_of(rng)
    drawn = [(name, inputs, {}, []) for name, inputs in ordinary.items()]
    drawn += [(name, ordinary[name], settings, []) for name, settings in SETTINGS]
    drawn += [(name, inputs, {}, ["extreme"]) for name, inputs in extremes()]
    inputs, expected, examples = {}, {}, []
    for at, (name, own, settings, flags) in enumerate(drawn):
        label = f"{name}-{at}"
        outputs = value_of(name, own, settings)
        entry = {"name": label, "formula": name, "settings": settings, "flags": flags}
        if name in WRONG and not settings and not flags:
            output, note, wrong = WRONG[name]
            entry["invalid"] = {"output": output, "note": note}
            expected[f"{label}/invalid.{output}"] = numpy.asarray(wrong(own, outputs))
        examples.append(entry)
        inputs.update({f"{label}/{key}": numpy.asarray(array) for key, array in own.items()})
        expected.update({f"{label}/{key}": array for key, array in outputs.items()})
    groups = {"weights": {}, "inputs": inputs, "expected": expected}
    for group, tensors in groups.items():
        assert all(numpy.all(numpy.isfinite(array)) for array in tensors.values())
        tensor_file.write(folder / f"{group}.safetensors", tensors)
    write_json(folder / "case.json", {
        "touchstone": 1,
        "case": "formulas",
        "title": "Single formulas of generative models",
        "kind": "formula",
        "source": "each formula's own, in the catalogue; PyTorch's functions, optimisers and distributions, sklearn's PCA",
        "flags": {"extreme": "careless arithmetic overflows here, or takes the logarithm of 0"},
        "notes": "a tensor invalid.<output> is wrong in the way that its note says, and must be rejected",
        "formulas": examples,
        "tensors": {group: described(tensors) for group, tensors in groups.items()},
        "files": {f"{group}.safetensors": file_hash(folder / f"{group}.safetensors") for group in groups},
        "tolerance": {
            "measure": "max |got - expected| / max |expected| per tensor; absolute where the expected tensor is all zero",
            "float64": {"relative": 1e-12, "why": "another order of summation, and of the steps of a decomposition"},
            "float32": {"relative": 1e-5, "why": "a few dozen roundings"},
        },
        "computed_by": computed_by(),
    })
