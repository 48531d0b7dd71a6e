import { join } from 'node:path'
import { loadDigits } from '../../src/data/digits.ts'
import { packageRoot } from '../../src/data/package-root.ts'
import { type Random, seededRandom } from '../../src/data/random.ts'
import { readTensors } from '../../src/data/read-tensors.ts'
import type { Engine, Value } from '../../src/engines/engine.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { value } from '../../src/engines/value.ts'
import { pca } from '../../src/laws/autoencoder/pca.ts'
import { autoencoderLaws } from '../../src/laws/autoencoder.ts'
import { combine, dot, type Rows, scale, toRows } from '../../src/laws/rows.ts'
import { runLaw } from '../../src/laws/run.ts'
import { linearAutoencoder } from '../../src/models/linear-autoencoder.ts'
import type { Weights } from '../../src/nn/parameters.ts'
import { graphSubject } from '../../src/subjects/graph.ts'
import type { Subject } from '../../src/subjects/subject.ts'

export const digits: Value = loadDigits().x

/** Tensors of goldens/linear-autoencoder/<file>.safetensors. */
export async function golden(file: 'inputs' | 'expected' | 'weights'): Promise<Record<string, Value>> {
  const tensors = await readTensors(join(packageRoot(), `goldens/linear-autoencoder/${file}.safetensors`))
  return Object.fromEntries([...tensors].map(([name, { data, shape }]) => [name, value(data, shape)]))
}

export interface Choices {
  readonly latent?: number
  /** Which components, counted from 0; the leading ones unless told. */
  readonly kept?: readonly number[]
  readonly centred?: boolean
  /** Mixes the code's dimensions by an invertible map, which no law may notice. */
  readonly mixing?: Random
  /** Turns the last component that is kept toward the first that is not, by radians. */
  readonly tilt?: number
}

/** The weights at the optimum: z = M P (x - mean), x' = P' M^-1 z + mean; rows of P are components of the data. */
export function optimalWeights(data: Value, choices: Choices = {}): Weights {
  const { latent = 8, centred = true, mixing } = choices
  const kept = choices.kept ?? Array.from({ length: latent }, (_, k) => k)
  const { mean, components } = pca(toRows(data), { centred })
  const leading = kept.map((k) => components[k])
  if (choices.tilt !== undefined) {
    const plane = [leading[latent - 1], components[latent]]
    leading[latent - 1] = combine([Math.cos(choices.tilt), Math.sin(choices.tilt)], plane)
  }
  const angle = mixing ? 6 * mixing.uniform(1)[0] : 0
  const gain = mixing ? 0.5 + mixing.uniform(1)[0] : 1
  const encoder = turned(leading, angle).map((row) => scale(row, gain))
  const decoder = turned(leading, angle).map((row) => scale(row, 1 / gain))
  const dim = mean.length
  return {
    'encoder.weight': value(
      encoder.flatMap((row) => Array.from(row)),
      [latent, dim],
    ),
    'encoder.bias': value(
      encoder.map((row) => -dot(row, mean)),
      [latent],
    ),
    'decoder.weight': value(
      Array.from(mean).flatMap((_, i) => decoder.map((row) => row[i])),
      [dim, latent],
    ),
    'decoder.bias': value(Array.from(mean), [dim]),
  }
}

/** The first two rows turned in their plane. */
function turned(rows: Rows, angle: number): Rows {
  if (rows.length < 2) return rows
  const plane = rows.slice(0, 2)
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  return [combine([cos, sin], plane), combine([-sin, cos], plane), ...rows.slice(2)]
}

/** Weights with one tensor changed, number by number. */
export const changed = (
  weights: Weights,
  name: string,
  change: (cell: number, index: number) => number,
): Weights => ({
  ...weights,
  [name]: value(Float64Array.from(weights[name].data, change), weights[name].shape),
})

export const seeds = [1, 7, 20240229]
export const random = (seed: number): Random => seededRandom(seed)

/** What each law says of a subject, by the law's name without its family. */
export async function verdicts(subject: Subject, seed: number): Promise<Record<string, string>> {
  const results: Record<string, string> = {}
  for (const law of autoencoderLaws) {
    const { verdict, reason } = await runLaw(law, subject, { seed })
    results[law.name.replace('autoencoder/', '')] = verdict === 'error' ? `error: ${reason}` : verdict
  }
  return results
}

/** The laws that say `told` of a subject. */
export const lawsSaying = async (told: string, subject: Subject): Promise<string[]> =>
  Object.entries(await verdicts(subject, 1)).flatMap(([law, verdict]) => (verdict === told ? [law] : []))

export const failures = (subject: Subject) => lawsSaying('fail', subject)

const oracle = float64Engine()

/** A linear autoencoder of the weights' own sizes, told what it was trained on. */
export function subjectOf(
  weights: Weights,
  { engine = oracle, data = digits }: { engine?: Engine; data?: Value } = {},
) {
  const [latent, dim] = weights['encoder.weight'].shape
  return graphSubject(linearAutoencoder({ dim, latent }), weights, engine, { data })
}

export const trainedLaws = [
  'pca-optimum',
  'principal-angles',
  'explained-variance',
  'centring',
  'shift-invariance',
]
export const generalLaws = [
  'shapes-and-finite',
  'batch-independent',
  'loss-is-reconstruction-error',
  'extremes',
  'interpolation-endpoints',
  'interpolation-continuous',
]
export const allPass = Object.fromEntries(
  [...generalLaws, 'affine', ...trainedLaws].map((law) => [law, 'pass']),
)
