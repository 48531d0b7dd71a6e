import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import type { Engine, Values } from '../../src/engines/engine.ts'
import { onnxEngine } from '../../src/engines/onnx.ts'
import { compileScan, type Scan, scanShapes } from '../../src/engines/scan.ts'
import { cells, value } from '../../src/engines/value.ts'
import { trace } from '../../src/graph/trace.ts'
import { add, matmul, mul, sigmoid, sum, tanh } from '../../src/ops/index.ts'
import { describeEngines } from '../support/engines.ts'

/** A state h, and a count, that every turn's x and gain change; w stays as it is; what is reported has three shapes. */
const graph = trace({ w: [5, 5], x: [4, 5], gain: [], h: [4, 5], count: [] }, ({ w, x, gain, h, count }) => {
  const next = tanh(add(matmul(h, w), mul(x, gain)))
  return { h: next, total: sum(next), count: add(count, 1), gate: sigmoid(next), x2: add(x, x) }
})
const scan: Scan = { graph, scanned: ['x', 'gain'] }
const turns = 7
const random = seededRandom(4)
const feeds = {
  w: value(Float32Array.from(random.normal(25)), [5, 5]),
  x: value(Float32Array.from(random.normal(turns * 20)), [turns, 4, 5]),
  gain: value(Float32Array.from(random.uniform(turns)), [turns]),
  h: value(new Float32Array(20), [4, 5]),
  count: value([3], []),
}
const numbers = (values: Values) =>
  Object.fromEntries(Object.entries(values).map(([name, of]) => [name, [of.shape, [...cells(of)]]]))

async function oneByOne(engine: Engine): Promise<Values> {
  const executable = await engine.compile(graph)
  const reports: Record<string, number[]> = { total: [], gate: [], x2: [] }
  let { h, count }: Values = feeds
  for (let turn = 0; turn < turns; turn++) {
    const x = value(feeds.x.data.slice(20 * turn, 20 * turn + 20), [4, 5])
    const gain = value(feeds.gain.data.slice(turn, turn + 1), [])
    const results = await executable.run({ w: feeds.w, x, gain, h, count })
    for (const [name, report] of Object.entries(reports)) report.push(...cells(results[name]))
    h = value(cells(results.h).slice(), [4, 5])
    count = value(cells(results.count).slice(), [])
  }
  await executable.dispose()
  return {
    h,
    total: value(reports.total, [turns]),
    count,
    gate: value(reports.gate, [turns, 4, 5]),
    x2: value(reports.x2, [turns, 4, 5]),
  }
}

describeEngines((engine) => {
  test('a scan gives the bits that its turns give one by one, of any number', async () => {
    const executable = await compileScan(engine(), scan)
    const results = numbers(await executable.run(feeds))
    expect(results).toEqual(numbers(await oneByOne(engine())))
    const one = { ...feeds, x: value(feeds.x.data.slice(0, 20), [1, 4, 5]), gain: value([0.5]) }
    expect((await executable.run(one)).gate.shape).toEqual([1, 4, 5])
    await executable.dispose()
  })

  test('what is missing, or of another length than the first, is refused', async () => {
    const executable = await compileScan(engine(), scan)
    const { x: _, ...rest } = feeds
    await expect(executable.run(rest)).rejects.toThrow(/missing feed 'x', of shape \[turns, \.\.\.\]/)
    const short = { ...feeds, gain: value(feeds.gain.data.slice(1), [turns - 1]) }
    await expect(executable.run(short)).rejects.toThrow(/feed 'gain': expected shape \[7\], got \[6\]/)
    await executable.dispose()
  })
})

describe('a scan', () => {
  test('takes and gives a value for every turn of what differs, and one of what is carried', () => {
    const { inputs, outputs } = scanShapes(scan, 3)
    const shapes = (of: typeof inputs) =>
      Object.fromEntries([...of].map(([name, { shape }]) => [name, shape]))
    expect(shapes(inputs)).toEqual({ w: [5, 5], x: [3, 4, 5], gain: [3], h: [4, 5], count: [] })
    expect(shapes(outputs)).toEqual({ h: [4, 5], total: [3], count: [], gate: [3, 4, 5], x2: [3, 4, 5] })
  })

  test('runs in float64 on ONNX Runtime, too', async () => {
    const engine = onnxEngine({ precision: 'float64' })
    const results = await (await compileScan(engine, scan)).run(feeds)
    expect(numbers(results)).toEqual(numbers(await oneByOne(engine)))
    expect(cells(results.count)).toEqual(Float64Array.of(10))
    await engine.dispose()
  })

  test('without anything that differs is refused', async () => {
    await expect(compileScan(onnxEngine(), { graph, scanned: [] })).rejects.toThrow(
      /needs an input that has a value for every turn/,
    )
  })
})
