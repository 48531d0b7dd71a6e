import type { Values } from '../../engines/engine.ts'
import { value } from '../../engines/value.ts'
import { type Shape, size } from '../../ops/shape.ts'

const golden = (Math.sqrt(5) - 1) / 2

/**
 * Numbers between 1/4 and 3/4 to try a function on: every domain has them, those of spreads and probabilities too. They
 * are fractional parts of multiples of the golden ratio, so no two are alike.
 */
export function trialInputs(shapes: Readonly<Record<string, Shape>>, batch: number): Values {
  let drawn = 0
  const next = () => 0.25 + 0.5 * ((++drawn * golden) % 1)
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      value(Float64Array.from({ length: batch * size(shape) }, next), [batch, ...shape]),
    ]),
  )
}
