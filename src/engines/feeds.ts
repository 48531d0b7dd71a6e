import { type Shape, sameShape, showShape } from '../ops/shape.ts'
import type { Precision, Values } from './engine.ts'
import { cellsIn } from './value.ts'

export type Inputs = ReadonlyMap<string, { readonly shape: Shape }>

/** Throws where a feed is missing, unknown, or of another shape. */
export function checkShapes(inputs: Inputs, feeds: Values): void {
  const unknown = Object.keys(feeds).find((name) => !inputs.has(name))
  if (unknown !== undefined) {
    throw new RangeError(`unknown feed '${unknown}'; the graph's inputs are ${[...inputs.keys()].join(', ')}`)
  }
  for (const [name, { shape }] of inputs) {
    const feed = feeds[name]
    if (!feed) throw new RangeError(`missing feed '${name}' of shape ${showShape(shape)}`)
    if (!sameShape(feed.shape, shape)) {
      throw new RangeError(`feed '${name}': expected shape ${showShape(shape)}, got ${showShape(feed.shape)}`)
    }
  }
}

/**
 * The feeds as flat arrays, in the order of the inputs. Engines below check neither names nor shapes: they would read
 * out of bounds, or silently ignore what they do not know.
 * Throws where a feed is missing, unknown, of another shape, or holds a number that is not finite.
 */
export function checkedFeeds(
  inputs: Inputs,
  feeds: Values,
  precision: Precision,
): (Float32Array | Float64Array)[] {
  checkShapes(inputs, feeds)
  return [...inputs].map(([name, { shape }]) => {
    const packed = cellsIn(precision, feeds[name])
    const bad = firstNonFinite(packed)
    if (bad >= 0) {
      throw new RangeError(
        `feed '${name}' is not finite: ${packed[bad]} at flat index ${bad} of ${showShape(shape)}`,
      )
    }
    return packed
  })
}

/** x * 0 is 0 for a finite x and NaN for any other, so that one sum says whether there is anything to look for. */
function firstNonFinite(numbers: Float32Array | Float64Array): number {
  // Four at a time, which do not wait for each other.
  const fours = numbers.length - (numbers.length % 4)
  let sum = 0
  for (let at = 0; at < fours; at += 4) {
    sum += (numbers[at] + numbers[at + 1]) * 0 + (numbers[at + 2] + numbers[at + 3]) * 0
  }
  for (let at = fours; at < numbers.length; at++) sum += numbers[at] * 0
  return sum === 0 ? -1 : numbers.findIndex((x: number) => !Number.isFinite(x))
}
