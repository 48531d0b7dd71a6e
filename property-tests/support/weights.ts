import { seededRandom } from '../../src/data/random.ts'
import { value } from '../../src/engines/value.ts'
import type { Model } from '../../src/models/model.ts'
import type { Weights } from '../../src/nn/parameters.ts'
import { size } from '../../src/ops/shape.ts'

/**
 * Weights in general position, as float32: what starts at zero hides mistakes. Scales are normal with deviation 1/2,
 * matrices normal with deviation 1 / sqrt(fan-in), biases with deviation 1/4.
 */
export function genericWeights(model: Model, seed: number): Weights {
  const random = seededRandom(seed).split('generic weights')
  return Object.fromEntries(
    Object.entries(model.parameters).map(([path, { shape }]) => {
      const deviation = path.endsWith('scale')
        ? 0.5
        : shape.length > 1
          ? 1 / Math.sqrt(size(shape.slice(1)))
          : 0.25
      const draws = random.normal(size(shape)).map((draw) => deviation * draw)
      return [path, value(Float32Array.from(draws), shape)]
    }),
  )
}
