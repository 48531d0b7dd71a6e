import type { Engine } from '../../src/engines/engine.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { cells, value } from '../../src/engines/value.ts'
import { trace } from '../../src/graph/trace.ts'
import type { Differentiable } from '../../src/laws/gradient.ts'
import { unitRoundoff } from '../../src/laws/tolerances.ts'
import { errorBound } from './rounding.ts'

/**
 * How far an engine is from the float64 engine, as a part of what rounding allows: at most 1 where they agree. Its
 * feeds are numbers that both hold exactly.
 */
export async function disagreement(
  engine: Engine,
  { shapes, apply, point }: Differentiable,
): Promise<number> {
  const unit = unitRoundoff[engine.precision]
  const feeds = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, value(Float32Array.from(point[name]), shape)]),
  )
  const graph = trace(shapes, (inputs) => ({ y: apply(inputs) }))
  const bounded = trace(shapes, (inputs) => {
    const y = apply(inputs)
    return { y, bound: errorBound(y, unit) }
  })
  const executable = await engine.compile(graph)
  try {
    const got = cells((await executable.run(feeds)).y)
    const { y, bound } = await (await float64Engine().compile(bounded)).run(feeds)
    const [truth, allowed] = [cells(y), cells(bound)]
    return Math.max(...Array.from(got, (number, i) => partOf(Math.abs(number - truth[i]), allowed[i])))
  } finally {
    await executable.dispose()
  }
}

/** NaN counts as infinitely far. The smallest normal float32 is granted for what underflows. */
const partOf = (error: number, allowed: number): number =>
  Number.isNaN(error) || Number.isNaN(allowed) ? Number.POSITIVE_INFINITY : error / (allowed + 2 ** -126)
