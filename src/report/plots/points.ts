import type { Value } from '../../engines/engine.ts'
import type { Point } from './plot.ts'

/** The rows of a tensor [n, 2] as points. */
export function toPoints(of: Value): Point[] {
  if (of.shape.length !== 2 || of.shape[1] !== 2)
    throw new RangeError(`toPoints: the shape must be [n, 2], got [${of.shape.join(', ')}]`)
  return Array.from({ length: of.shape[0]! }, (_, i): Point => [of.get(i, 0), of.get(i, 1)])
}
