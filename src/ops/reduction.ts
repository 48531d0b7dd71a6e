import type { Extent } from './primitive.ts'
import { reshape } from './reshape.ts'
import { around, resolveAxis, type Shape } from './shape.ts'
import type { Tensor } from './tensor.ts'

export type Reduction = (x: Tensor, axes?: number | readonly number[], options?: { keep?: boolean }) => Tensor

/**
 * A reduction over any set of axes, made of one over a single axis. Neighbouring axes are first merged into one, so
 * that most reductions are one pass.
 */
export function reduction(name: string, reduceAxis: (x: Tensor, axis: number) => Tensor): Reduction {
  return (x, axes, { keep = false } = {}) => {
    const all = x.shape.map((_, axis) => axis)
    const chosen = new Set(
      (axes === undefined ? all : [axes].flat()).map((axis) => resolveAxis(name, axis, x.shape.length)),
    )
    if (x.shape.length === 0) return reshape(reduceAxis(reshape(x, [1]), 0), [])
    const { shape, axes: merged } = mergeChosen(x.shape, chosen)
    const reduced = merged.reduce(reduceAxis, reshape(x, shape))
    const kept = x.shape.map((length, axis) => (chosen.has(axis) ? 1 : length))
    return reshape(reduced, keep ? kept : kept.filter((_, axis) => !chosen.has(axis)))
  }
}

/** The shape with runs of chosen axes merged, and the places of the merged runs. */
function mergeChosen(shape: Shape, chosen: ReadonlySet<number>): { shape: number[]; axes: number[] } {
  const merged: number[] = []
  const axes: number[] = []
  shape.forEach((length, axis) => {
    if (chosen.has(axis) && chosen.has(axis - 1)) merged[merged.length - 1] *= length
    else {
      if (chosen.has(axis)) axes.push(merged.length)
      merged.push(length)
    }
  })
  return { shape: merged, axes }
}

/**
 * Where a kernel finds the cells that are reduced along an axis: `inner` apart, beginning at thread.y `outer` + thread.x
 * `step`. thread.x runs over what lies inside the axis or, where that is one cell, over what lies outside it.
 */
export function reducedConstants(x: Shape, axis: number): Record<'inner' | 'outer' | 'step', number> {
  const { length, inner } = around(x, axis)
  return inner === 1 ? { inner, outer: 0, step: length } : { inner, outer: length * inner, step: 1 }
}

export function reducedExtent(x: Shape, axis: number): Extent {
  const { outer, inner } = around(x, axis)
  return inner === 1 ? [outer] : [inner, outer]
}
