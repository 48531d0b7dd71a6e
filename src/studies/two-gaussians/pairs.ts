import type { Noise } from '../../models/model.ts'
import { affine } from '../../ops/affine.ts'
import { concat } from '../../ops/concat.ts'
import type { Tensor } from '../../ops/tensor.ts'

/** Two distributions that differ by a shift, as samples made of noise: real ones, and those of a generator that is off. */
export interface Pair {
  readonly name: string
  readonly shift: number
  readonly dim: number
  readonly noise: Noise
  /** noise [N, 1] -> x [N, dim] */
  readonly real: (noise: Tensor) => Tensor
  readonly fake: (noise: Tensor) => Tensor
}

/** N(0, 1) and N(shift, 1). */
export const gaussians = (shift: number): Pair => ({
  name: 'gaussians',
  shift,
  dim: 1,
  noise: { shape: [1], distribution: 'normal' },
  real: (noise) => noise,
  fake: (noise) => affine(noise, 1, shift),
})

/** The segments (0, u) and (shift, u) of the plane, u uniform on [0, 1] (Arjovsky et al. 2017, example 1). */
export const parallelLines = (shift: number): Pair => ({
  name: 'parallel lines',
  shift,
  dim: 2,
  noise: { shape: [1], distribution: 'uniform' },
  real: (noise) => concat([affine(noise, 0, 0), noise], 1),
  fake: (noise) => concat([affine(noise, 0, shift), noise], 1),
})
