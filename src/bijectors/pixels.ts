import { add } from '../ops/add.ts'
import { affine } from '../ops/affine.ts'
import type { Tensor } from '../ops/tensor.ts'
import { sigmoid } from './activations.ts'
import type { Bijector } from './bijector.ts'
import { inverse } from './inverse.ts'

/** The part of (0, 1) that pixels are squeezed to, so that their logits are bounded (Dinh et al. 2017, section 4.1). */
const kept = 0.9

/** (0, 1) to the line, coordinate by coordinate. */
export const logit = (dim: number): Bijector => inverse(sigmoid(dim))

/**
 * Grey values x = k / (levels - 1), as images come, as points of (0, 1): spread over their cells, (k + u) / levels with u
 * uniform on [0, 1) (Theis et al. 2016, section 3.1), and squeezed to the middle, 0.05 + 0.9 times that.
 */
export const dequantized = (x: Tensor, u: Tensor, levels: number): Tensor =>
  affine(add(affine(x, levels - 1, 0), u), kept / levels, (1 - kept) / 2)

/**
 * Bits per dimension of images of grey values, from the log density, in nats, of `dequantized` ones: a cell has the volume
 * (0.9 / levels)^dim, and the mean of the density over it, times that, is a probability. This is at least its negative
 * logarithm, with equality where the density is constant on cells: for the uniform density of 256 levels, 8 bits.
 */
export const bitsPerDimension = (logDensity: number, dim: number, levels: number): number =>
  -logDensity / (dim * Math.LN2) + Math.log2(levels / kept)

/** `dequantized`, of one grey value. */
export const dequantizedGrey = (grey: number, u: number, levels: number): number =>
  (kept * ((levels - 1) * grey + u)) / levels + (1 - kept) / 2

/** The grey value k / (levels - 1) of the cell that a point of (0, 1) lies in; of the nearest where it lies in none. */
export function quantized(y: number, levels: number): number {
  const k = Math.floor(((y - (1 - kept) / 2) / kept) * levels)
  return Math.min(Math.max(k, 0), levels - 1) / (levels - 1)
}
