"""The formulas of the catalogue in PyTorch, each from its definition; torch's own functions wherever they exist."""

import math

import numpy
import sklearn.decomposition
import torch
from torch.distributions import Bernoulli, Normal, kl_divergence
from torch.nn import functional

BCE = functional.binary_cross_entropy_with_logits


def normal(mean, log_variance):
    return Normal(mean, torch.exp(log_variance / 2))


def gaussian_kl(mean, log_variance):
    standard = Normal(torch.zeros_like(mean), torch.ones_like(mean))
    return {"kl": kl_divergence(normal(mean, log_variance), standard).sum(1)}


def gaussian_kl_general(mean_q, log_variance_q, mean_p, log_variance_p):
    return {"kl": kl_divergence(normal(mean_q, log_variance_q), normal(mean_p, log_variance_p)).sum(1)}


def gaussian_log_density(x, mean, log_variance):
    return {"log_density": normal(mean, log_variance).log_prob(x).sum(1)}


def bernoulli_log_likelihood(x, logits):
    return {"log_likelihood": Bernoulli(logits=logits, validate_args=False).log_prob(x).sum(1)}


def reparameterize(mean, log_variance, eps):
    return {"z": mean + torch.exp(log_variance / 2) * eps}


def iwae_bound(log_w):
    return {"bound": torch.logsumexp(log_w, 1) - math.log(log_w.shape[1])}


def conditioning_augmentation(mean, log_variance, eps):
    return {
        "c": reparameterize(mean, log_variance, eps)["z"],
        "kl": gaussian_kl(mean, log_variance)["kl"].mean(),
    }


def bce_with_logits(logits, target):
    return {"loss": BCE(logits, target)}


def gan_value(real, fake):
    return {"value": functional.logsigmoid(real).mean() + functional.logsigmoid(-fake).mean()}


def generator_loss(fake, loss="non_saturating"):
    if loss == "minimax":
        return {"loss": functional.logsigmoid(-fake).mean()}
    return {"loss": BCE(fake, torch.ones_like(fake))}


def hinge_loss(real, fake):
    return {
        "discriminator_loss": functional.relu(1 - real).mean() + functional.relu(1 + fake).mean(),
        "generator_loss": -fake.mean(),
    }


def wgan_critic_loss(real, fake):
    return {"loss": fake.mean() - real.mean()}


def gradient_penalty_points(real, fake, alpha):
    alpha = alpha.reshape(-1, *[1] * (real.dim() - 1))
    return {"x_hat": torch.lerp(fake, real, alpha.expand_as(real))}


def gradient_penalty(gradient):
    return {"penalty": ((gradient.flatten(1).norm(2, dim=1) - 1) ** 2).mean()}


def clip_weights(weight, clip=0.01):
    return {"weight": weight.clamp(-clip, clip)}


def spectral_norm(weight, u):
    v = functional.normalize(weight.t() @ u, dim=0)
    u = functional.normalize(weight @ v, dim=0)
    return {"weight": weight / torch.dot(u, weight @ v), "u": u}


def pixel_norm(x, eps=1e-8):
    return {"y": x * torch.rsqrt((x**2).mean(1, keepdim=True) + eps)}


def minibatch_stddev(x, group_size=4, grouping="strided", eps=1e-8):
    count, channels, height, width = x.shape
    members = min(group_size, count)
    axis = 0 if grouping == "strided" else 1
    shape = (members, count // members) if grouping == "strided" else (count // members, members)
    groups = x.reshape(*shape, channels, height, width)
    deviation = torch.sqrt(groups.var(axis, unbiased=False) + eps).mean((1, 2, 3))
    each = deviation.repeat(members) if grouping == "strided" else deviation.repeat_interleave(members)
    return {"y": torch.cat([x, each.reshape(-1, 1, 1, 1).expand(-1, 1, height, width)], 1)}


def equalized_lr(weight):
    return {"weight": weight * (torch.nn.init.calculate_gain("relu") / math.sqrt(weight[0].numel()))}


def fade_in(low, high, alpha):
    return {"y": (1 - alpha) * low + alpha * high}


def affine(y, scale, shift):
    return y * scale[:, :, None, None] + shift[:, :, None, None]


def adain(x, scale, bias, eps=1e-8):
    return {"y": affine(functional.instance_norm(x, eps=eps), scale, bias)}


def modulated_conv2d(x, weight, style, demodulate=True, eps=1e-8):
    images = []
    for image, own in zip(x, style):
        kernel = weight * own[None, :, None, None]
        if demodulate:
            kernel = kernel / torch.sqrt((kernel**2).sum((1, 2, 3), keepdim=True) + eps)
        images.append(functional.conv2d(image[None], kernel, padding=weight.shape[2] // 2))
    return {"y": torch.cat(images)}


def r1_penalty(gradient):
    return {"penalty": gradient.square().flatten(1).sum(1).mean() / 2}


def path_length_penalty(gradient, mean_length, decay=0.01):
    lengths = gradient.norm(2, dim=1)
    moved = torch.lerp(mean_length, lengths.mean(), decay)
    return {"penalty": functional.mse_loss(lengths, moved.expand_as(lengths)), "mean_length": moved}


def conditional_batch_norm(x, gamma, beta, gamma_offset=1, eps=1e-5):
    return {"y": affine(functional.batch_norm(x, None, None, training=True, eps=eps), gamma_offset + gamma, beta)}


def truncation(w, mean, psi):
    return {"w": torch.lerp(mean.expand_as(w), w, psi)}


def cycle_loss(a, a_cycled, b, b_cycled):
    return {"loss": functional.l1_loss(a_cycled, a) + functional.l1_loss(b_cycled, b)}


def identity_loss(a, a_from_b_to_a, b, b_from_a_to_b):
    return {"loss": functional.l1_loss(a_from_b_to_a, a) + functional.l1_loss(b_from_a_to_b, b)}


def affine_coupling(x, s, t):
    kept = x.shape[1] // 2
    return {"y": torch.cat([x[:, :kept], x[:, kept:] * s.exp() + t], 1), "log_det": s.sum(1)}


def actnorm(x, log_scale, bias):
    y = (x + bias[None, :, None, None]) * log_scale.exp()[None, :, None, None]
    return {"y": y, "log_det": (x.shape[2] * x.shape[3] * log_scale.sum()).repeat(x.shape[0])}


def invertible_conv1x1(x, weight):
    y = functional.conv2d(x, weight[:, :, None, None])
    log_det = x.shape[2] * x.shape[3] * torch.linalg.slogdet(weight)[1]
    return {"y": y, "log_det": log_det.repeat(x.shape[0])}


def planar_flow(x, u, w, b):
    """The log-determinant is that of the Jacobian itself, by autograd."""
    along = torch.dot(w, u)
    u_hat = u + (functional.softplus(along) - 1 - along) * w / torch.dot(w, w)

    def move(point):
        return point + u_hat * torch.tanh(torch.dot(w, point) + b)

    jacobians = torch.stack([torch.autograd.functional.jacobian(move, point) for point in x])
    return {"y": torch.stack([move(point) for point in x]), "log_det": torch.linalg.slogdet(jacobians)[1]}


def squeeze(x):
    return {"y": functional.pixel_unshuffle(x, 2)}


def phi4_action(phi, mass_squared=-4.0, coupling=8.0):
    kinetic = sum(2 * phi - phi.roll(1, axis) - phi.roll(-1, axis) for axis in (1, 2))
    return {"action": (phi * kinetic + mass_squared * phi**2 + coupling * phi**4).sum((1, 2))}


def effective_sample_size(log_w):
    weights = torch.softmax(log_w, 0)
    return {"ess": 1 / (len(log_w) * (weights**2).sum())}


def metropolis_probability(log_p_old, log_q_old, log_p_new, log_q_new):
    return {"probability": ((log_p_new - log_q_new) - (log_p_old - log_q_old)).clamp(max=0).exp()}


def pca(x):
    found = sklearn.decomposition.PCA(svd_solver="full").fit(x.numpy())
    return {
        "mean": torch.from_numpy(numpy.array(found.mean_)),
        "components": torch.from_numpy(numpy.array(found.components_)),
        "explained_variance": torch.from_numpy(numpy.array(found.explained_variance_)),
    }


def conv2d(x, weight, bias, stride=1, padding=0):
    return {"y": functional.conv2d(x, weight, bias, stride=stride, padding=padding)}


def conv_transpose2d(x, weight, bias, stride=1, padding=0, output_padding=0):
    geometry = {"stride": stride, "padding": padding, "output_padding": output_padding}
    return {"y": functional.conv_transpose2d(x, weight, bias, **geometry)}


def batch_norm(x, gamma, beta, eps=1e-5):
    return {
        "y": functional.batch_norm(x, None, None, gamma, beta, training=True, eps=eps),
        "mean": x.mean((0, 2, 3)),
        "variance": x.var((0, 2, 3), unbiased=False),
    }


def instance_norm(x, gamma, beta, eps=1e-5):
    return {"y": functional.instance_norm(x, weight=gamma, bias=beta, eps=eps)}


def optimised(optimizer, parameter, gradient, state):
    """A parameter after one step of torch's optimiser from a state, and the state after it."""
    parameter.grad = gradient
    optimizer.state[parameter] = state
    optimizer.step()
    return parameter.detach(), optimizer.state[parameter]


def adam_step(parameter, gradient, m, v, step, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    variable = torch.nn.Parameter(parameter.clone())
    optimizer = torch.optim.Adam([variable], lr=lr, betas=(beta1, beta2), eps=eps)
    state = {"step": step - 1, "exp_avg": m.clone(), "exp_avg_sq": v.clone()}
    moved, state = optimised(optimizer, variable, gradient, state)
    return {"parameter": moved, "m": state["exp_avg"], "v": state["exp_avg_sq"]}


def rmsprop_step(parameter, gradient, v, lr=1e-2, alpha=0.99, eps=1e-8):
    variable = torch.nn.Parameter(parameter.clone())
    optimizer = torch.optim.RMSprop([variable], lr=lr, alpha=alpha, eps=eps)
    moved, state = optimised(optimizer, variable, gradient, {"step": 5, "square_avg": v.clone()})
    return {"parameter": moved, "v": state["square_avg"]}


def sgd_momentum_step(parameter, gradient, momentum, lr=1e-2, mu=0.9):
    variable = torch.nn.Parameter(parameter.clone())
    optimizer = torch.optim.SGD([variable], lr=lr, momentum=mu)
    moved, state = optimised(optimizer, variable, gradient, {"momentum_buffer": momentum.clone()})
    return {"parameter": moved, "momentum": state["momentum_buffer"]}
