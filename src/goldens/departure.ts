import type { Precision, Value } from '../engines/engine.ts'
import { cells } from '../engines/value.ts'
import { ratio } from '../laws/measure.ts'
import { sameShape, showShape } from '../ops/shape.ts'
import type { Bound, CaseDescription } from './case.ts'

/** How far a tensor is from what is expected, beside how far it may be, in the same measure. */
export interface Departure {
  readonly tensor: string
  readonly error: number
  readonly tolerance: number
}

/** Whether a tensor is compared with its own largest cell, or each cell with itself. */
export type Measure = 'tensor' | 'element'

/**
 * What case.json allows a tensor, for a precision: of `after_steps`, the entry that names it most fully. Its relative bound
 * is that of a C library's functions, and as many times as wide for an engine whose own may be off by several units.
 */
export function boundOf(
  { tolerance }: CaseDescription,
  { precision, functionUlps = 1 }: { readonly precision: Precision; readonly functionUlps?: number },
  tensor: string,
): Bound {
  const bounds = tolerance[precision]
  const [named] = Object.entries(bounds.after_steps ?? {})
    .filter(([prefix]) => `${tensor}.`.startsWith(`${prefix}.`))
    .sort(([a], [b]) => b.length - a.length)
  const bound = named ? named[1] : bounds
  return bound.relative === undefined ? bound : { ...bound, relative: functionUlps * bound.relative }
}

/**
 * The departure of `got` from `expected`. A relative bound goes with the largest expected cell (or, by element, with each
 * cell); where the expected tensor is all zero it is absolute. A cell that is not finite where the expected one is makes
 * the error infinite.
 */
export function departure(
  tensor: string,
  got: Value,
  expected: Value,
  bound: Bound,
  measure: Measure,
): Departure {
  if (!sameShape(got.shape, expected.shape)) {
    throw new RangeError(
      `${tensor}: expected shape ${showShape(expected.shape)}, got ${showShape(got.shape)}`,
    )
  }
  const [a, b] = [cells(got), cells(expected)]
  if (bound.relative === undefined) {
    return { tensor, error: largestOf(a, (x, i) => Math.abs(x - b[i])), tolerance: bound.absolute ?? 0 }
  }
  const scale = largestOf(b, Math.abs) || 1
  const floor = bound.absolute ?? 0
  const unit = (i: number) => (measure === 'tensor' ? scale : Math.abs(b[i]))
  const error = largestOf(a, (x, i) => {
    const difference = Math.abs(x - b[i])
    return difference <= floor ? 0 : difference / unit(i)
  })
  return { tensor, error, tolerance: bound.relative }
}

/** The largest of some numbers; NaN counts as infinite. */
function largestOf(numbers: ArrayLike<number>, map: (x: number, i: number) => number): number {
  let largest = 0
  for (let i = 0; i < numbers.length; i++) {
    const mapped = map(numbers[i], i)
    if (Number.isNaN(mapped)) return Number.POSITIVE_INFINITY
    if (mapped > largest) largest = mapped
  }
  return largest
}

/** The one that departs most, in parts of its tolerance. */
export const worst = (departures: readonly Departure[]): Departure =>
  departures.reduce((a, b) => (ratio(b) > ratio(a) ? b : a))
