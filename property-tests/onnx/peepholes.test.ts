import fc from 'fast-check'
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node'
import { describe, expect, test } from 'vitest'
import { float64Engine } from '../../src/engines/float64.ts'
import { cells, value } from '../../src/engines/value.ts'
import type { Graph } from '../../src/graph/graph.ts'
import { trace } from '../../src/graph/trace.ts'
import { exportOnnx } from '../../src/onnx/export.ts'
import { lower, peepholes } from '../../src/onnx/lower.ts'
import { dropAliases } from '../../src/onnx/peepholes/aliases.ts'
import { feedUnexpanded } from '../../src/onnx/peepholes/broadcasts.ts'
import { mergeConcats } from '../../src/onnx/peepholes/concats.ts'
import { multiplyFullConvolutions } from '../../src/onnx/peepholes/full-convolutions.ts'
import { fuseGemm } from '../../src/onnx/peepholes/gemm.ts'
import { collapseReshapes } from '../../src/onnx/peepholes/reshapes.ts'
import { clipSteps } from '../../src/onnx/peepholes/steps.ts'
import { dropSummedAxes } from '../../src/onnx/peepholes/sums.ts'
import type { Peephole } from '../../src/onnx/plan.ts'
import * as ops from '../../src/ops/index.ts'
import { type Shape, size, type Tensor } from '../../src/ops/index.ts'
import { expressions } from './expressions.ts'

/** The operators of a graph's model, sorted. */
const operators = (graph: Graph, ...peepholes: Peephole[]): string =>
  lower(graph, { precision: 'float32', peepholes })
    .graph.nodes.map(({ op }) => op)
    .sort()
    .join(' ')

type Data = Readonly<Record<string, ArrayLike<number>>>

async function run(graph: Graph, data: Data, peepholes: readonly Peephole[]): Promise<number[][]> {
  const session = await InferenceSession.create(exportOnnx(graph, { precision: 'float64', peepholes }), {
    intraOpNumThreads: 1,
    graphOptimizationLevel: 'disabled',
  })
  const feeds = [...graph.inputs].map(([name, { shape }]) => [
    name,
    new OrtTensor('float64', Float64Array.from(data[name]), shape),
  ])
  const results = await session.run(Object.fromEntries(feeds))
  await session.release()
  for (const [i, { shape }] of [...graph.outputs.values()].entries()) {
    expect(results[session.outputNames[i]].dims).toEqual(shape)
  }
  return session.outputNames.map((name) => [...(results[name].data as Float64Array)])
}

const waves = (shapes: Readonly<Record<string, Shape>>): Data =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, shape], k) => [
      name,
      Array.from({ length: size(shape) }, (_, i) => Math.sin(3 * i + k + 1)),
    ]),
  )

/** What a peephole does to the operators, where it must leave them alone, and that the numbers stay. */
interface Example {
  readonly what: string
  readonly shapes: Readonly<Record<string, Shape>>
  readonly body: (inputs: Readonly<Record<string, Tensor>>) => Readonly<Record<string, Tensor>>
  readonly before: string
  readonly after: string
}

const examples: readonly (readonly [string, Peephole, readonly Example[]])[] = [
  [
    'dropAliases',
    dropAliases,
    [
      {
        what: 'what stops a gradient is no node',
        shapes: { x: [2] },
        body: ({ x }) => ({ y: ops.exp(ops.stopGradient(ops.stopGradient(x))) }),
        before: 'Exp Identity Identity',
        after: 'Exp',
      },
      {
        what: 'but a copy where it is all that an output is',
        shapes: { x: [2] },
        body: ({ x }) => ({ y: ops.stopGradient(x), z: ops.stopGradient(ops.exp(x)) }),
        before: 'Exp Identity Identity',
        after: 'Exp Identity',
      },
    ],
  ],
  [
    'collapseReshapes',
    collapseReshapes,
    [
      {
        what: 'the last of a chain stays',
        shapes: { x: [2, 6] },
        body: ({ x }) => ({ y: ops.exp(ops.reshape(ops.reshape(ops.reshape(x, [12]), [3, 4]), [4, 3])) }),
        before: 'Exp Reshape Reshape Reshape',
        after: 'Exp Reshape',
      },
      {
        what: 'none stays of those that come back',
        shapes: { x: [2, 6] },
        body: ({ x }) => ({ y: ops.exp(ops.reshape(ops.reshape(x, [12]), [2, 6])) }),
        before: 'Exp Reshape Reshape',
        after: 'Exp',
      },
      {
        what: 'one in the middle stays where it is used',
        shapes: { x: [2, 6] },
        body: ({ x }) => ({ y: ops.reshape(ops.reshape(x, [12]), [3, 4]), z: ops.reshape(x, [12]) }),
        before: 'Reshape Reshape',
        after: 'Reshape Reshape',
      },
    ],
  ],
  [
    'dropSummedAxes',
    dropSummedAxes,
    [
      {
        what: 'a sum drops its axis itself',
        shapes: { x: [2, 3, 4] },
        body: ({ x }) => ({ y: ops.sum(x, 1) }),
        before: 'ReduceSum Reshape',
        after: 'ReduceSum',
      },
      {
        what: 'but not where the reshape does more, or the sum is needed with its axis',
        shapes: { x: [2, 3, 4] },
        body: ({ x }) => ({
          y: ops.reshape(ops.sum(x, 1, { keep: true }), [8]),
          z: ops.sum(ops.exp(x), 2),
          w: ops.sum(ops.exp(x), 2, { keep: true }),
        }),
        before: 'Exp ReduceSum ReduceSum Reshape Reshape',
        after: 'Exp ReduceSum ReduceSum Reshape Reshape',
      },
    ],
  ],
  [
    'clipSteps',
    clipSteps,
    [
      {
        what: 'the sign of a relu is clipped, that of anything else is not',
        shapes: { x: [5] },
        body: ({ x }) => ({ y: ops.sign(ops.relu(x)), z: ops.sign(x) }),
        before: 'Relu Sign Sign',
        after: 'Clip Mul Relu Sign',
      },
      {
        what: 'so are the slopes of a leaky relu',
        shapes: { x: [5] },
        body: ({ x }) => ({ y: ops.affine(ops.greater(x, ops.constant(new Float64Array(5))), 0.8, 0.2) }),
        before: 'Add Cast Greater Mul',
        after: 'Clip Mul',
      },
      {
        what: 'but not a step that falls, begins below 0, stands elsewhere, or is needed itself',
        shapes: { x: [5] },
        body: ({ x }) => {
          const above = (bound: number, of: Tensor) => ops.greater(of, ops.constant(new Array(5).fill(bound)))
          return {
            falling: ops.affine(above(0, x), -0.8, 1),
            below: ops.affine(above(0, ops.exp(x)), 2, -1),
            elsewhere: ops.affine(above(0.5, x), 0.8, 0.2),
            needed: ops.mul(ops.affine(above(0, ops.neg(x)), 0.8, 0.2), above(0, ops.neg(x))),
          }
        },
        before:
          'Add Add Add Add Cast Cast Cast Cast Exp Greater Greater Greater Greater Mul Mul Mul Mul Mul Neg',
        after:
          'Add Add Add Add Cast Cast Cast Cast Exp Greater Greater Greater Greater Mul Mul Mul Mul Mul Neg',
      },
    ],
  ],
  [
    'mergeConcats',
    mergeConcats,
    [
      {
        what: 'a tree of pairs is one',
        shapes: { a: [2, 1], b: [2, 3], c: [2, 2], d: [2, 1], e: [2, 4] },
        body: ({ a, b, c, d, e }) => ({ y: ops.concat([a, b, c, d, e], 1) }),
        before: 'Concat Concat Concat Concat',
        after: 'Concat',
      },
      {
        what: 'other axes stay apart',
        shapes: { a: [2, 1], b: [2, 1] },
        body: ({ a, b }) => ({ y: ops.concat([ops.concat([a, b], 1), ops.concat([b, a], 1)], 0) }),
        before: 'Concat Concat Concat',
        after: 'Concat Concat Concat',
      },
      {
        what: 'what is used elsewhere stays apart',
        shapes: { a: [2], b: [2] },
        body: ({ a, b }) => {
          const pair = ops.concat([a, b])
          return { y: ops.concat([pair, ops.concat([pair, a])]), pair }
        },
        before: 'Concat Concat Concat',
        after: 'Concat Concat',
      },
    ],
  ],
  [
    'feedUnexpanded',
    feedUnexpanded,
    [
      {
        what: 'an operand that ONNX stretches is not expanded',
        shapes: { x: [4, 3], w: [3], s: [] },
        body: ({ x, w, s }) => ({ y: ops.mul(ops.add(x, w), s) }),
        before: 'Add Expand Expand Mul',
        after: 'Add Mul',
      },
      {
        what: 'neither of two that stretch each other is expanded',
        shapes: { x: [4, 1], w: [1, 3] },
        body: ({ x, w }) => ({ y: ops.where(ops.less(x, w), ops.sub(x, w), ops.maximum(x, w)) }),
        before: 'Cast Cast Expand Expand Less Max Sub Where',
        after: 'Cast Cast Less Max Sub Where',
      },
      {
        what: 'one of two stays expanded where the result would come out smaller',
        shapes: { x: [3], w: [1] },
        body: ({ x, w }) => ({ y: ops.div(ops.broadcast(x, [4, 3]), ops.broadcast(w, [4, 3])) }),
        before: 'Div Expand Expand',
        after: 'Div Expand',
      },
      {
        what: 'an operand twice stays expanded once',
        shapes: { x: [3] },
        body: ({ x }) => ({ y: ops.add(ops.broadcast(x, [2, 3]), ops.broadcast(x, [2, 3])) }),
        before: 'Add Expand',
        after: 'Add Expand',
      },
      {
        what: "a channel's cell is stretched over a small image, once for all samples and all that take it",
        shapes: { x: [3, 2, 4, 4], c: [2, 1, 1] },
        body: ({ x, c }) => ({ y: ops.mul(ops.add(x, c), c) }),
        before: 'Add Expand Mul',
        after: 'Add Expand Mul',
      },
      {
        what: 'but not over a large one, nor where there is one sample alone',
        shapes: { x: [3, 2, 8, 8], c: [2, 1, 1], one: [1, 2, 4, 4] },
        body: ({ x, c, one }) => ({ y: ops.mul(x, c), z: ops.mul(one, c) }),
        before: 'Expand Expand Mul Mul',
        after: 'Mul Mul',
      },
      {
        what: 'other ops get what they got',
        shapes: { x: [3] },
        body: ({ x }) => ({ y: ops.sum(ops.broadcast(x, [4, 3]), 0), z: ops.exp(ops.broadcast(x, [2, 3])) }),
        before: 'Exp Expand Expand ReduceSum Reshape',
        after: 'Exp Expand Expand ReduceSum Reshape',
      },
      {
        what: 'what was stretched twice goes back to its beginning',
        shapes: { x: [5, 4, 3], w: [3] },
        body: ({ x, w }) => ({ y: ops.add(x, ops.broadcast(ops.broadcast(w, [4, 3]), [5, 4, 3])) }),
        before: 'Add Expand Expand',
        after: 'Add',
      },
    ],
  ],
  [
    'fuseGemm',
    fuseGemm,
    [
      {
        what: 'a product and a bias are one',
        shapes: { x: [4, 3], w: [2, 3], b: [4, 2] },
        body: ({ x, w, b }) => ({ y: ops.add(b, ops.matmul(x, w, { transposeB: true })) }),
        before: 'Add Gemm',
        after: 'Gemm',
      },
      {
        what: 'transposed or not',
        shapes: { x: [3, 4], w: [3, 2], b: [4, 2] },
        body: ({ x, w, b }) => ({
          y: ops.add(ops.matmul(x, w, { transposeA: true }), b),
          z: ops.add(ops.matmul(ops.reshape(x, [4, 3]), w), b),
        }),
        before: 'Add Add Gemm MatMul Reshape',
        after: 'Gemm Gemm Reshape',
      },
      {
        what: 'a product that is used elsewhere stays',
        shapes: { x: [4, 3], w: [3, 2], b: [4, 2] },
        body: ({ x, w, b }) => ({ y: ops.add(ops.matmul(x, w), b), product: ops.matmul(x, w) }),
        before: 'Add MatMul',
        after: 'Add MatMul',
      },
      {
        what: 'a product that is added to itself stays',
        shapes: { x: [4, 3], w: [3, 2] },
        body: ({ x, w }) => ({ y: ops.add(ops.matmul(x, w), ops.matmul(x, w)) }),
        before: 'Add MatMul',
        after: 'Add MatMul',
      },
      {
        what: 'batches of matrices stay',
        shapes: { x: [5, 4, 3], w: [5, 3, 2], b: [5, 4, 2] },
        body: ({ x, w, b }) => ({ y: ops.add(ops.matmul(x, w), b) }),
        before: 'Add MatMul',
        after: 'Add MatMul',
      },
    ],
  ],
]

describe.each(examples)('%s', (_name, peephole, its) => {
  test.each(its)('$what', async ({ shapes, body, before, after }) => {
    const graph = trace(shapes, body)
    expect(operators(graph)).toBe(before)
    expect(operators(graph, peephole)).toBe(after)
    const [plain, improved] = [
      await run(graph, waves(shapes), []),
      await run(graph, waves(shapes), [peephole]),
    ]
    improved.forEach((output, i) => {
      expect(output).toHaveLength(plain[i].length)
      output.forEach((number, at) => {
        expect(Math.abs(number - plain[i][at])).toBeLessThanOrEqual(1e-15)
      })
    })
  })

  test('leaves the numbers of random expressions as they are', async () => {
    const property = fc.asyncProperty(expressions, async ({ shapes, apply, point }) => {
      const graph = trace(shapes, (inputs) => ({ y: apply(inputs) }))
      const [[plain], [improved]] = [await run(graph, point, []), await run(graph, point, [peephole])]
      improved.forEach((number, at) => {
        expect(Math.abs(number - plain[at])).toBeLessThanOrEqual(1e-12 * (1 + Math.abs(plain[at])))
      })
    })
    await fc.assert(property, { seed: 5, numRuns: 25 })
  })
})

describe('multiplyFullConvolutions', () => {
  const shapes = { x: [2, 3, 4, 5], weight: [6, 3, 4, 5], z: [2, 3, 1, 1] }

  test('products of matrices are what the kernels compute', async () => {
    const graph = trace(shapes, ({ x, weight, z }) => ({
      score: ops.conv2d(x, weight, { stride: [3, 2] }),
      image: ops.convTranspose2d(z, ops.reshape(weight, [3, 6, 5, 4]), { stride: [2, 1] }),
    }))
    expect(operators(graph, multiplyFullConvolutions)).toBe(`Gemm MatMul${' Reshape'.repeat(7)}`)
    const data = waves(shapes)
    const feeds = Object.entries(shapes).map(([name, shape]) => [
      name,
      value(Float64Array.from(data[name]), shape),
    ])
    const expected = await (await float64Engine().compile(graph)).run(Object.fromEntries(feeds))
    const [score, image] = await run(graph, data, [multiplyFullConvolutions])
    for (const [got, truth] of [
      [score, cells(expected.score)],
      [image, cells(expected.image)],
    ] as const) {
      expect(got).toHaveLength(truth.length)
      got.forEach((number, at) => {
        expect(Math.abs(number - truth[at])).toBeLessThanOrEqual(1e-13)
      })
    }
  })

  test.each([
    ['an image larger than the kernel', (x: Tensor, w: Tensor) => ops.conv2d(x, ops.slice(w, 2, 0, 3))],
    ['padding', (x: Tensor, w: Tensor) => ops.conv2d(x, w, { padding: [1, 0] })],
    ['groups', (x: Tensor, w: Tensor) => ops.conv2d(x, ops.slice(w, 1, 0, 1), { groups: 3 })],
    ['several pixels', (x: Tensor, w: Tensor) => ops.convTranspose2d(x, ops.slice(w, 0, 0, 3))],
    [
      'an output padding',
      (x: Tensor, w: Tensor) =>
        ops.convTranspose2d(ops.slice(ops.slice(x, 2, 0, 1), 3, 0, 1), ops.slice(w, 0, 0, 3), {
          stride: [2, 2],
          outputPadding: [1, 0],
        }),
    ],
  ])('leaves %s alone', (_what, convolve) => {
    const graph = trace(shapes, ({ x, weight }) => ({ y: convolve(x, weight) }))
    expect(operators(graph, multiplyFullConvolutions)).toBe(operators(graph))
  })
})

test('a concatenation that is used twice is made once', () => {
  const graph = trace({ a: [2], b: [2] }, ({ a, b }) => {
    const pair = ops.concat([a, b])
    return { y: ops.concat([pair, ops.concat([pair, a])]) }
  })
  const { nodes } = lower(graph, { precision: 'float32', peepholes: [mergeConcats] }).graph
  expect(nodes.map(({ inputs }) => inputs)).toEqual([
    ['a', 'b'],
    ['concat_1', 'concat_1', 'a'],
  ])
})

test('a step that its comparison stretches keeps its shape', async () => {
  const shapes = { x: [5] }
  const graph = trace(shapes, ({ x }) => ({
    y: ops.affine(ops.greater(x, ops.constant(new Float64Array(10), [2, 5])), 0.8, 0.2),
  }))
  const data = waves(shapes)
  expect(await run(graph, data, peepholes)).toEqual(await run(graph, data, []))
})
