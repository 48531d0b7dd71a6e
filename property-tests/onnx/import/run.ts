import { InferenceSession, Tensor } from 'onnxruntime-node'
import { seededRandom } from '../../../src/data/random.ts'
import type { Value, Values } from '../../../src/engines/engine.ts'
import { float64Engine } from '../../../src/engines/float64.ts'
import { cells, value } from '../../../src/engines/value.ts'
import type { Shapes } from '../../../src/graph/trace.ts'
import { encode } from '../../../src/onnx/encode.ts'
import { importModel } from '../../../src/onnx/import/import.ts'
import type { Model } from '../../../src/onnx/model.ts'
import { sameShape, size } from '../../../src/ops/shape.ts'

/** Numbers that float32 holds: standard normal, or between bounds. */
export function feedsOf(shapes: Shapes, seed: number, bounds?: readonly [number, number]): Values {
  const random = seededRandom(seed)
  const drawn = (n: number) =>
    bounds ? random.uniform(n).map((u) => bounds[0] + (bounds[1] - bounds[0]) * u) : random.normal(n)
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      value(Float32Array.from(drawn(size(shape))), shape),
    ]),
  )
}

/** What ONNX Runtime makes of a model, in float32. */
export async function ran(model: Model, feeds: Values): Promise<Values> {
  const session = await InferenceSession.create(encode(model), {
    intraOpNumThreads: 1,
    graphOptimizationLevel: 'basic',
    logSeverityLevel: 4,
  })
  try {
    const tensors = Object.entries(feeds).map(([name, fed]) => [
      name,
      new Tensor('float32', Float32Array.from(cells(fed)), fed.shape),
    ])
    const results = await session.run(Object.fromEntries(tensors))
    return Object.fromEntries(
      Object.entries(results).map(([name, { data, dims }]) => [name, value(data as Float32Array, dims)]),
    )
  } finally {
    await session.release()
  }
}

/** What the float64 engine makes of the model as it was read. */
export async function read(model: Model, feeds: Values): Promise<Values> {
  const shapes = Object.entries(feeds).map(([name, { shape }]) => [name, shape])
  const { run } = await float64Engine().compile(importModel(model, Object.fromEntries(shapes)))
  return run(feeds)
}

/**
 * How far results are from others, in units of their largest cell, or of 1 where that is less. Infinite where shapes
 * differ or a number is none.
 */
export function distance(got: Values, expected: Values): number {
  return Math.max(...Object.entries(expected).map(([name, of]) => gap(got[name], of)))
}

function gap(got: Value | undefined, expected: Value): number {
  if (!got || !sameShape(got.shape, expected.shape)) return Number.POSITIVE_INFINITY
  const [a, b] = [Array.from(cells(got)), Array.from(cells(expected))]
  const largest = Math.max(1, ...b.map(Math.abs))
  const gaps = a.map((cell, i) => Math.abs(cell - b[i]) / largest)
  return gaps.some(Number.isNaN) ? Number.POSITIVE_INFINITY : Math.max(0, ...gaps)
}
