import type { Precision, Values } from '../../src/engines/engine.ts'
import { value } from '../../src/engines/value.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { average, network, numbersOf, perSample, type Row, roundingOf } from './toy-networks.ts'

export interface ToyGanChoices {
  readonly score?: 'logits' | 'probability'
  readonly loss?: 'minimax' | 'non_saturating' | 'hinge' | 'least_squares'
  readonly half?: boolean
  readonly precision?: Precision
  readonly batch?: number
  readonly seed?: number
}

const [latent, features] = [3, 6]
/** Of a straight part of the logit, which no sample is too far for. */
const slopes = [0.3, -0.2]

const sigmoid = (s: number): number => 1 / (1 + Math.exp(-s))
/** log sigmoid(s) */
const logSigmoid = (s: number): number => Math.min(s, 0) - Math.log1p(Math.exp(-Math.abs(s)))

/** log D and log(1 - D) of a score. */
const logarithms = {
  logits: { real: logSigmoid, fake: (s: number) => logSigmoid(-s) },
  probability: { real: Math.log, fake: (p: number) => Math.log1p(-p) },
}

/** Plain losses, written as the papers have them. */
function lossesOf({ score = 'logits', loss = 'non_saturating', half = false }: ToyGanChoices) {
  const log = logarithms[score]
  const mean = (scores: Row, term: (s: number) => number) => average(scores.map(term))
  const value = (real: Row, fake: Row) => mean(real, log.real) + mean(fake, log.fake)
  const whole = {
    minimax: {
      discriminator: (real: Row, fake: Row) => -value(real, fake),
      generator: (fake: Row) => mean(fake, log.fake),
    },
    non_saturating: {
      discriminator: (real: Row, fake: Row) => -value(real, fake),
      generator: (fake: Row) => -mean(fake, log.real),
    },
    hinge: {
      discriminator: (real: Row, fake: Row) =>
        mean(real, (s) => Math.max(0, 1 - s)) + mean(fake, (s) => Math.max(0, 1 + s)),
      generator: (fake: Row) => -average(fake),
    },
    least_squares: {
      discriminator: (real: Row, fake: Row) => mean(real, (s) => (s - 1) ** 2) + mean(fake, (s) => s ** 2),
      generator: (fake: Row) => mean(fake, (s) => (s - 1) ** 2),
    },
  }[loss]
  const share = half ? 0.5 : 1
  return {
    discriminator: (real: Row, fake: Row) => share * whole.discriminator(real, fake),
    generator: (fake: Row) => (loss === 'least_squares' ? share : 1) * whole.generator(fake),
  }
}

/** A right GAN in plain float64; each output is rounded where it is to be float32. */
export function toyGan(choices: ToyGanChoices = {}): Subject {
  const { score = 'logits', loss = 'non_saturating', half = false, precision = 'float64', seed = 1 } = choices
  const round = roundingOf(precision)
  const generator = network(seed, latent, features)
  const judge = network(seed + 1, features, 1)
  const losses = lossesOf(choices)
  const scoreOf = (x: Row) => {
    const logit = x.reduce((sum, cell, i) => sum + slopes[i % 2] * cell, judge(x)[0])
    return [round(score === 'probability' ? sigmoid(logit) : logit)]
  }
  return {
    name: `toy GAN, ${loss}`,
    kind: 'gan',
    engine: 'toy',
    precision,
    batch: choices.batch ?? null,
    functions: {
      generate: { inputs: { z: [latent] }, outputs: ['x'] },
      discriminate: { inputs: { x: [features] }, outputs: ['score'] },
      discriminator_loss: { inputs: { real: [], fake: [] }, outputs: ['loss'] },
      generator_loss: { inputs: { fake: [] }, outputs: ['loss'] },
    },
    conventions: { score, loss, average: half ? 'half' : 'sum' },
    async call(name, inputs): Promise<Values> {
      if (name === 'generate') return { x: perSample(inputs.z, (z) => generator(z).map(round), [features]) }
      if (name === 'discriminate') return { score: perSample(inputs.x, scoreOf, []) }
      const fake = numbersOf(inputs.fake)
      const result =
        name === 'generator_loss'
          ? losses.generator(fake)
          : losses.discriminator(numbersOf(inputs.real), fake)
      return { loss: value([round(result)], []) }
    },
    dispose: async () => {},
  }
}
