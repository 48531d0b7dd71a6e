import { map, only } from './arrays.ts'
import { reals, squares, steps } from './domains.ts'
import { type Formula, formula, type Input } from './formula.ts'

const tensor: Input = { axes: ['...'], domain: reals }
const like = ['...']

const adamStep = formula({
  name: 'adam_step',
  statement:
    'm = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2, ' +
    'parameter -= lr (m / (1 - beta1^step)) / (sqrt(v / (1 - beta2^step)) + eps)',
  source: 'Kingma & Ba 2015, algorithm 1',
  inputs: {
    parameter: tensor,
    gradient: tensor,
    m: tensor,
    v: { axes: like, domain: squares },
    step: { axes: [], domain: steps },
  },
  outputs: { parameter: like, m: like, v: like },
  parameters: { lr: 1e-3, beta1: 0.9, beta2: 0.999, eps: 1e-8 },
  batch: 'none',
  small: { parameter: 1e-3, gradient: 1e-8, m: 1e-8, v: 1e-16 },
  value({ parameter, gradient, m, v, step }, { lr, beta1, beta2, eps }) {
    const t = only(step)
    const first = map((a, g) => beta1 * a + (1 - beta1) * g, m, gradient)
    const second = map((a, g) => beta2 * a + (1 - beta2) * g * g, v, gradient)
    const moved = (p: number, a: number, b: number) =>
      p - (lr * (a / (1 - beta1 ** t))) / (Math.sqrt(b / (1 - beta2 ** t)) + eps)
    return { parameter: map(moved, parameter, first, second), m: first, v: second }
  },
})

const rmspropStep = formula({
  name: 'rmsprop_step',
  statement: 'v = alpha v + (1 - alpha) g^2, parameter -= lr g / (sqrt(v) + eps)',
  source: 'Tieleman & Hinton 2012, lecture 6.5, with eps as in torch.optim.RMSprop',
  inputs: { parameter: tensor, gradient: tensor, v: { axes: like, domain: squares } },
  outputs: { parameter: like, v: like },
  parameters: { lr: 1e-2, alpha: 0.99, eps: 1e-8 },
  batch: 'none',
  small: { parameter: 1e-3, gradient: 1e-8, v: 1e-16 },
  value({ parameter, gradient, v }, { lr, alpha, eps }) {
    const second = map((a, g) => alpha * a + (1 - alpha) * g * g, v, gradient)
    const moved = (p: number, g: number, a: number) => p - (lr * g) / (Math.sqrt(a) + eps)
    return { parameter: map(moved, parameter, gradient, second), v: second }
  },
})

const sgdMomentumStep = formula({
  name: 'sgd_momentum_step',
  statement: 'momentum = mu momentum + g, parameter -= lr momentum',
  source: 'Polyak 1964; Sutskever et al. 2013, eqs. 1 and 2, as in torch.optim.SGD',
  inputs: { parameter: tensor, gradient: tensor, momentum: tensor },
  outputs: { parameter: like, momentum: like },
  parameters: { lr: 1e-2, momentum: 0.9 },
  batch: 'none',
  value({ parameter, gradient, momentum }, settings) {
    const velocity = map((a, g) => settings.momentum * a + g, momentum, gradient)
    return { parameter: map((p, a) => p - settings.lr * a, parameter, velocity), momentum: velocity }
  },
})

export const optimiserFormulas: readonly Formula[] = [adamStep, rmspropStep, sgdMomentumStep]
