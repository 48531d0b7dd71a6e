import type { Precision } from '../../src/engines/engine.ts'
import { cells, value } from '../../src/engines/value.ts'
import type { Conventions } from '../../src/models/model.ts'
import type { Subject } from '../../src/subjects/subject.ts'

type Row = readonly number[]

/** A flow in plain formulas: right by inspection, with conventions that RealNVP has not. */
export interface Toy {
  readonly dim: number
  readonly conventions: Conventions
  readonly toLatent: (x: Row) => Row
  readonly toData: (z: Row) => Row
  /** log|det dz/dx| at x. */
  readonly logDet: (x: Row) => number
  /** log p(z). */
  readonly logPrior: (z: Row) => number
}

const sum = (row: Row): number => row.reduce((total, cell) => total + cell, 0)
const logNormal = (z: Row) => sum(z.map((cell) => -0.5 * (cell * cell + Math.log(2 * Math.PI))))

/** The root of an increasing function, by bisection. */
function root(f: (x: number) => number): number {
  let [low, high] = [-1e6, 1e6]
  for (let step = 0; step < 90; step++) {
    const middle = (low + high) / 2
    if (f(middle) < 0) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** One coordinate, logistic prior: z = x + asinh x. */
export const logisticLine: Toy = {
  dim: 1,
  conventions: { prior: 'logistic' },
  toLatent: ([x]) => [x + Math.asinh(x)],
  toData: ([z]) => [root((x) => x + Math.asinh(x) - z)],
  logDet: ([x]) => Math.log1p(1 / Math.hypot(1, x)),
  logPrior: ([z]) => -Math.abs(z) - 2 * Math.log1p(Math.exp(-Math.abs(z))),
}

/** The unit square onto itself: z = (x1^2, x2^(1 + x1)). Both log_dets are those of to_data. */
export const unitSquare: Toy = {
  dim: 2,
  conventions: { prior: 'uniform', domain: 'unit', log_det: 'of_to_data', dependence: 'autoregressive' },
  toLatent: ([a, b]) => [a * a, b ** (1 + a)],
  toData: ([u, v]) => [Math.sqrt(u), v ** (1 / (1 + Math.sqrt(u)))],
  logDet: ([a, b]) => Math.log(2 * a) + Math.log1p(a) + a * Math.log(b),
  logPrior: () => 0,
}

/** Positive numbers, log-normal given those before. Both log_dets are those of to_latent. */
export const positive: Toy = {
  dim: 2,
  conventions: { domain: 'positive', log_det: 'of_to_latent', dependence: 'autoregressive' },
  toLatent: ([a, b]) => [Math.log(a), Math.log(b) * stretch(Math.log(a))],
  toData: ([u, v]) => [Math.exp(u), Math.exp(v / stretch(u))],
  logDet: ([a, b]) => -Math.log(a) - Math.log(b) + Math.log(stretch(Math.log(a))),
  logPrior: logNormal,
}

const stretch = (u: number): number => 1.5 + 0.5 * Math.tanh(u)

/** A toy as a subject: in float64, or rounded to float32 at the end and without a twin, as a stranger's file is. */
export function toySubject(toy: Toy, precision: Precision = 'float64', batch: number | null = null): Subject {
  const round = precision === 'float32' ? Math.fround : (x: number) => x
  const { log_det } = toy.conventions
  const functions = {
    to_latent: (x: Row) => ({
      z: toy.toLatent(x),
      log_det: [(log_det === 'of_to_data' ? -1 : 1) * toy.logDet(x)],
    }),
    to_data: (z: Row) => ({
      x: toy.toData(z),
      log_det: [(log_det === 'of_to_latent' ? 1 : -1) * toy.logDet(toy.toData(z))],
    }),
    log_prob: (x: Row) => ({ log_prob: [toy.logPrior(toy.toLatent(x)) + toy.logDet(x)] }),
  }
  return {
    name: 'a flow in formulas',
    kind: 'flow',
    engine: precision,
    precision,
    functions: {
      to_latent: { inputs: { x: [toy.dim] }, outputs: ['z', 'log_det'] },
      to_data: { inputs: { z: [toy.dim] }, outputs: ['x', 'log_det'] },
      log_prob: { inputs: { x: [toy.dim] }, outputs: ['log_prob'] },
    },
    conventions: toy.conventions,
    batch,
    async call(name, inputs) {
      const [input] = Object.values(inputs)
      const count = input.shape[0]
      if (batch !== null && count !== batch)
        throw new RangeError(`expected a batch of ${batch}, got ${count}`)
      const flat = cells(input)
      const rows = Array.from({ length: count }, (_, n) => [...flat.slice(n * toy.dim, (n + 1) * toy.dim)])
      const results = rows.map((row): Record<string, Row> => functions[name as keyof typeof functions](row))
      const shapeOf = (output: string) => (output === 'z' || output === 'x' ? [count, toy.dim] : [count])
      return Object.fromEntries(
        Object.keys(results[0]).map((output) => [
          output,
          value(
            results.flatMap((result) => result[output].map(round)),
            shapeOf(output),
          ),
        ]),
      )
    },
    async dispose() {},
  }
}
