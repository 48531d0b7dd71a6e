"""Single ops, applied to their own results as often as a case says. Operands are tensors before the clock runs."""

import torch
from torch.nn import functional


def gathered_rows(count):
    return (157 * torch.arange(count)) % count


# (x, inputs, turn) -> y
OPS = {
    "matmul": lambda x, inputs, turn: x @ inputs["w"],
    "add": lambda x, inputs, turn: x + inputs["w"],
    "mul": lambda x, inputs, turn: x * inputs["w"],
    "add-bias": lambda x, inputs, turn: x + inputs[f"bias{turn}"],
    "exp": lambda x, inputs, turn: torch.exp(-x),
    "tanh": lambda x, inputs, turn: torch.tanh(x),
    "softplus": lambda x, inputs, turn: functional.softplus(x),
    "sigmoid": lambda x, inputs, turn: torch.sigmoid(x),
    "sum-axis0": lambda x, inputs, turn: x.sum(0),
    "sum-axis1": lambda x, inputs, turn: x.sum(1),
    "conv2d": lambda x, inputs, turn: functional.conv2d(x, inputs["w"], padding=1),
    # A transposed view costs nothing; the others move the cells, so this does, too.
    "transpose": lambda x, inputs, turn: x.t().contiguous(),
    "gather": lambda x, inputs, turn: x.index_select(0, inputs["rows"]),
}


class OpJob:
    def __init__(self, request, tensors):
        self.apply = OPS[request["op"]]
        self.repeats = request["repeats"]
        self.inputs = {**tensors, "rows": gathered_rows(tensors["x"].shape[0])}

    def once(self):
        with torch.no_grad():
            y = self.inputs["x"]
            for turn in range(self.repeats):
                y = self.apply(y, self.inputs, turn)
            return y

    def check(self, steps):
        return self.once().numpy()
