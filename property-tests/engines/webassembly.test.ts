import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import type { Engine, Values } from '../../src/engines/engine.ts'
import { gpuEngine } from '../../src/engines/index.ts'
import { cells, value } from '../../src/engines/value.ts'
import { improveWebAssembly } from '../../src/engines/webassembly/improve.ts'
import type { Graph } from '../../src/graph/graph.ts'
import { trace } from '../../src/graph/trace.ts'
import { exp, size } from '../../src/ops/index.ts'
import { bitsOf, float32FromBits } from '../support/float32-bits.ts'
import { opCases } from '../support/op-cases.ts'

describe('improved WebAssembly', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await gpuEngine('webasm')
  })
  afterAll(async () => {
    await engine.dispose()
    improveWebAssembly()
  })

  // Rows of 4 are whole quads of lanes; those of 3 and 7 have cells left over.
  const sizes = [
    [4, 8, 4],
    [3, 5, 7],
  ]
  test.each(Object.keys(opCases))(
    '%s: not a bit differs from what gpu.js makes of it by itself',
    async (name) => {
      const { shapes, apply, draw = (random, n) => random.normal(n) } = opCases[name]
      for (const d of sizes) {
        const random = seededRandom(7)
        const graph = trace(shapes(d), (operands) => ({ y: apply(operands, d) }))
        const feeds = Object.fromEntries(
          Object.entries(shapes(d)).map(([key, shape]) => [
            key,
            value(Float32Array.from(draw(random, size(shape))), shape),
          ]),
        )
        improveWebAssembly()
        const improved = await bits(engine, graph, feeds)
        improveWebAssembly()()
        expect(await bits(engine, graph, feeds)).toEqual(improved)
      }
    },
  )
})

test('e^x has the bits of Math.exp', async () => {
  const engine = await gpuEngine('webasm')
  const count = 2 ** 16
  const executable = await engine.compile(trace({ x: [count] }, ({ x }) => ({ y: exp(x) })))
  // One in 32,639 of all finite numbers, from 0 to the largest.
  for (const sign of [0, 2 ** 31]) {
    const x = float32FromBits(sign, 32_639, count)
    const { y } = await executable.run({ x: value(x, [count]) })
    expect(bitsOf(cells(y))).toEqual(bitsOf(x.map(Math.exp)))
  }
  await engine.dispose()
})

async function bits(engine: Engine, graph: Graph, feeds: Values): Promise<number[]> {
  const executable = await engine.compile(graph)
  const { y } = await executable.run(feeds)
  await executable.dispose()
  return [...bitsOf(cells(y))]
}
