import { afterAll, describe, expect, test } from 'vitest'
import { onnxEngine } from '../../src/engines/onnx.ts'
import { sessionsInThread } from '../../src/engines/onnx-thread.ts'
import { value } from '../../src/engines/value.ts'
import { trace } from '../../src/graph/trace.ts'
import { exportOnnx } from '../../src/onnx/export.ts'
import * as ops from '../../src/ops/index.ts'
import { node } from '../../src/ops/lowering.ts'

const engine = onnxEngine({ apart: true })
afterAll(() => engine.dispose())

const graph = trace({ x: [64, 32], w: [16, 32], unused: [] }, ({ x, w }) => ({
  y: ops.tanh(ops.matmul(x, w, { transposeB: true })),
  x,
}))
const waves = (n: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(i))
const feeds = () => ({
  x: value(waves(2048), [64, 32]),
  w: value(waves(512), [16, 32]),
  unused: value([1], []),
})

describe('a session in a thread of its own', () => {
  test('gives the bits that one here gives, and leaves the feeds as they were', async () => {
    const here = onnxEngine()
    const fed = feeds()
    const [apart, expected] = [await engine.compile(graph), await here.compile(graph)]
    expect(apart.executor).toBe(expected.executor)
    const [results, own] = [await apart.run(fed), await expected.run(feeds())]
    expect(results.y.data).toEqual(own.y.data)
    expect(results.x.data).toEqual(own.x.data)
    expect(fed.x.data).toEqual(waves(2048))
    await here.dispose()
  })

  test('computes while the event loop goes on', async () => {
    const long = trace({ x: [300, 300] }, ({ x }) => ({
      y: Array.from({ length: 40 }).reduce<ops.Tensor>((y) => ops.matmul(y, x), x),
    }))
    const executable = await engine.compile(long)
    let turns = 0
    let isOver = false
    const running = executable.run({ x: value(new Float32Array(90_000).fill(1e-3), [300, 300]) })
    const ended = running.finally(() => {
      isOver = true
    })
    while (!isOver) {
      await new Promise((resolve) => setTimeout(resolve, 1))
      turns++
    }
    await ended
    expect(turns).toBeGreaterThan(1)
  })

  test('runs several at a time, each with its own answer', async () => {
    const doubled = await engine.compile(trace({ x: [2] }, ({ x }) => ({ y: ops.add(x, x) })))
    const fed = Array.from({ length: 5 }, (_, i) => ({ x: value([i, 10 * i]) }))
    const results = await Promise.all(fed.map((one) => doubled.run(one)))
    expect(results.map(({ y }) => [...y.data])).toEqual(fed.map((_, i) => [2 * i, 20 * i]))
  })

  test('says what went wrong there as one here does', async () => {
    const restore = ops.mutateRule('relu', { onnx: ([x]) => node('Elu', [x]) })
    const wrong = trace({ x: [2] }, ({ x }) => ({ y: ops.relu(x) }))
    const double = onnxEngine({ precision: 'float64', apart: true })
    await expect(double.compile(wrong).finally(restore)).rejects.toThrow(
      'onnx: ONNX Runtime has no float64 kernel for the operator Elu; use the float64 engine',
    )
    await double.dispose()
  })

  test('is refused once the engine has been disposed of, which ends the thread', async () => {
    const own = onnxEngine({ apart: true })
    const executable = await own.compile(graph)
    await own.dispose()
    await expect(executable.run(feeds())).rejects.toThrow('disposed of')
    const again = await own.compile(graph) // in a new thread
    expect((await again.run(feeds())).y.shape).toEqual([64, 16])
    await own.dispose()
  })

  test('of no model is an error, and of a thread that has ended one, too', async () => {
    const sessions = sessionsInThread()
    await expect(sessions.open(new Uint8Array([1, 2, 3]), {})).rejects.toThrow(/protobuf parsing failed/i)
    const session = await sessions.open(exportOnnx(graph), {})
    await sessions.end()
    await sessions.end()
    await expect(session.run([])).rejects.toThrow('the thread that computes has ended; make a new engine')
  })
})
