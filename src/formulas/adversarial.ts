import { cells, value } from '../engines/value.ts'
import {
  fill,
  map,
  meanOf,
  norm,
  perSample,
  type Row,
  rows,
  scalar,
  softplus,
  squaredRounding,
  sum,
} from './arrays.ts'
import { logits, reals, targets, units } from './domains.ts'
import { type Formula, formula, type Input } from './formula.ts'
import { crossEntropy } from './gaussian.ts'

const logitsOf: Input = { axes: ['N'], domain: logits }
const scores: Input = { axes: ['N'], domain: reals }
const anyOf: Input = { axes: ['N', '...'], domain: reals }

/** The mean of f over all cells. */
const average = (f: (x: number) => number, of: Parameters<typeof meanOf>[0]) => meanOf(map(f, of))

const relu = (x: number) => Math.max(x, 0)

/** Logarithms near 0 are known to a rounding of 1, for they are log(1 + something small). */
const logTerm = (x: number) => 1 + Math.abs(x)

const bceWithLogits = formula({
  name: 'bce_with_logits',
  statement: 'loss = mean(softplus(logits) - target logits)',
  source: 'Goodfellow et al. 2014, eq. 1, as a loss of logits',
  inputs: { logits: logitsOf, target: { axes: ['N'], domain: targets } },
  outputs: { loss: [] },
  reduces: ['N'],
  value: ({ logits: a, target }) => ({ loss: scalar(meanOf(map(crossEntropy, a, target))) }),
  terms: ({ logits: a }) => ({ loss: scalar(average(logTerm, a)) }),
})

const ganValue = formula({
  name: 'gan_value',
  statement: 'value = mean log sigmoid(real) + mean log(1 - sigmoid(fake))',
  source: 'Goodfellow et al. 2014, eq. 1',
  inputs: { real: logitsOf, fake: logitsOf },
  outputs: { value: [] },
  reduces: ['N'],
  value: ({ real, fake }) => ({
    value: scalar(-average((r) => softplus(-r), real) - average(softplus, fake)),
  }),
  terms: ({ real, fake }) => ({ value: scalar(average(logTerm, real) + average(logTerm, fake)) }),
})

const generatorLoss = formula({
  name: 'generator_loss',
  statement: 'non-saturating: -mean log sigmoid(fake); minimax: mean log(1 - sigmoid(fake))',
  source: 'Goodfellow et al. 2014, section 3',
  inputs: { fake: logitsOf },
  outputs: { loss: [] },
  conventions: { loss: ['non_saturating', 'minimax'] },
  reduces: ['N'],
  value: ({ fake }, { loss }) => ({
    loss: scalar(loss === 'minimax' ? -average(softplus, fake) : average((f) => softplus(-f), fake)),
  }),
  terms: ({ fake }) => ({ loss: scalar(average(logTerm, fake)) }),
})

const hingeLoss = formula({
  name: 'hinge_loss',
  statement: 'discriminator_loss = mean relu(1 - real) + mean relu(1 + fake); generator_loss = -mean fake',
  source: 'Lim & Ye 2017; Miyato et al. 2018, eqs. 16 and 17',
  inputs: { real: scores, fake: scores },
  outputs: { discriminator_loss: [], generator_loss: [] },
  reduces: ['N'],
  value: ({ real, fake }) => ({
    discriminator_loss: scalar(average((r) => relu(1 - r), real) + average((f) => relu(1 + f), fake)),
    generator_loss: scalar(-meanOf(fake)),
  }),
})

const wganCriticLoss = formula({
  name: 'wgan_critic_loss',
  statement: 'loss = mean fake - mean real',
  source: 'Arjovsky et al. 2017, algorithm 1',
  inputs: { real: scores, fake: scores },
  outputs: { loss: [] },
  reduces: ['N'],
  value: ({ real, fake }) => ({ loss: scalar(meanOf(fake) - meanOf(real)) }),
})

const gradientPenaltyPoints = formula({
  name: 'gradient_penalty_points',
  statement: 'x_hat = alpha real + (1 - alpha) fake, alpha one number a sample',
  source: 'Gulrajani et al. 2017, algorithm 1',
  inputs: { real: anyOf, fake: anyOf, alpha: { axes: ['N'], domain: units } },
  outputs: { x_hat: ['N', '...'] },
  value: ({ real, fake, alpha }) => {
    const [r, f, a] = [real, fake, alpha].map(cells)
    const width = r.length / a.length
    const sampleOf = (i: number) => Math.floor(i / width)
    return { x_hat: fill(real.shape, (i) => a[sampleOf(i)] * r[i] + (1 - a[sampleOf(i)]) * f[i]) }
  },
})

const gradientPenalty = formula({
  name: 'gradient_penalty',
  statement: 'penalty = mean over samples of (norm over all features - 1)^2',
  source: 'Gulrajani et al. 2017, eq. 3',
  inputs: { gradient: anyOf },
  outputs: { penalty: [] },
  reduces: ['N', '...'],
  small: { gradient: 0.1 },
  value: ({ gradient }) => ({ penalty: scalar(meanOf(perSample((g) => (norm(g) - 1) ** 2, gradient))) }),
  // Where a norm is near 1 the square of its own rounding is left.
  terms: ({ gradient }) => ({
    penalty: scalar(squaredRounding * meanOf(perSample((g) => norm(g) ** 2, gradient))),
  }),
})

const clipWeights = formula({
  name: 'clip_weights',
  statement: 'weight = min(max(weight, -clip), clip)',
  source: 'Arjovsky et al. 2017, algorithm 1',
  inputs: { weight: { axes: ['...'], domain: reals } },
  outputs: { weight: ['...'] },
  parameters: { clip: 0.01 },
  batch: 'none',
  small: { weight: 0.02 },
  value: ({ weight }, { clip }) => ({ weight: map((w) => Math.min(Math.max(w, -clip), clip), weight) }),
})

const spectralNorm = formula({
  name: 'spectral_norm',
  statement: 'v = W^T u / norm, u = W v / norm, sigma = u^T W v, weight = W / sigma: one power iteration',
  source: 'Miyato et al. 2018, algorithm 1',
  inputs: { weight: { axes: ['O', 'K'], domain: reals }, u: { axes: ['O'], domain: reals } },
  outputs: { weight: ['O', 'K'], u: ['O'] },
  batch: 'none',
  reduces: ['O', 'K'],
  value({ weight, u }) {
    const w = rows(weight)
    const v = unit(timesMatrix(cells(u), w))
    const next = unit(w.map((row) => dot(row, v)))
    const sigma = dot(
      next,
      w.map((row) => dot(row, v)),
    )
    return { weight: map((cell) => cell / sigma, weight), u: value(next) }
  },
})

const dot = (a: Row, b: Row) => sum(a.length, (i) => a[i] * b[i])
const timesMatrix = (u: Row, w: readonly Row[]) =>
  Array.from(w[0], (_, k) => sum(w.length, (o) => u[o] * w[o][k]))
const unit = (row: Row) => Array.from(row, (cell) => cell / norm(row))

const r1Penalty = formula({
  name: 'r1_penalty',
  statement: 'penalty = 1/2 mean over samples of the sum of squares',
  source: 'Mescheder et al. 2018, eq. 9, with gamma = 1',
  inputs: { gradient: anyOf },
  outputs: { penalty: [] },
  reduces: ['N', '...'],
  value: ({ gradient }) => ({ penalty: scalar(meanOf(perSample((g) => norm(g) ** 2, gradient)) / 2) }),
})

export const adversarialFormulas: readonly Formula[] = [
  bceWithLogits,
  ganValue,
  generatorLoss,
  hingeLoss,
  wganCriticLoss,
  gradientPenaltyPoints,
  gradientPenalty,
  clipWeights,
  spectralNorm,
  r1Penalty,
]
