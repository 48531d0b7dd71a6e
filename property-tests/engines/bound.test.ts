import { expect, test } from 'vitest'
import { compileBound } from '../../src/engines/bound.ts'
import { onnxEngine } from '../../src/engines/onnx.ts'
import { cells, value } from '../../src/engines/value.ts'
import { trace } from '../../src/graph/trace.ts'
import { add, matmul, sum, tanh } from '../../src/ops/index.ts'
import { describeEngines } from '../support/engines.ts'

const graph = trace({ x: [4, 3], w: [3, 2], b: [2], unused: [5] }, ({ x, w, b }) => ({
  y: tanh(add(matmul(x, w), b)),
  w,
  total: sum(w),
}))
const numbers = (shape: number[], n: number) =>
  value(
    Float32Array.from({ length: n }, (_, i) => Math.sin(i)),
    shape,
  )
const x = numbers([4, 3], 12)
const weights = { w: numbers([3, 2], 6), b: value([0.1, 0.2]), unused: numbers([5], 5) }

describeEngines((engine) => {
  test('inputs that are bound are not fed, and the numbers are those of feeding them', async () => {
    const fed = await engine().compile(graph)
    const bound = await compileBound(engine(), graph, weights)
    const [expected, results] = [await fed.run({ x, ...weights }), await bound.run({ x })]
    for (const [name, { shape }] of graph.outputs) {
      expect(results[name].shape).toEqual(shape)
      const off = cells(results[name]).map((cell, i) => Math.abs(cell - cells(expected[name])[i]))
      expect(Math.max(...off)).toBeLessThanOrEqual(4 * 2 ** -24)
    }
    expect(bound.executor).toBe(fed.executor)
    await expect(bound.run({ x, b: weights.b })).rejects.toThrow("unknown feed 'b'; the graph's inputs are x")
    await expect(bound.run({})).rejects.toThrow("missing feed 'x' of shape [4, 3]")
    await bound.dispose()
    await fed.dispose()
  })

  test('what is bound must be an input, of its shape, and finite', async () => {
    await expect(compileBound(engine(), graph, { z: x })).rejects.toThrow(
      "no input is called 'z'; the graph's inputs are x, w, b, unused",
    )
    await expect(compileBound(engine(), graph, { b: x })).rejects.toThrow("feed 'b': expected shape [2]")
    await expect(compileBound(engine(), graph, { b: value([1, Number.NaN]) })).rejects.toThrow(
      "feed 'b' is not finite",
    )
  })
})

test('on ONNX Runtime in float64, too', async () => {
  const engine = onnxEngine({ precision: 'float64' })
  const { y } = await (await compileBound(engine, graph, weights)).run({ x })
  const fed = await (await engine.compile(graph)).run({ x, ...weights })
  expect(cells(y)).toEqual(cells(fed.y))
  await engine.dispose()
})
