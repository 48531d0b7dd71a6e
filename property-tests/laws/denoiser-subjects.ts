import { seededRandom } from '../../src/data/random.ts'
import type { Precision, Values } from '../../src/engines/engine.ts'
import { value } from '../../src/engines/value.ts'
import { denoiserLaws } from '../../src/laws/denoiser.ts'
import { runLaw } from '../../src/laws/run.ts'
import { rowsOf } from '../../src/laws/violators.ts'
import type { Conventions } from '../../src/models/model.ts'
import type { Subject } from '../../src/subjects/subject.ts'

export interface ToyChoices {
  readonly corruption?: 'gaussian' | 'masking' | 'clipped' | 'halving'
  /** Whether the size of the noise is declared. */
  readonly declares?: boolean
  readonly noise?: 'normal' | 'uniform'
  readonly reduction?: 'feature_sum_batch_mean' | 'mean' | 'sum'
  readonly precision?: Precision
  readonly seed?: number
  readonly batch?: number
}

type Row = readonly number[]

const [features, hidden, sigma, masked] = [6, 7, 0.4, 0.4]

/** What corruption makes of one sample; a half-sized image of it is a mean of neighbours. */
const corruptions: Readonly<Record<string, (x: Row, noise: Row) => number[]>> = {
  gaussian: (x, noise) => x.map((cell, i) => cell + sigma * noise[i]),
  masking: (x, noise) => x.map((cell, i) => (noise[i] < masked ? 0 : cell)),
  clipped: (x, noise) => x.map((cell, i) => Math.min(1, Math.max(0, cell + sigma * noise[i]))),
  halving: (x) => Array.from({ length: x.length / 2 }, (_, i) => (x[2 * i] + x[2 * i + 1]) / 2),
}

/** Conventions that say what a corruption is; the last two are none that the contract knows. */
const declared: Readonly<Record<string, Conventions>> = {
  gaussian: { corruption: 'gaussian', sigma },
  masking: { corruption: 'masking', masked },
}

/** A right denoiser of one hidden layer, in plain float64; each output is rounded where it is to be float32. */
export function toyDenoiser(choices: ToyChoices = {}): Subject {
  const { corruption = 'gaussian', declares = true, reduction, precision = 'float64', batch = null } = choices
  const noise = choices.noise ?? (corruption === 'masking' ? 'uniform' : 'normal')
  const round = precision === 'float32' ? Math.fround : (cell: number) => cell
  const corrupt = (x: Row, draws: Row) => corruptions[corruption](x, draws).map(round)
  const denoise = network(choices.seed ?? 1, corruption === 'halving' ? features / 2 : features, round)
  const { sigma: _, masked: __, ...kindOnly } = declared[corruption] ?? {}
  const drawn = corruption === 'halving' ? {} : { noise: [features] }
  const size = corruption === 'halving' ? features / 2 : features

  function loss(x: readonly Row[], draws: readonly Row[]): number {
    const errors = x.map((row, n) =>
      denoise(corrupt(row, draws[n])).reduce((sum, cell, i) => sum + (cell - row[i]) ** 2, 0),
    )
    const total = errors.reduce((sum, error) => sum + error, 0)
    const divisor = { feature_sum_batch_mean: x.length, mean: x.length * features, sum: 1 }
    return round(total / divisor[reduction ?? 'feature_sum_batch_mean'])
  }

  return {
    name: `toy ${corruption}`,
    kind: 'denoiser',
    engine: 'toy',
    precision,
    batch,
    functions: {
      denoise: { inputs: { x: [size] }, outputs: ['y'] },
      corrupt: { inputs: { x: [features], ...drawn }, outputs: ['y'] },
      loss: { inputs: { x: [features], ...drawn }, outputs: ['loss'] },
    },
    conventions: {
      noise,
      ...(declares ? declared[corruption] : kindOnly),
      ...(reduction ? { loss_reduction: reduction } : {}),
    },
    async call(name, inputs): Promise<Values> {
      const x = rowsOf(inputs.x)
      const draws = inputs.noise ? rowsOf(inputs.noise) : x
      if (name === 'loss') return { loss: value([loss(x, draws)], []) }
      const rows = x.map((row, n) => (name === 'denoise' ? denoise(row) : corrupt(row, draws[n])))
      return { y: value(rows.flat(), [rows.length, rows[0].length]) }
    },
    dispose: async () => {},
  }
}

/** A tanh layer and an affine one, of random weights. */
function network(seed: number, inputs: number, round: (cell: number) => number): (y: Row) => number[] {
  const random = seededRandom(seed)
  const layer = (from: number, to: number) => {
    const weights = Array.from({ length: to }, () => Array.from(random.normal(from)))
    const bias = Array.from(random.normal(to), (b) => 0.3 * b)
    return (row: Row) =>
      weights.map((w, i) => bias[i] + row.reduce((sum, cell, j) => sum + (w[j] * cell) / Math.sqrt(from), 0))
  }
  const [inner, outer] = [layer(inputs, hidden), layer(hidden, features)]
  return (y) => outer(inner(y).map(Math.tanh)).map(round)
}

export const seeds = [1, 7, 20240229]

/** What each law says of a subject, by its name without its family. */
export async function verdicts(subject: Subject, seed = 1): Promise<Record<string, string>> {
  const results: Record<string, string> = {}
  for (const law of denoiserLaws) {
    const { verdict, reason, error, tolerance } = await runLaw(law, subject, { seed, shrinkTime: 0 })
    const detail = verdict === 'error' ? `: ${reason}` : verdict === 'fail' ? `: ${error} > ${tolerance}` : ''
    results[law.name.replace('denoiser/', '')] = verdict + detail
  }
  return results
}

export const failures = async (subject: Subject, seed = 1): Promise<string[]> =>
  Object.entries(await verdicts(subject, seed)).flatMap(([law, told]) =>
    told.startsWith('fail') ? [law] : [],
  )

/** That all laws pass, but for those that do not apply. */
export const passing = (...exempt: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    denoiserLaws.map(({ name }) => {
      const own = name.replace('denoiser/', '')
      return [own, exempt.includes(own) ? 'not applicable' : 'pass']
    }),
  )
