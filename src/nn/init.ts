import { size } from '../ops/shape.ts'
import type { Initializer } from './parameters.ts'

export const zeros: Initializer = (shape) => new Float64Array(size(shape))

export const ones: Initializer = (shape) => new Float64Array(size(shape)).fill(1)

/** Uniform in +-1 / sqrt(fanIn): PyTorch's default for a linear layer's weight and bias. */
export const uniformFanIn =
  (fanIn: number): Initializer =>
  (shape, random) =>
    random.uniform(size(shape)).map((u) => (2 * u - 1) / Math.sqrt(fanIn))

/** Normal with mean 0 and a given standard deviation. */
export const normal =
  (deviation: number): Initializer =>
  (shape, random) =>
    random.normal(size(shape)).map((draw) => draw * deviation)
