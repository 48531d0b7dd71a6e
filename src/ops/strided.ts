import type { Thread } from './primitive.ts'
import { type Shape, size } from './shape.ts'

const RANK = 6

type StridedConstants = `d${0 | 1 | 2 | 3 | 4 | 5}` | `s${0 | 1 | 2 | 3 | 4 | 5}`

/**
 * The kernel of every op that only moves cells by an affine map of their indices (broadcast, transpose): the output has
 * axes of lengths d0..d5, and a step along axis i moves s_i cells through the operand.
 */
export const stridedKernel = function (this: Thread<StridedConstants>, x: number[]) {
  // Half a cell is added before each division, so that rounding cannot carry an exact quotient below itself.
  const q5 = Math.floor((this.thread.x + 0.5) / this.constants.d5)
  const q4 = Math.floor((q5 + 0.5) / this.constants.d4)
  const q3 = Math.floor((q4 + 0.5) / this.constants.d3)
  const q2 = Math.floor((q3 + 0.5) / this.constants.d2)
  const q1 = Math.floor((q2 + 0.5) / this.constants.d1)
  const low =
    (this.thread.x - q5 * this.constants.d5) * this.constants.s5 +
    (q5 - q4 * this.constants.d4) * this.constants.s4 +
    (q4 - q3 * this.constants.d3) * this.constants.s3
  const high =
    (q3 - q2 * this.constants.d2) * this.constants.s2 +
    (q2 - q1 * this.constants.d1) * this.constants.s1 +
    q1 * this.constants.s0
  return x[low + high]
}

/** The kernel's constants for an output shape and the operand's stride along each of its axes. */
export function stridedConstants(
  op: string,
  shape: Shape,
  strides: readonly number[],
): Record<string, number> {
  const merged = mergeAxes(shape, strides)
  if (merged.length > RANK) {
    throw new RangeError(
      `${op}: at most ${RANK} axes that cannot be merged are supported, got ${merged.length}`,
    )
  }
  const constants: Record<string, number> = {}
  for (let at = 0; at < RANK; at++) {
    const axis = merged[at - RANK + merged.length]
    constants[`d${at}`] = axis?.length ?? 1
    constants[`s${at}`] = axis?.stride ?? 0
  }
  return constants
}

/** Neighbouring axes that are walked as one become one. */
function mergeAxes(shape: Shape, strides: readonly number[]): { length: number; stride: number }[] {
  const merged: { length: number; stride: number }[] = []
  shape.forEach((length, axis) => {
    const outer = merged.at(-1)
    if (length === 1 && size(shape) > 1) return
    if (outer && outer.stride === strides[axis] * length) {
      outer.length *= length
      outer.stride = strides[axis]
    } else {
      merged.push({ length, stride: strides[axis] })
    }
  })
  return merged
}
