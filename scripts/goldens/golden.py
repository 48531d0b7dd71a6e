"""Write one case: case.json, weights.safetensors, inputs.safetensors, expected.safetensors."""

import hashlib
import json
import platform
from pathlib import Path

import numpy
import torch

import tensor_file
from tolerance import after_silent_steps, after_steps, tolerances


def as_arrays(tensors):
    """Detached numpy copies of a dictionary of torch tensors."""
    return {name: numpy.array(tensor.detach()) for name, tensor in tensors.items()}


def rounded(array):
    """The nearest float32 values, kept as float64: a float32 program then starts from exactly the same numbers."""
    return numpy.asarray(array, dtype=numpy.float32).astype(numpy.float64)


def described(tensors):
    """Shape, dtype and SHA-256 of every tensor's bytes."""
    return {
        name: {
            "dtype": array.dtype.name,
            "shape": list(array.shape),
            "sha256": hashlib.sha256(tensor_file.tensor_bytes(array)).hexdigest(),
        }
        for name, array in sorted(tensors.items())
    }


def file_hash(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def computed_by():
    return {"numpy": numpy.__version__, "python": platform.python_version(), "torch": torch.__version__}


def write_json(path, value):
    """Stable JSON: sorted names, a newline at the end."""
    Path(path).write_text(json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


def write_case(folder, about, weights, inputs, expected, single, longest_sum, by_element=(), silent=()):
    """Write everything but the ONNX files, which must already lie in the folder.

    `single` holds the expected tensors once more, as the same program computes them in float32. The parameters
    `silent` are those that no loss depends on.
    """
    groups = {"weights": weights, "inputs": inputs, "expected": expected}
    for name, array in ((n, a) for group in groups.values() for n, a in group.items()):
        assert numpy.all(numpy.isfinite(array)), f"{name} is not finite"
    for group, tensors in groups.items():
        tensor_file.write(folder / f"{group}.safetensors", tensors)
    files = sorted(path.name for path in folder.iterdir() if path.suffix in (".safetensors", ".onnx"))
    apart = [f"after{steps}.{name}" for steps in (1, 10) for name in silent]
    tolerance = tolerances(expected, single, longest_sum, by_element, apart)
    if "optimizer" in about:
        own = after_silent_steps(about["optimizer"], silent, longest_sum)
        for precision, bounds in after_steps(about["optimizer"]).items():
            tolerance[precision]["after_steps"] = {**bounds, **own[precision]}
    case = {
        "touchstone": 1,
        **about,
        "tensors": {group: described(tensors) for group, tensors in groups.items()},
        "files": {name: file_hash(folder / name) for name in files},
        "tolerance": tolerance,
        "computed_by": computed_by(),
    }
    write_json(folder / "case.json", case)
