import type { Kernel, Rule, Site, Thread } from './primitive.ts'
import { type Shape, showShape, size } from './shape.ts'
import type { Attributes } from './tensor.ts'

const RANK = 6

type StridedConstants = `d${0 | 1 | 2 | 3 | 4 | 5}` | `s${0 | 1 | 2 | 3 | 4 | 5}`

/**
 * The facts of an op that only moves cells by an affine map of their indices (broadcast, transpose), by the operand's
 * stride along each axis of the result: how many cells a step along that axis moves through the operand.
 */
export function strided<A extends Attributes>(
  stridesOf: (site: Site<A>) => readonly number[],
): Pick<Rule<A>, 'kernel' | 'constants' | 'extent'> {
  return {
    kernel: stridedKernel as Kernel,
    constants: (site) => stridedConstants(site.shape, stridesOf(site)),
    extent: (site) => {
      const { d5, d4 } = stridedConstants(site.shape, stridesOf(site))
      return [d5, d4, size(site.shape) / (d5 * d4)]
    },
  }
}

/** The output has axes of lengths d0..d5, and a step along axis i moves s_i cells through the operand. */
const stridedKernel = function (this: Thread<StridedConstants>, x: number[]) {
  // Half a cell is added before each division, so that rounding cannot carry an exact quotient below itself.
  const q3 = Math.floor((this.thread.z + 0.5) / this.constants.d3)
  const q2 = Math.floor((q3 + 0.5) / this.constants.d2)
  const q1 = Math.floor((q2 + 0.5) / this.constants.d1)
  const plane =
    (this.thread.z - q3 * this.constants.d3) * this.constants.s3 +
    (q3 - q2 * this.constants.d2) * this.constants.s2 +
    (q2 - q1 * this.constants.d1) * this.constants.s1 +
    q1 * this.constants.s0
  return x[plane + this.thread.y * this.constants.s4 + this.thread.x * this.constants.s5]
}

/** The kernel's constants for an output shape and the operand's stride along each of its axes. */
function stridedConstants(shape: Shape, strides: readonly number[]): Record<StridedConstants, number> {
  const merged = mergeAxes(shape, strides)
  if (merged.length > RANK) {
    throw new RangeError(
      `cells can be moved along at most ${RANK} axes that cannot be merged, got ${showShape(shape)}; reshape`,
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
