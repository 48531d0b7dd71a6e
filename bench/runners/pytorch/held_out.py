"""Trains models of bench/ from PyTorch's own initial weights and tells their loss on rows held out: JSON lines."""

import json
import math
import signal
import sys
import tempfile

signal.signal(signal.SIGINT, signal.SIG_IGN)

import numpy
import torch

from training import LOSSES

torch.set_num_threads(1)


def initial_weights(shapes):
    """As torch.nn's layers draw them: uniform within 1 / sqrt(fan-in), a bias by the weight before it."""
    weights = {}
    for path, shape in shapes:
        if path.endswith(".weight"):
            bound = 1 / math.sqrt(math.prod(shape[1:]))
        weights[path] = torch.empty(shape).uniform_(-bound, bound).requires_grad_()
    return weights


def epochs(count, batch):
    """Rows for step after step, in an order that is drawn anew for every epoch, in whole batches."""
    while True:
        order = torch.randperm(count)
        for first in range(0, count - batch + 1, batch):
            yield order[first : first + batch]


def inputs_of(x, noise):
    draws = {name: torch.randn(len(x), *one["shape"]) for name, one in noise.items()}
    return {"x": x, **draws}


def train(loss, weights, rows, request):
    settings = request["settings"]
    steps = settings["steps"]
    optimizer = torch.optim.Adam(weights.values(), lr=settings["learningRate"], eps=1e-8)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: 0.5 * (1 + math.cos(math.pi * step / steps))
    )
    order = epochs(len(rows), settings["batch"])
    for _ in range(steps):
        optimizer.zero_grad(set_to_none=True)
        loss(weights, inputs_of(rows[next(order)], request["noise"]), request["options"]).backward()
        optimizer.step()
        schedule.step()


def held_out_loss(request):
    torch.manual_seed(request["seed"])
    with numpy.load(request["arrays"]) as arrays:
        rows, held = (torch.from_numpy(arrays[name]) for name in ("train", "held"))
    loss = LOSSES[request["model"]]["loss"]
    weights = initial_weights(request["shapes"])
    train(loss, weights, rows, request)
    with torch.no_grad():
        draws = [
            loss(weights, inputs_of(held, request["noise"]), request["options"]).item()
            for _ in range(request["draws"])
        ]
    return {"loss": sum(draws) / len(draws)}


def answer(request):
    try:
        return held_out_loss(request)
    except Exception as error:  # the parent stops and shows it
        return {"error": f"{type(error).__name__}: {error}"}


with tempfile.TemporaryDirectory(prefix="touchstone-held-out-") as folder:
    print(json.dumps({"folder": folder}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
