/** The static shape of a tensor: its axes' lengths, outermost first (row-major). `[]` is a scalar. */
export type Shape = readonly number[]

export const size = (shape: Shape): number => shape.reduce((product, length) => product * length, 1)

export const showShape = (shape: Shape): string => `[${shape.join(', ')}]`

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((length, axis) => length === b[axis])

/** How far apart neighbours along each axis lie in the flat, row-major array. */
export function strides(shape: Shape): number[] {
  const result = new Array<number>(shape.length)
  let stride = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    result[axis] = stride
    stride *= shape[axis]
  }
  return result
}

/** The common shape of operands, by numpy's rule: align at the last axis; 1 stretches. */
export function broadcastShapes(op: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, axis) => {
    const m = a[axis - rank + a.length] ?? 1
    const n = b[axis - rank + b.length] ?? 1
    if (m !== n && m !== 1 && n !== 1) {
      throw new RangeError(
        `${op}: shapes ${showShape(a)} and ${showShape(b)} do not broadcast: ${m} against ${n} at axis ${axis}; ` +
          'reshape or broadcast one of them first',
      )
    }
    return m === 1 ? n : m
  })
}

/** A valid axis, counted from the end when negative. */
export function resolveAxis(op: string, axis: number, rank: number): number {
  const resolved = axis < 0 ? axis + rank : axis
  if (!Number.isInteger(axis) || resolved < 0 || resolved >= rank) {
    throw new RangeError(`${op}: axis ${axis} is not an axis of a tensor of rank ${rank}`)
  }
  return resolved
}

/** A shape seen around one axis: what lies outside it, its length, and what lies inside it. */
export function around(shape: Shape, axis: number): { outer: number; length: number; inner: number } {
  return { outer: size(shape.slice(0, axis)), length: shape[axis], inner: size(shape.slice(axis + 1)) }
}

export const withAxis = (shape: Shape, axis: number, length: number): Shape =>
  shape.map((old, at) => (at === axis ? length : old))
