import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { engineNamed, float64Engine, gpuEngine } from '../../src/engines/index.ts'
import { value } from '../../src/engines/value.ts'
import { trace } from '../../src/graph/trace.ts'
import { add, constant, exp, matmul, mul, reshape, slice, transpose } from '../../src/ops/index.ts'
import { describeEngines } from '../support/engines.ts'
import { opArbitrary, opCases } from '../support/op-cases.ts'

const graph = trace({ x: [2, 3], b: [3] }, ({ x, b }) => ({
  y: exp(add(mul(x, 0.5), b)),
  same: reshape(x, [6]),
}))
const x = value([1, 2, 3, 4, 5, 6], [2, 3])
const b = value([0.1, 0.2, 0.3])

describe('every engine', () => {
  describeEngines((engine) => {
    test('computes, and hands through what no kernel computes', async () => {
      const executable = await engine().compile(graph)
      const { y, same } = await executable.run({ x, b })
      expect(y.shape).toEqual([2, 3])
      expect(y.get(1, 2)).toBeCloseTo(Math.exp(3.3), 4)
      expect([...same.data]).toEqual([1, 2, 3, 4, 5, 6])
      await executable.dispose()
    })

    test('refuses feeds that are missing, unknown, of another shape, or not finite, by their names', async () => {
      const executable = await engine().compile(graph)
      await expect(executable.run({ x })).rejects.toThrow("missing feed 'b' of shape [3]")
      await expect(executable.run({ x, b, c: b })).rejects.toThrow(
        "unknown feed 'c'; the graph's inputs are x, b",
      )
      await expect(executable.run({ x: b, b })).rejects.toThrow("feed 'x': expected shape [2, 3], got [3]")
      const nan = value([0, Number.NaN, 0])
      await expect(executable.run({ x, b: nan })).rejects.toThrow(
        "feed 'b' is not finite: NaN at flat index 1",
      )
      await executable.dispose()
    })

    test('takes feeds that are not row-major', async () => {
      const executable = await engine().compile(graph)
      const { same } = await executable.run({ x: value([1, 4, 2, 5, 3, 6], [3, 2]).transpose(1, 0), b })
      expect([...same.data]).toEqual([1, 2, 3, 4, 5, 6])
      await executable.dispose()
    })

    test('gives the same bits again, and results that later runs leave alone', async () => {
      const executable = await engine().compile(graph)
      const first = await executable.run({ x, b })
      const kept = [...first.y.data]
      await executable.run({ x: value([9, 9, 9, 9, 9, 9], [2, 3]), b })
      const again = await executable.run({ x, b })
      expect([...first.y.data]).toEqual(kept)
      expect([...again.y.data]).toEqual(kept)
      await executable.dispose()
    })

    test('says what ran', async () => {
      const executable = await engine().compile(graph)
      await executable.run({ x, b })
      const { name } = engine()
      expect(executable.executor).toContain(
        name.startsWith('gpu') ? name.slice(4) : name === 'onnx' ? 'onnxruntime' : 'Float64',
      )
      await executable.dispose()
    })

    test.each(Object.keys(opCases))('%s agrees with float64', async (name) => {
      const property = fc.asyncProperty(opArbitrary(opCases[name]), async ({ shapes, apply, point }) => {
        const traced = trace(shapes, (operands) => ({ y: apply(operands) }))
        // The oracle is given the very numbers that float32 can hold.
        const feeds = Object.fromEntries(
          Object.entries(point).map(([key, cells]) => [key, value(Float32Array.from(cells), shapes[key])]),
        )
        const oracle = await (await float64Engine().compile(traced)).run(feeds)
        const executable = await engine().compile(traced)
        const { y } = await executable.run(feeds)
        await executable.dispose()
        const scale = Math.max(1, ...Array.from(oracle.y.data).map(Math.abs))
        // At most 48 products are summed here (a convolution's), each rounded twice, of operands up to 4 in 5 sigma.
        const tolerance = 2 ** -24 * (2 * 48 + 8) * scale
        Array.from(y.data).forEach((cell, i) => {
          expect(Math.abs(cell - oracle.y.data[i])).toBeLessThanOrEqual(tolerance)
        })
      })
      await fc.assert(property, { seed: 3, numRuns: 4 })
    })
  })
})

describe('engines', () => {
  test('are known by their names', async () => {
    await expect(engineNamed('cuda')).rejects.toThrow(
      /no engine is called 'cuda'; the engines are gpu:webasm/,
    )
    const engine = await engineNamed('gpu')
    expect(engine.name).toBe('gpu:webasm')
    await engine.dispose()
  })

  test('threads do not change a bit', async () => {
    // Rows of 90 are no whole number of quads of lanes, nor are the workers' shares whole rows.
    const wide = trace({ x: [128, 64] }, ({ x }) => {
      const powers = exp(mul(transpose(x), constant(0.3)))
      return { y: powers, product: matmul(x, slice(powers, 1, 0, 90)) }
    })
    const feed = value(
      Float32Array.from({ length: 8192 }, (_, i) => Math.sin(i)),
      [128, 64],
    )
    const results: number[][] = []
    for (const threads of [false, true]) {
      const engine = await gpuEngine('webasm', { threads })
      const executable = await engine.compile(wide)
      const { y, product } = await executable.run({ x: feed })
      results.push([...y.data, ...product.data])
      if (threads) expect(executable.executor).toContain('fused-threaded')
      await engine.dispose()
    }
    expect(results[0]).toEqual(results[1])
  })
})
