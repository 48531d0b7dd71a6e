import * as ort from 'onnxruntime-node'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Executable, Values } from '../../src/engines/engine.ts'
import { onnxEngine } from '../../src/engines/onnx.ts'
import { value } from '../../src/engines/value.ts'
import { trace } from '../../src/graph/trace.ts'
import * as ops from '../../src/ops/index.ts'
import { node } from '../../src/ops/lowering.ts'

const engine = onnxEngine()
afterEach(async () => {
  vi.restoreAllMocks()
  await engine.dispose()
})

const sum = trace({ x: [2, 3], w: [3] }, ({ x, w }) => ({ y: ops.add(x, w) }))
const feeds = () => ({ x: value(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]), w: value([10, 20, 30]) })
const numbers = (results: Values) =>
  Object.fromEntries(Object.entries(results).map(([name, { shape, data }]) => [name, [shape, [...data]]]))

describe('what a user sees', () => {
  test('names, precisions, and the library below with its version and threads', async () => {
    const two = onnxEngine({ threads: 2, precision: 'float64' })
    expect([engine.name, engine.precision, two.name, two.precision]).toEqual([
      'onnx',
      'float32',
      'onnx:float64',
      'float64',
    ])
    expect((await engine.compile(sum)).executor).toBe('onnxruntime-node 1.30.0 (cpu, 1 thread)')
    expect((await two.compile(sum)).executor).toBe('onnxruntime-node 1.30.0 (cpu, 2 threads)')
    await two.dispose()
  })

  test('results have shapes, and the precision of the engine', async () => {
    const { y } = await (await engine.compile(sum)).run(feeds())
    expect(y.shape).toEqual([2, 3])
    expect(y.data).toEqual(Float32Array.of(11, 22, 33, 14, 25, 36))
    const double = onnxEngine({ precision: 'float64' })
    const exact = await (await double.compile(sum)).run({ ...feeds(), w: value([0.1, 0.2, 0.3]) })
    expect(exact.y.data).toEqual(Float64Array.of(1.1, 2.2, 3.3, 4.1, 5.2, 6.3))
    await double.dispose()
  })

  test.each([0, -1, 1.5, Number.NaN])('%s threads are refused', (threads) => {
    expect(() => onnxEngine({ threads })).toThrow(`threads must be a whole number from 1, got ${threads}`)
  })
})

describe('feeds', () => {
  test.each([
    ['unknown', { ...feeds(), z: value([1]) }, "unknown feed 'z'; the graph's inputs are x, w"],
    ['missing', { x: feeds().x }, "missing feed 'w' of shape [3]"],
    ['of another shape', { ...feeds(), w: value([1, 2]) }, "feed 'w': expected shape [3], got [2]"],
    [
      'NaN',
      { ...feeds(), w: value([1, Number.NaN, 2]) },
      "feed 'w' is not finite: NaN at flat index 1 of [3]",
    ],
    [
      'infinite',
      { ...feeds(), w: value([1, 2, Infinity]) },
      "feed 'w' is not finite: Infinity at flat index 2",
    ],
  ])('%s: an error with the name', async (_what, wrong, message) => {
    const executable = await engine.compile(sum)
    await expect(executable.run(wrong)).rejects.toThrow(message)
  })

  test('are not written to, and results do not share their memory, nor that of other results', async () => {
    const graph = trace({ x: [2] }, ({ x }) => ({ x, again: x, y: ops.neg(x), same: ops.neg(x) }))
    const executable = await engine.compile(graph)
    const x = value(Float32Array.of(1, 2))
    const first = await executable.run({ x })
    x.data[0] = 100
    first.x.data[0] = 7
    first.y.data[0] = 8
    const second = await executable.run({ x })
    second.y.data[1] = 9
    expect(numbers(first)).toEqual({
      x: [[2], [7, 2]],
      again: [[2], [1, 2]],
      y: [[2], [8, -2]],
      same: [[2], [-1, -2]],
    })
    expect([...x.data]).toEqual([100, 2])
  })
})

describe('outputs', () => {
  test("may be inputs, constants, one tensor twice, or bear an input's name", async () => {
    const graph = trace({ x: [2], unused: [] }, ({ x }) => ({
      unused: ops.exp(x),
      x,
      stopped: ops.stopGradient(x),
      y: ops.square(x),
      y2: ops.square(x),
      c: ops.constant([3, 4]),
      back: ops.reshape(ops.reshape(x, [2, 1]), [2]),
    }))
    const results = await (await engine.compile(graph)).run({ x: value([0, 2]), unused: value([5], []) })
    expect(Object.keys(results)).toEqual(['unused', 'x', 'stopped', 'y', 'y2', 'c', 'back'])
    expect(results.unused.data[0]).toBe(1)
    expect(numbers(results)).toMatchObject({
      x: [[2], [0, 2]],
      stopped: [[2], [0, 2]],
      y: [[2], [0, 4]],
      y2: [[2], [0, 4]],
      c: [[2], [3, 4]],
      back: [[2], [0, 2]],
    })
  })

  test('of another shape than the graph says are an error', async () => {
    const restore = ops.mutateRule('exp', { shape: ([x]) => [...x, 1] })
    const wrong = trace({ x: [2] }, ({ x }) => ({ y: ops.exp(x) }))
    restore()
    const lying = { ...wrong, outputs: new Map([['y', { ...wrong.outputs.get('y')!, shape: [1, 2] }]]) }
    const executable = await engine.compile({
      ...lying,
      nodes: [...lying.inputs.values(), ...lying.outputs.values()],
    })
    await expect(executable.run({ x: value([1, 2]) })).rejects.toThrow(
      "output 'y' should have shape [1, 2] and came out as [2]",
    )
  })
})

describe('float64', () => {
  test('an operator without a kernel is an error that names it', async () => {
    const restore = ops.mutateRule('relu', { onnx: ([x]) => node('Elu', [x]) })
    const graph = trace({ x: [2] }, ({ x }) => ({ y: ops.relu(x) }))
    const compiling = onnxEngine({ precision: 'float64' }).compile(graph)
    await expect(compiling.finally(restore)).rejects.toThrow(
      'onnx: ONNX Runtime has no float64 kernel for the operator Elu; use the float64 engine',
    )
  })
})

describe('disposal', () => {
  const sessions = async (compile: () => Promise<Executable>) => {
    const create = vi.spyOn(ort.InferenceSession, 'create')
    const executable = await compile()
    const session = await create.mock.results[0].value
    return { executable, release: vi.spyOn(session, 'release') }
  }

  test('an executable releases its session, once', async () => {
    const { executable, release } = await sessions(() => engine.compile(sum))
    await executable.dispose()
    await executable.dispose()
    await engine.dispose()
    expect(release).toHaveBeenCalledTimes(1)
    await expect(executable.run(feeds())).rejects.toThrow('disposed of; compile the graph again')
  })

  test('an engine releases the sessions that are left', async () => {
    const { executable, release } = await sessions(() => engine.compile(sum))
    await engine.dispose()
    expect(release).toHaveBeenCalledTimes(1)
    await expect(executable.run(feeds())).rejects.toThrow('disposed of')
  })
})

test('equal feeds give equal bits', async () => {
  const graph = trace({ x: [64, 32], w: [16, 32] }, ({ x, w }) => ({
    y: ops.tanh(ops.matmul(x, w, { transposeB: true })),
  }))
  const waves = (n: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(i))
  const fed = { x: value(waves(64 * 32), [64, 32]), w: value(waves(16 * 32), [16, 32]) }
  const runs = [await engine.compile(graph), await engine.compile(graph)]
  const results = await Promise.all([...runs, ...runs].map((executable) => executable.run(fed)))
  for (const { y } of results) expect(y.data).toEqual(results[0].y.data)
})

test.each([-0.5, 0, 0.25, 1, 1.5])(
  'a leaky relu of slope %f is x above 0, and slope x below',
  async (slope) => {
    const graph = trace({ x: [5] }, ({ x }) => ({ y: ops.leakyRelu(x, slope) }))
    const { y } = await (await engine.compile(graph)).run({ x: value([-4, -1, 0, 0.5, 8]) })
    expect([...y.data].map((cell) => cell + 0)).toEqual([-4 * slope + 0, -slope + 0, 0, 0.5, 8])
  },
)
