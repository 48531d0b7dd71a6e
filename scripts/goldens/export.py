"""Export a torch module to ONNX, in float32, at opset 17."""

import copy
import warnings

import onnx
import torch

OPSET = 17


def export(module, arguments, path, inputs, outputs, batched):
    """Write and check the model; `batched` leaves the first axis of the named tensors open."""
    single = copy.deepcopy(module).float().eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            single,
            tuple(argument.float() for argument in arguments),
            str(path),
            input_names=inputs,
            output_names=outputs,
            dynamic_axes={name: {0: "N"} for name in batched},
            do_constant_folding=False,
            opset_version=OPSET,
        )
    onnx.checker.check_model(onnx.load(str(path)), full_check=True)
