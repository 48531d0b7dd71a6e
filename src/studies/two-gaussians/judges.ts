import { vjp } from '../../graph/grad.ts'
import type { Tensors } from '../../graph/trace.ts'
import { criticLoss, ganValue } from '../../losses/adversarial.ts'
import { players } from '../../models/gan.ts'
import type { Model, Phase } from '../../models/model.ts'
import { gradientPenalty } from '../../models/wgan.ts'
import { adam, rmsprop } from '../../nn/optimizers.ts'
import type { Params } from '../../nn/parameters.ts'
import { add } from '../../ops/add.ts'
import { affine } from '../../ops/affine.ts'
import { broadcast } from '../../ops/broadcast.ts'
import { clamp } from '../../ops/clamp.ts'
import { neg } from '../../ops/neg.ts'
import { constant, type Tensor } from '../../ops/tensor.ts'
import type { Pair } from './pairs.ts'

const width = 32
const clip = 0.1
/** What the penalty weighs (Gulrajani et al. 2017). */
export const lambda = 10

type Judge = (x: Tensor) => Tensor
export type Sign = 1 | -1

/** What a judge is trained for, of samples of the two sides of a pair, and how. */
interface Aim extends Pick<Phase, 'noise' | 'optimizer' | 'after'> {
  readonly name: string
  readonly kind: 'gan' | 'wgan'
  readonly source: string
  /** What the net's output is multiplied by; 1 unless told. */
  readonly sign?: Sign
  readonly loss: (judge: Judge, real: Tensor, fake: Tensor, noise: Tensors) => Tensor
}

/**
 * A discriminator or a critic by itself, against a generator that stands still: the net of our GANs, shown new samples of a
 * pair of distributions at every step. It judges x [N, dim]: score [N], and slope [N, dim], the score's gradient.
 */
function judgeOf(aim: Aim, pair: Pair): Model {
  const { judge: net } = players(pair.dim, 1, width)
  const { name, kind, source, sign = 1, loss, noise, ...phase } = aim
  const judge = (params: Params, x: Tensor) => affine(net.apply(params, x), sign, 0)
  return {
    name: `${name} of ${pair.name}`,
    title: `${name} of ${pair.name}, ${pair.shift} apart`,
    kind,
    source,
    options: { shift: pair.shift, sign },
    parameters: net.parameters,
    functions: {
      judge: {
        inputs: { x: [pair.dim] },
        outputs: ['score', 'slope'],
        apply: (params, { x }) => {
          const score = judge(params, x)
          const [slope] = vjp(score, broadcast(constant(1), score.shape), [x])
          return { score, slope }
        },
      },
    },
    conventions: {},
    samples: {},
    phases: [
      {
        ...phase,
        name: 'judge',
        moves: '',
        noise: { real: pair.noise, fake: pair.noise, ...noise },
        loss: (params, inputs) =>
          loss((x) => judge(params, x), pair.real(inputs.real), pair.fake(inputs.fake), inputs),
      },
    ],
    recipe: { data: 'none', batch: 256, steps: 1024, learningRate: 1e-2, engine: 'onnx' },
  }
}

/** Climbs the value function V, as it should (Goodfellow et al. 2014, algorithm 1). */
export const discriminator = (pair: Pair): Model =>
  judgeOf(
    {
      name: 'discriminator',
      kind: 'gan',
      source: 'Goodfellow et al. 2014',
      loss: (judge, real, fake) => neg(ganValue(judge(real), judge(fake))),
    },
    pair,
  )

/** Descends V, as the lecture's slide has it, at one learning rate: there is nothing to settle in. */
export const descendingDiscriminator = (pair: Pair): Model =>
  judgeOf(
    {
      name: 'descending discriminator',
      kind: 'gan',
      source: "the lecture's slide",
      optimizer: (lr) => adam({ lr }),
      loss: (judge, real, fake) => ganValue(judge(real), judge(fake)),
    },
    pair,
  )

/** Kept Lipschitz by clipping its weights. */
export const clippedCritic = (pair: Pair): Model =>
  judgeOf(
    {
      name: 'clipped critic',
      kind: 'wgan',
      source: 'Arjovsky et al. 2017',
      loss: (judge, real, fake) => criticLoss(judge(real), judge(fake)),
      optimizer: (lr, schedule) => rmsprop({ lr }, schedule),
      after: (params) =>
        Object.fromEntries(
          Object.entries(params).map(([path, weight]) => [path, clamp(weight, -clip, clip)]),
        ),
    },
    pair,
  )

/**
 * Kept Lipschitz by a penalty on its gradient. On the line the loss of a slope s is s shift + lambda (|s| - 1)^2, which has
 * two minima, s = -(1 + shift / 2 lambda) and, as long as this is above 0, s = 1 - shift / 2 lambda, where the critic takes
 * fakes for real ones: from there no way leads out but through slope 0. `sign` is the way up in which the net starts.
 */
export const penalisedCritic = (pair: Pair, sign: Sign): Model =>
  judgeOf(
    {
      name: 'penalised critic',
      kind: 'wgan',
      source: 'Gulrajani et al. 2017',
      sign,
      noise: { alpha: { shape: [], distribution: 'uniform' } },
      loss: (judge, real, fake, { alpha }) =>
        add(
          criticLoss(judge(real), judge(fake)),
          affine(gradientPenalty(judge, real, fake, alpha), lambda, 0),
        ),
      optimizer: (lr, schedule) => adam({ lr, beta1: 0, beta2: 0.9 }, schedule),
    },
    pair,
  )
