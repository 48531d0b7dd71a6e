"""Runs the cases of bench/ in eager PyTorch: one line of JSON on standard input, one back on standard output."""

import json
import signal
import sys
import tempfile
import time

# Ctrl-C goes to the whole group; the parent decides, and this ends with its standard input.
signal.signal(signal.SIGINT, signal.SIG_IGN)

import numpy
import torch

import operations
import sampling
import training

torch.set_num_threads(1)

LONGEST_BURST = 0.05  # seconds

jobs = {}


def open_job(request):
    with numpy.load(request["arrays"]) as arrays:
        tensors = {name: torch.from_numpy(arrays[name]) for name in arrays.files}
    kinds = {"train": training.TrainJob, "ops": operations.OpJob, "sample": sampling.SampleJob}
    jobs[request["name"]] = kinds[request["suite"]](request, tensors)
    return {}


def check(request):
    result = jobs[request["name"]].check(request["steps"])
    numpy.save(request["result"], numpy.ascontiguousarray(result))
    return {}


def sample(request):
    once = jobs[request["name"]].once
    ms = []
    end = time.perf_counter() + LONGEST_BURST
    while len(ms) < request["count"] and (not ms or time.perf_counter() < end):
        start = time.perf_counter()
        for _ in range(request["steps"]):
            once()
        ms.append(1000 * (time.perf_counter() - start))
    return {"ms": ms}


def close(request):
    jobs.pop(request["name"])
    return {}


ANSWERS = {"open": open_job, "check": check, "sample": sample, "close": close}


def answer(request):
    try:
        return ANSWERS[request["do"]](request)
    except Exception as error:  # the parent stops the run and shows it
        return {"error": f"{type(error).__name__}: {error}"}


# The folder for arrays is this program's own, so that it goes even where the parent is killed.
with tempfile.TemporaryDirectory(prefix="touchstone-bench-") as folder:
    print(json.dumps({"folder": folder}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
