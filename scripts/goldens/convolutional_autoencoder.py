"""A convolutional autoencoder of square grey images.

Masci et al. 2011, "Stacked convolutional auto-encoders for hierarchical feature extraction", with strided convolutions
for pooling, and their transposes (Dumoulin & Visin 2016, arXiv:1603.07285) for the way back:

    h_0 = x as [N, 1, S, S], S = sqrt(dim);   h_i = relu(conv_i(h_{i-1}) + b_i), i = 1 .. 4;   z = conv_5(h_4) + b_5
    g_0 = z as [N, latent, 1, 1];   g_i = relu(conv^T_i(g_{i-1}) + c_i), i = 1 .. 4;   xhat = conv^T_5(g_4) + c_5
    loss = mean over the batch of sum over features (xhat - x)^2

of C, C, 2C, 2C, latent channels and kernels 3, 4 (stride 2), 3, 4 (stride 2), S / 4, and the same backwards.
"""

import copy

import numpy
import torch

import adam
import digits
import ops_convolution
from deep_autoencoder import census, check_values_and_gradient, compute, hidden_values
from export import export
from golden import as_arrays, rounded, write_case

OPTIONS = {"dim": 64, "latent": 5, "channels": 3}
BATCH, SEED, KINK = 8, 838, 1e-5


def plan(dim, latent, channels):
    """The encoder's layers: channels in, channels out, kernel, stride, padding."""
    side, c = int(dim**0.5), channels
    assert side * side == dim and side % 4 == 0
    return [
        (1, c, 3, 1, 1),
        (c, c, 4, 2, 1),
        (c, 2 * c, 3, 1, 1),
        (2 * c, 2 * c, 4, 2, 1),
        (2 * c, latent, side // 4, 1, 0),
    ]


class ConvolutionalAutoencoder(torch.nn.Module):
    def __init__(self, dim, latent, channels):
        super().__init__()
        layers = plan(dim, latent, channels)
        self.side = int(dim**0.5)
        self.latent = latent
        self.encoder = torch.nn.ModuleList(torch.nn.Conv2d(*layer) for layer in layers)
        self.decoder = torch.nn.ModuleList(
            torch.nn.ConvTranspose2d(after, before, *rest) for before, after, *rest in reversed(layers)
        )
        self.hidden = []

    def through(self, layers, value):
        """ReLU between the layers, none at the end; what each ReLU is given is kept."""
        for layer in layers[:-1]:
            before = layer(value)
            self.hidden.append(before.detach().flatten(1))
            value = torch.relu(before)
        return layers[-1](value).flatten(1)

    def forward(self, x):
        self.hidden = []
        z = self.through(self.encoder, x.reshape(-1, 1, self.side, self.side))
        reconstruction = self.through(self.decoder, z.reshape(-1, self.latent, 1, 1))
        loss = ((reconstruction - x) ** 2).sum(dim=1).mean()
        return z, reconstruction, loss


def terms(layer):
    """How many products are summed into one output that no border cuts short."""
    if isinstance(layer, torch.nn.Conv2d):
        return layer.weight[0].numel()
    # At decoder.0 there is but one place, and each output sees it through one entry of the kernel.
    reached = layer.kernel_size[0] // layer.stride[0] if layer.padding[0] > 0 else 1
    return layer.in_channels * reached**2


def generic_model(rng):
    """Weights from U(-sqrt(6/n), sqrt(6/n)), biases from U(-1/sqrt(n), 1/sqrt(n)), n the terms of one output."""
    model = ConvolutionalAutoencoder(**OPTIONS).double()
    for layer in (*model.encoder, *model.decoder):
        for tensor, square in ((layer.weight, 6), (layer.bias, 1)):
            bound = (square / terms(layer)) ** 0.5
            tensor.data = torch.from_numpy(rounded(rng.uniform(-bound, bound, tuple(tensor.shape))))
    return model


def dead_channels(model, hidden):
    """The channels, of all the hidden layers, that are nowhere active for any of the batch."""
    found, first = 0, 0
    side, channels = model.side, OPTIONS["channels"]
    half, quarter = (channels, side // 2), (2 * channels, side // 4)
    wide = (2 * channels, side // 2)
    shapes = [(channels, side), half, wide, quarter]
    for count, size in (*shapes, *reversed(shapes)):
        active = hidden[:, first : first + count * size**2].reshape(len(hidden), count, -1) > 0
        found += int((~active.any(dim=2).any(dim=0)).sum())
        first += count * size**2
    assert first == hidden.shape[1]
    return found


def transposed(x, weight, stride, padding):
    """conv_transpose2d by its formula: every input adds its multiple of the kernel to the output."""
    batch, _, rows, columns = x.shape
    _, out, kernel, _ = weight.shape
    y = numpy.zeros((batch, out, (rows - 1) * stride + kernel, (columns - 1) * stride + kernel))
    for i in range(rows):
        for j in range(columns):
            down, right = i * stride, j * stride
            y[:, :, down : down + kernel, right : right + kernel] += numpy.tensordot(x[:, :, i, j], weight, 1)
    return y[:, :, padding : y.shape[2] - padding, padding : y.shape[3] - padding]


def by_numpy(model, x):
    """The forward pass once more, by numpy alone."""
    weights, x = as_arrays(dict(model.named_parameters())), x.numpy()
    layers = [layer[3:] for layer in plan(**OPTIONS)]

    def forward(value, weight, stride, padding):
        return ops_convolution.formula(value, weight, (stride, stride), (padding, padding), (1, 1), 1)

    def through(part, operation, settings, value):
        for index, (stride, padding) in enumerate(settings):
            value = numpy.maximum(value, 0) if index > 0 else value
            value = operation(value, weights[f"{part}.{index}.weight"], stride, padding)
            value = value + weights[f"{part}.{index}.bias"][:, None, None]
        return value.reshape(len(value), -1)

    z = through("encoder", forward, layers, x.reshape(len(x), 1, model.side, model.side))
    reconstruction = through("decoder", transposed, layers[::-1], z[:, :, None, None])
    return {"z": z, "reconstruction": reconstruction, "loss": ((reconstruction - x) ** 2).sum() / len(x)}


def zero_gradients(found):
    """How many entries of the gradients are exactly 0, and of how many."""
    gradients = torch.cat([value.flatten() for name, value in found.items() if name.startswith("gradient.")])
    return int((gradients == 0).sum()), len(gradients)


def check(model, x, found):
    """No ReLU is near its kink, most units matter, numpy finds the same, and differences give the gradient."""
    hidden = hidden_values(model, x)
    assert all(value.abs().min() > KINK for value in hidden)
    never, some, _ = census(hidden[0])
    assert never <= hidden[0].shape[1] // 5 and some >= hidden[0].shape[1] // 2
    assert dead_channels(model, hidden[0]) == 0
    zero, total = zero_gradients(found)
    assert zero <= total // 8
    check_values_and_gradient(model, x, found, by_numpy(model, x))


def notes(model, x, found):
    never, some, always = census(hidden_values(model, x)[0])
    zero, total = zero_gradients(found)
    return [
        "x: the first 8 images of goldens/data/digits.safetensors, grey value / 16, row by row. Weights and inputs are "
        "float32 values.",
        "encoder: five convolutions to channels, channels, 2 channels, 2 channels and latent channels, with kernels 3, "
        "4, 3, 4, S / 4, strides 1, 2, 1, 2, 1 and paddings 1, 1, 1, 1, 0 (S = sqrt(dim)); decoder: five transposed "
        "convolutions, the same backwards. All have a bias. ReLU after the first four of each, none after the fifth.",
        "Weights lie as in PyTorch: [out, in, k, k] in the encoder, [in, out, k, k] in the decoder.",
        f"No ReLU is given a number within {KINK} of 0, at the start or after any of Adam's steps. Of the hidden "
        f"units (a channel at a place), {some} are active for some of x, {always} for all and {never} for none, at "
        "the start. No channel is dead at the start.",
        f"Of the {total} entries of the gradients {zero} are exactly 0: the maps are small, and these weights "
        "meet only padding, units that are not active, or units whose ReLU passes no gradient back.",
        "losses: before each of 10 full-batch Adam steps, and after the last.",
    ]


def build(folder):
    x = torch.from_numpy(digits.scaled())[:BATCH]
    model = generic_model(numpy.random.default_rng(SEED))
    found = compute(model, x)
    check(model, x, found)
    single = compute(copy.deepcopy(model).float(), x.float())
    outputs = ["z", "reconstruction", "loss"]
    export(model, (x,), folder / "reference.onnx", ["x"], outputs, batched=["x", "z", "reconstruction"])
    about = {
        "case": "convolutional-autoencoder",
        "kind": "autoencoder",
        "title": "Convolutional autoencoder: strided convolutions and their transposes, ReLU between them",
        "source": "Masci et al. 2011, with strides for pooling; transposed convolutions: Dumoulin & Visin 2016; Adam: "
        "Kingma & Ba 2014, algorithm 1",
        "notes": notes(model, x, found),
        "model": {"name": "convolutional-autoencoder", "options": OPTIONS},
        "optimizer": adam.SETTINGS,
    }
    weights = as_arrays(dict(model.named_parameters()))
    # The longest sums: the gradients of encoder.0's and decoder.4's weights, over every pixel of the batch.
    longest_sum = BATCH * OPTIONS["dim"]
    write_case(folder, about, weights, {"x": x.numpy()}, as_arrays(found), as_arrays(single), longest_sum)
