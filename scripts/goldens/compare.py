"""Compare freshly computed cases with the kept ones: compare.py FRESH KEPT

Numbers may differ in the last digits from machine to machine, as linear algebra libraries sum in different orders:
float64 tensors are compared to 1e-12, relative to each tensor's largest magnitude.
Names, shapes, dtypes and everything in case.json that is not a hash, a measured departure or a version are
compared exactly; a model by its graph and its initializers.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy
import onnx
from onnx import numpy_helper

import tensor_file
from tolerance import relative_departure

RELATIVE = {"float64": 1e-12, "float32": 1e-6}


def compare_arrays(name, fresh, kept):
    """What departs between two arrays, or nothing."""
    if fresh.dtype != kept.dtype or fresh.shape != kept.shape:
        return [f"{name}: {kept.dtype}{list(kept.shape)} is kept, {fresh.dtype}{list(fresh.shape)} was computed"]
    error = relative_departure(fresh, kept.astype(float))
    if not error <= RELATIVE.get(fresh.dtype.name, 0):
        return [f"{name}: departs by {error:.1e} of its largest magnitude"]
    return []


def compare_named(fresh, kept):
    """Compare two dictionaries of arrays."""
    names = sorted(set(fresh) ^ set(kept))
    found = [f"{name}: only {'computed' if name in fresh else 'kept'}" for name in names]
    for name in sorted(set(fresh) & set(kept)):
        found += compare_arrays(name, fresh[name], kept[name])
    return found


def graph_of(path):
    """The model's structure without its constants' values, and those values by name."""
    model = onnx.load(str(path))
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    for node in model.graph.node:
        for attribute in node.attribute:
            if attribute.HasField("t"):
                values[f"{node.output[0]}.{attribute.name}"] = numpy_helper.to_array(attribute.t)
                attribute.ClearField("t")
    del model.graph.initializer[:]
    model.ClearField("producer_version")
    return model.SerializeToString(deterministic=True), values


def compare_models(fresh, kept):
    (graph, values), (kept_graph, kept_values) = graph_of(fresh), graph_of(kept)
    found = [] if graph == kept_graph else [f"{kept.name}: the graph departs"]
    return found + [f"{kept.name}: {line}" for line in compare_named(values, kept_values)]


def names_only(value):
    """A nested dictionary with its values taken out."""
    return {key: names_only(inner) for key, inner in value.items()} if isinstance(value, dict) else None


def without_measurements(case):
    """case.json without what may differ between machines; the tensors themselves are compared elsewhere."""
    measured = ("files", "computed_by", "tolerance", "tensors")
    rest = {key: value for key, value in case.items() if key not in measured}
    return json.dumps([rest, names_only({key: case[key] for key in measured})], sort_keys=True)


def compare_descriptions(fresh, kept):
    """case.json says the same, and its hashes are those of the kept files."""
    described, kept_described = json.loads(fresh.read_text()), json.loads(kept.read_text())
    same = without_measurements(described) == without_measurements(kept_described)
    found = [] if same else ["case.json: the description departs"]
    for name, expected in kept_described["files"].items():
        path = kept.parent / name
        if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            found.append(f"{name}: its SHA-256 is not the one in case.json")
    return found


def compare_files(fresh, kept):
    if fresh.suffix == ".safetensors":
        tensors = compare_named(tensor_file.read(fresh), tensor_file.read(kept))
        return [f"{kept.name}: {line}" for line in tensors]
    if fresh.suffix == ".onnx":
        return compare_models(fresh, kept)
    if fresh.name == "case.json":
        return compare_descriptions(fresh, kept)
    return [] if fresh.read_bytes() == kept.read_bytes() else [f"{kept.name}: the text departs"]


def is_test(path):
    """A case's folder also holds the test that reads it, which nothing computes."""
    return path.name.endswith(".test.ts")


def compare_folders(fresh, kept):
    """What departs between two cases."""
    names = {path.name for path in fresh.iterdir()}
    kept_names = {path.name for path in kept.iterdir() if not is_test(path)} if kept.is_dir() else set()
    found = [f"{name}: only {'computed' if name in names else 'kept'}" for name in sorted(names ^ kept_names)]
    for name in sorted(names & kept_names):
        found += compare_files(fresh / name, kept / name)
    return found


def main():
    fresh, kept = Path(sys.argv[1]), Path(sys.argv[2])
    departed = False
    for case in sorted(path.name for path in fresh.iterdir()):
        found = compare_folders(fresh / case, kept / case)
        departed = departed or bool(found)
        print(f"{case}: {'departs' if found else 'same'}")
        for line in found:
            print(f"  {line}")
    return 1 if departed else 0


if __name__ == "__main__":
    sys.exit(main())
