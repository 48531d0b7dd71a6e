import { seededRandom } from '../../src/data/random.ts'
import type { Precision, Values } from '../../src/engines/engine.ts'
import { value } from '../../src/engines/value.ts'
import { rowsOf } from '../../src/laws/violators.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { average, network, numbersOf, perSample, type Row, roundingOf } from './toy-networks.ts'

export interface ToyWganChoices {
  readonly lipschitz?: 'penalty' | 'clip'
  readonly sign?: 'real_high' | 'real_low'
  readonly lambda?: number
  readonly precision?: Precision
  readonly batch?: number
  readonly seed?: number
  /** Whether ramps, which have kinks, take the place of tanh in the critic. */
  readonly ramps?: boolean
}

const [latent, features, hidden] = [3, 5, 8]

/** A critic of one hidden layer, and its gradient by the chain rule. */
function criticOf(seed: number, ramps: boolean) {
  const random = seededRandom(seed)
  const weights = Array.from({ length: hidden }, () => Array.from(random.normal(features)))
  const [bias, out] = [Array.from(random.normal(hidden)), Array.from(random.normal(hidden))]
  const f = ramps ? (h: number) => Math.max(h, 0.2 * h) : Math.tanh
  const slope = ramps ? (h: number) => (h > 0 ? 1 : 0.2) : (h: number) => 1 - Math.tanh(h) ** 2
  const inner = (x: Row) =>
    weights.map((w, k) => bias[k] + x.reduce((sum, cell, i) => sum + 0.4 * w[i] * cell, 0))
  return {
    score: (x: Row) => inner(x).reduce((sum, h, k) => sum + out[k] * f(h), 0),
    gradient: (x: Row) => {
      const slopes = inner(x).map((h, k) => out[k] * slope(h))
      return x.map((_, i) => slopes.reduce((sum, s, k) => sum + 0.4 * s * weights[k][i], 0))
    },
  }
}

/** A right Wasserstein GAN in plain float64; each output is rounded where it is to be float32. */
export function toyWgan(choices: ToyWganChoices = {}): Subject {
  const { lipschitz = 'penalty', sign = 'real_high', lambda, precision = 'float64', seed = 1 } = choices
  const round = roundingOf(precision)
  const generator = network(seed, latent, features)
  const { score, gradient } = criticOf(seed + 1, choices.ramps ?? false)
  const way = sign === 'real_low' ? -1 : 1

  function penalty(real: readonly Row[], fake: readonly Row[], alpha: Row): number {
    const ofEach = real.map((row, n) => {
      const point = row.map((x, i) => alpha[n] * x + (1 - alpha[n]) * fake[n][i])
      return (Math.hypot(...gradient(point)) - 1) ** 2
    })
    return (lambda ?? 1) * average(ofEach)
  }

  const losses: Readonly<Record<string, (inputs: Values) => number>> = {
    critic_loss: ({ real, fake }) => way * (average(numbersOf(fake)) - average(numbersOf(real))),
    generator_loss: ({ fake }) => -way * average(numbersOf(fake)),
    gradient_penalty: ({ real, fake, alpha }) => penalty(rowsOf(real), rowsOf(fake), numbersOf(alpha)),
  }
  return {
    name: `toy WGAN, ${lipschitz}`,
    kind: 'wgan',
    engine: 'toy',
    precision,
    batch: choices.batch ?? null,
    functions: {
      generate: { inputs: { z: [latent] }, outputs: ['x'] },
      critic: { inputs: { x: [features] }, outputs: ['score'] },
      critic_loss: { inputs: { real: [], fake: [] }, outputs: ['loss'] },
      generator_loss: { inputs: { fake: [] }, outputs: ['loss'] },
      gradient_penalty: {
        inputs: { real: [features], fake: [features], alpha: [] },
        outputs: ['penalty'],
      },
    },
    conventions: { lipschitz, critic_sign: sign, ...(lambda === undefined ? {} : { lambda }) },
    async call(name, inputs): Promise<Values> {
      if (name === 'generate') return { x: perSample(inputs.z, (z) => generator(z).map(round), [features]) }
      if (name === 'critic') return { score: perSample(inputs.x, (x) => [round(score(x))], []) }
      const result = value([round(losses[name](inputs))], [])
      return name === 'gradient_penalty' ? { penalty: result } : { loss: result }
    },
    dispose: async () => {},
  }
}
