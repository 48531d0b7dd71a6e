"""Makes a subject that `touchstone check` can judge out of Python functions. It needs NumPy and nothing else.

    from touchstone_subject import serve

    def to_latent(x):                                   # x [N, 3]
        return {"z": ..., "log_det": ...}               # z [N, 3], log_det [N]

    serve({"to_latent": to_latent}, shapes={"x": [3]})

Functions take NumPy arrays, batch first, under the contract's names, and return a dictionary of arrays. Raise
NotImplementedError for what you do not have. You may print: the protocol has standard output to itself.
"""

import base64
import json
import os
import sys
import traceback

import numpy

DTYPES = ("float32", "float64")


def serve(functions, shapes=None, dtype="float32", batch=None, name="python"):
    """Answers Touchstone until it says stop.

    functions -- by the contract's names
    shapes    -- of one sample, by the names of inputs: {"x": [1, 28, 28], "z": [20]}
    dtype     -- of the arrays that functions are given: "float32", or "float64" where they compute in that
    batch     -- the one batch size that they take, or None for any
    """
    requests, answers = _standard_streams()
    for line in requests:
        request = json.loads(line)
        if request["cmd"] == "stop":
            break
        if request["cmd"] == "start":
            answer = {
                "version": 1,
                "implementation": {"name": name, "language": "python"},
                "functions": list(functions),
                "shapes": shapes or {},
                "dtype": dtype,
                "batch": batch,
            }
        else:
            answer = {"seq": request["seq"], **_call(functions, request)}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _standard_streams():
    """Standard input and output; what anything prints from now on goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return sys.stdin, answers


def _call(functions, request):
    try:
        inputs = {name: _array(tensor) for name, tensor in request["inputs"].items()}
        outputs = functions[request["function"]](**inputs)
        return {"outputs": {name: _tensor(output) for name, output in outputs.items()}}
    except NotImplementedError as reason:
        return {"skipped": str(reason) or "not implemented"}
    except Exception as error:  # whatever is wrong is for Touchstone to tell
        traceback.print_exc()
        return {"error": f"{type(error).__name__}: {error}"}


def _array(tensor):
    """A tensor of the protocol, little-endian, as an array of its own."""
    dtype = numpy.dtype(tensor["dtype"]).newbyteorder("<")
    cells = numpy.frombuffer(base64.b64decode(tensor["data"]), dtype)
    return cells.reshape(tensor["shape"]).astype(tensor["dtype"])


def _tensor(output):
    """An array, a number, or a tensor of PyTorch, as the protocol has it."""
    if hasattr(output, "detach"):
        output = output.detach().cpu().numpy()
    array = numpy.asarray(output)
    dtype = str(array.dtype) if str(array.dtype) in DTYPES else "float64"
    cells = array.astype(numpy.dtype(dtype).newbyteorder("<"))
    return {"dtype": dtype, "shape": list(array.shape), "data": base64.b64encode(cells.tobytes()).decode()}
