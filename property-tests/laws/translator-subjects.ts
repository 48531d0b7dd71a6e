import type { Precision, Values } from '../../src/engines/engine.ts'
import { value } from '../../src/engines/value.ts'
import { rowsOf } from '../../src/laws/violators.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { average, network, perSample, type Row, roundingOf } from './toy-networks.ts'

export interface ToyTranslatorChoices {
  readonly norm?: 'l1' | 'l2'
  readonly lambda?: number
  /** How many features domain b has; domain a has six. */
  readonly features?: number
  readonly precision?: Precision
  readonly batch?: number
  readonly seed?: number
}

const featuresOfA = 6

/** A right translator in plain float64; each output is rounded where it is to be float32. */
export function toyTranslator(choices: ToyTranslatorChoices = {}): Subject {
  const { norm = 'l1', lambda, features = featuresOfA, precision = 'float64', seed = 1 } = choices
  const round = roundingOf(precision)
  const [forth, back] = [network(seed, featuresOfA, features), network(seed + 1, features, featuresOfA)]
  const toB = (a: Row) => forth(a).map(round)
  const toA = (b: Row) => back(b).map(round)
  const size = norm === 'l1' ? Math.abs : (x: number) => x * x
  const distance = (rows: readonly Row[], map: (row: Row) => number[]) =>
    average(rows.flatMap((row) => map(row).map((cell, i) => size(cell - row[i]))))
  const samples = { a: [featuresOfA], b: [features] }
  const maps = {
    a_to_b: { inputs: { x: samples.a }, outputs: ['y'] },
    b_to_a: { inputs: { x: samples.b }, outputs: ['y'] },
    cycle_loss: { inputs: samples, outputs: ['loss'] },
  }
  return {
    name: `toy translator, ${norm}`,
    kind: 'translator',
    engine: 'toy',
    precision,
    batch: choices.batch ?? null,
    functions:
      features === featuresOfA ? { ...maps, identity_loss: { inputs: samples, outputs: ['loss'] } } : maps,
    conventions: { norm, ...(lambda === undefined ? {} : { lambda }) },
    async call(name, inputs): Promise<Values> {
      if (name === 'a_to_b') return { y: perSample(inputs.x, toB, samples.b) }
      if (name === 'b_to_a') return { y: perSample(inputs.x, toA, samples.a) }
      const [a, b] = [rowsOf(inputs.a), rowsOf(inputs.b)]
      const loss =
        name === 'cycle_loss'
          ? (lambda ?? 1) * (distance(a, (row) => toA(toB(row))) + distance(b, (row) => toB(toA(row))))
          : distance(a, toA) + distance(b, toB)
      return { loss: value([round(loss)], []) }
    },
    dispose: async () => {},
  }
}
