"""An example: a flow of one affine coupling and a swap, three coordinates, in NumPy.

    touchstone check subject.json
"""

import numpy

from touchstone_subject import serve

random = numpy.random.default_rng(7)
W1, b1 = random.normal(size=(1, 8)), random.normal(size=8)
W2, b2 = random.normal(size=(8, 4)) / 4, random.normal(size=4) / 4


def scale_and_shift(kept):
    hidden = numpy.tanh(kept @ W1 + b1)
    s, t = numpy.split(hidden @ W2 + b2, 2, axis=-1)
    return numpy.tanh(s), t


def to_latent(x):
    kept, moved = x[:, :1], x[:, 1:]
    s, t = scale_and_shift(kept)
    return {"z": numpy.concatenate([moved * numpy.exp(s) + t, kept], axis=1), "log_det": s.sum(axis=1)}


def to_data(z):
    moved, kept = z[:, :2], z[:, 2:]
    s, t = scale_and_shift(kept)
    return {"x": numpy.concatenate([kept, (moved - t) * numpy.exp(-s)], axis=1), "log_det": -s.sum(axis=1)}


def log_prob(x):
    latent = to_latent(x)
    z = latent["z"]
    log_prior = -0.5 * (z**2 + numpy.log(2 * numpy.pi)).sum(axis=1)
    return {"log_prob": log_prior + latent["log_det"]}


serve({"to_latent": to_latent, "to_data": to_data, "log_prob": log_prob}, shapes={"x": [3]}, dtype="float64")
