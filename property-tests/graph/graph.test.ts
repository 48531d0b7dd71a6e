import { describe, expect, test } from 'vitest'
import { float64Engine } from '../../src/engines/float64.ts'
import { value } from '../../src/engines/value.ts'
import { grad, vjp } from '../../src/graph/grad.ts'
import { print } from '../../src/graph/print.ts'
import { trace } from '../../src/graph/trace.ts'
import {
  add,
  constant,
  exp,
  input,
  mul,
  reshape,
  slice,
  split,
  square,
  stopGradient,
  sub,
  sum,
  type Tensor,
} from '../../src/ops/index.ts'

describe('trace', () => {
  test('computes equal expressions once', () => {
    const graph = trace({ x: [3] }, ({ x }) => ({ y: add(mul(exp(x), x), mul(exp(x), x)), z: exp(x) }))
    expect(graph.nodes.map(({ op }) => op)).toEqual(['input', 'exp', 'mul', 'add'])
  })

  test('keeps apart what differs only in an attribute or in a constant', () => {
    const graph = trace({ x: [2, 3] }, ({ x }) => ({
      a: reshape(x, [6]),
      b: reshape(x, [3, 2]),
      c: add(x, constant([1, 2, 3])),
      d: add(x, constant([1, 2, 4])),
    }))
    const reshapes = graph.nodes.filter(({ op }) => op === 'reshape')
    const constants = graph.nodes.filter(({ op }) => op === 'constant')
    expect([reshapes.length, constants.length]).toEqual([2, 2])
  })

  test('keeps apart constants that only text would confuse', () => {
    const graph = trace({ x: [2] }, ({ x }) => ({
      a: add(x, constant([0, 1])),
      b: add(x, constant([-0, 1])),
    }))
    expect(graph.nodes.filter(({ op }) => op === 'constant')).toHaveLength(2)
  })

  test('leaves out what no output needs, and keeps every input', () => {
    const graph = trace({ x: [], unused: [4] }, ({ x }) => {
      exp(x)
      return { y: square(x) }
    })
    expect(graph.nodes.map(({ op }) => op).sort()).toEqual(['input', 'input', 'square'])
    expect([...graph.inputs.keys()]).toEqual(['x', 'unused'])
  })

  test('names an input that was not declared', () => {
    const stranger = input('stranger', [2])
    expect(() => trace({ x: [2] }, ({ x }) => ({ y: add(x, stranger) }))).toThrow(/depend on 'stranger'/)
  })

  test('refuses shapes that do not fit, saying which', () => {
    expect(() => trace({ x: [2, 3], y: [4] }, ({ x, y }) => ({ z: mul(x, y) }))).toThrow(
      /mul: shapes \[2, 3\] and \[4\] do not broadcast: 3 against 4 at axis 1/,
    )
    expect(() => trace({ x: [2, 0] }, ({ x }) => ({ x }))).toThrow(/positive whole numbers/)
  })
})

describe('print', () => {
  test('shows one tensor a line', () => {
    const graph = trace({ x: [2, 3], w: [3] }, ({ x, w }) => ({ y: mul(x, w) }))
    expect(print(graph)).toBe(
      [
        'inputs  x [2, 3], w [3]',
        '%1 [2, 3] = broadcast w {shape: [2,3]}',
        '%2 [2, 3] = mul x %1',
        'outputs y = %2',
      ].join('\n'),
    )
  })
})

describe('grad', () => {
  test('of what the loss does not depend on is zero, in its shape', async () => {
    const graph = trace({ x: [2], y: [3] }, ({ x, y }) => {
      const [g] = grad(sum(square(x)), [y])
      return { g }
    })
    const { g } = await (await float64Engine().compile(graph)).run({ x: value([1, 2]), y: value([1, 2, 3]) })
    expect([...g.data]).toEqual([0, 0, 0])
  })

  test('goes through a tensor that is used twice, and stops where it is told to', async () => {
    const graph = trace({ x: [] }, ({ x }) => {
      const [g] = grad(mul(x, mul(x, x)), [x])
      const [h] = grad(mul(x, stopGradient(mul(x, x))), [x])
      return { g, h }
    })
    const { g, h } = await (await float64Engine().compile(graph)).run({ x: value([3], []) })
    expect([g.data[0], h.data[0]]).toEqual([27, 9])
  })

  test('can be taken three times: x^4 has third derivative 24 x', async () => {
    const graph = trace({ x: [] }, ({ x }) => {
      const first = grad(square(square(x)), [x])[0]
      const second = grad(first, [x])[0]
      return { third: grad(second, [x])[0] }
    })
    const { third } = await (await float64Engine().compile(graph)).run({ x: value([1.5], []) })
    expect(third.data[0]).toBeCloseTo(36, 12)
  })

  test('of two halves of a split is the halves end to end, whichever is used first', async () => {
    const body = (order: number[]) => (inputs: Readonly<Record<string, Tensor>>) => {
      const halves = split(inputs.x, 1, [2, 3])
      const parts = order.map((i) => sum(square(mul(halves[i], i + 2))))
      return { g: grad(add(parts[0], parts[1]), [inputs.x])[0] }
    }
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const graph = trace({ x: [2, 5] }, body(order))
      expect(graph.nodes.map(({ op }) => op)).not.toContain('pad')
      const { g } = await (await float64Engine().compile(graph)).run({
        x: value(new Float64Array(10).fill(1), [2, 5]),
      })
      expect([...g.data]).toEqual([8, 8, 18, 18, 18, 8, 8, 18, 18, 18])
    }
  })

  test('of overlapping slices adds up', async () => {
    const graph = trace({ x: [4] }, ({ x }) => ({
      g: grad(add(sum(slice(x, 0, 0, 3)), sum(square(slice(x, 0, 1, 4)))), [x])[0],
    }))
    const { g } = await (await float64Engine().compile(graph)).run({ x: value([1, 2, 3, 4]) })
    expect([...g.data]).toEqual([1, 5, 7, 8])
  })

  test('asks for a scalar, and a cotangent of the output’s shape', () => {
    const x = input('x', [2])
    expect(() => grad(x, [x])).toThrow(/the loss must be a scalar, got shape \[2\]/)
    expect(() => vjp(sub(x, 1), constant(1), [x])).toThrow(/output's shape \[2\], got \[\]/)
  })
})
