import fc from 'fast-check'
import { type Random, seededRandom } from '../../src/data/random.ts'
import type { Differentiable } from '../../src/laws/gradient.ts'
import * as ops from '../../src/ops/index.ts'
import { type Shape, size, type Tensor } from '../../src/ops/index.ts'

type Operands = Readonly<Record<string, Tensor>>

interface OpCase {
  /** The primitives that this case is meant to exercise. */
  readonly covers: readonly string[]
  readonly shapes: (d: readonly number[]) => Readonly<Record<string, Shape>>
  readonly apply: (operands: Operands, d: readonly number[]) => Tensor
  /** Draws points in the inside of the op's domain, away from its kinks; standard normal unless told. */
  readonly draw?: (random: Random, n: number) => Float64Array
}

const positive = (random: Random, n: number) => random.normal(n).map((x) => 0.2 + Math.abs(x))
/** At least 0.1 from 0: further than any difference reaches. */
const awayFromZero = (random: Random, n: number) => random.normal(n).map((x) => x + Math.sign(x || 1) * 0.1)
/** Distinct numbers, 0.05 apart and more, so that no two of them tie, nor will within a step. */
const apart = (random: Random, n: number) =>
  Float64Array.from(random.permutation(n), (i) => 0.05 * (i - n / 2) + 0.017)
/** Away from the bounds -0.5 and 0.75. */
const offBounds = (random: Random, n: number) =>
  random.normal(n).map((x) => (Math.abs(x + 0.5) < 0.05 || Math.abs(x - 0.75) < 0.05 ? x + 0.2 : x))

const unary = (name: string, op: (x: Tensor) => Tensor, draw?: OpCase['draw']): OpCase => ({
  covers: [name],
  shapes: ([a, b]) => ({ x: [a, b] }),
  apply: ({ x }) => op(x),
  ...(draw ? { draw } : {}),
})

/** Two operands that broadcast against each other, each stretched along an axis that the other has. */
const binary = (name: string, op: (a: Tensor, b: Tensor) => Tensor, draw?: OpCase['draw']): OpCase => ({
  covers: [name, 'broadcast', 'sum', 'reshape'],
  shapes: ([a, b, c]) => ({ x: [a, 1, c], y: [b, 1] }),
  apply: ({ x, y }) => op(x, y),
  ...(draw ? { draw } : {}),
})

const axes = (d: readonly number[]) => (d[0] % 2 === 0 ? [0, 2] : [1])

/** Every primitive of the table, in expressions of random sizes. */
export const opCases: Readonly<Record<string, OpCase>> = {
  abs: unary('abs', ops.abs, awayFromZero),
  add: binary('add', ops.add),
  affine: unary('affine', (x) => ops.affine(x, -1.7, 0.3)),
  averagePool: {
    covers: ['sum'],
    shapes: ([a, b, c]) => ({ x: [a, b, 2 * c, 3] }),
    apply: ({ x }) => ops.averagePool(x, [2, 3]),
  },
  broadcast: {
    covers: ['broadcast', 'sum'],
    shapes: ([, b]) => ({ x: [b, 1] }),
    apply: ({ x }, [a, b, c]) => ops.broadcast(x, [a, b, c]),
  },
  clamp: unary('clamp', (x) => ops.clamp(x, -0.5, 0.75), offBounds),
  concat: {
    covers: ['concat', 'slice', 'pad'],
    shapes: ([a, b, c]) => ({ x: [a, b, 2], y: [a, c, 2], z: [a, 1, 2] }),
    apply: ({ x, y, z }) => ops.concat([x, y, z], 1),
  },
  conv2d: {
    covers: ['conv2d', 'convTranspose2d'],
    shapes: ([a, b, c]) => ({ x: [a, 4, b + 4, c + 3], weight: [6, 2, 3, 2] }),
    apply: ({ x, weight }, [a]) =>
      ops.conv2d(x, weight, { stride: [2, 1], padding: [1, a % 2], dilation: [1, 2], groups: 2 }),
  },
  convTranspose2d: {
    covers: ['conv2d', 'convTranspose2d', 'transpose'],
    shapes: ([a, b, c]) => ({ x: [a, 4, b + 1, c + 1], weight: [4, 3, 2, 3] }),
    apply: ({ x, weight }, [a]) =>
      ops.convTranspose2d(x, weight, {
        stride: [2, 3],
        padding: [0, 1],
        outputPadding: [a % 2, 2],
        groups: 2,
      }),
  },
  div: binary('div', ops.div, awayFromZero),
  equal: { ...binary('equal', (x, y) => ops.mul(ops.equal(x, y), x)), covers: ['equal'] },
  exp: unary('exp', ops.exp),
  gather: {
    covers: ['gather', 'pad'],
    shapes: ([a, b]) => ({ x: [a, b, 3] }),
    apply: ({ x }, [, b]) => ops.gather(x, [b - 1, 0, 0, b - 1], 1),
  },
  'gather, at places that are computed': {
    covers: ['gather', 'equal', 'matmul'],
    shapes: ([a, b]) => ({ x: [a, b, 3] }),
    apply: ({ x }, [, b]) => ops.gather(x, ops.sum(ops.constant([b - 1, 0, 0, 0, 0, b - 1], [3, 2]), 1), 1),
  },
  greater: { ...binary('greater', (x, y) => ops.mul(ops.greater(x, y), ops.sub(x, y))), covers: ['greater'] },
  leakyRelu: unary('leakyRelu', (x) => ops.leakyRelu(x, 0.3), awayFromZero),
  less: { ...binary('less', (x, y) => ops.mul(ops.less(x, y), ops.sub(x, y))), covers: ['less'] },
  log: unary('log', ops.log, positive),
  log1p: unary('log1p', (x) => ops.log1p(x), positive),
  logsumexp: {
    covers: ['max', 'exp', 'log', 'stopGradient'],
    shapes: ([a, b, c]) => ({ x: [a, b, c] }),
    apply: ({ x }, d) => ops.logsumexp(x, axes(d)),
  },
  matmul: {
    covers: ['matmul'],
    shapes: ([a, b, c]) => ({ x: [a, b], y: [b, c] }),
    apply: ({ x, y }) => ops.matmul(x, y),
  },
  'matmul, transposed and batched': {
    covers: ['matmul'],
    shapes: ([a, b, c]) => ({ x: [2, 1, b, a], y: [3, c, b] }),
    apply: ({ x, y }) => ops.matmul(x, y, { transposeA: true, transposeB: true }),
  },
  max: {
    covers: ['max'],
    shapes: ([a, b, c]) => ({ x: [a, b, c] }),
    apply: ({ x }, d) => ops.max(x, axes(d)),
    draw: apart,
  },
  maximum: {
    covers: ['maximum', 'sign'],
    shapes: ([a, b]) => ({ x: [a, b] }),
    apply: ({ x }) => ops.maximum(x, ops.mul(x, -0.5)),
    draw: awayFromZero,
  },
  mean: {
    covers: ['sum', 'affine'],
    shapes: ([a, b, c]) => ({ x: [a, b, c] }),
    apply: ({ x }, d) => ops.mean(x, axes(d), { keep: true }),
  },
  minimum: {
    covers: ['maximum'],
    shapes: ([a, b]) => ({ x: [a, b] }),
    apply: ({ x }) => ops.minimum(x, ops.square(ops.mul(x, 0.1))),
    draw: awayFromZero,
  },
  mul: binary('mul', ops.mul),
  pad: {
    covers: ['pad', 'slice'],
    shapes: ([a, b]) => ({ x: [a, b] }),
    apply: ({ x }) => ops.pad(x, [0, 1], [0, 3]),
  },
  'pad, circular': {
    covers: ['concat', 'slice'],
    shapes: ([a, b, c]) => ({ x: [a, b + 1, c + 1] }),
    apply: ({ x }) => ops.pad(x, [0, 1, 2], [0, 2, 1], 'circular'),
  },
  relu: unary('relu', ops.relu, awayFromZero),
  reshape: unary('reshape', (x) => ops.reshape(x, [size(x.shape), 1])),
  sigmoid: unary('sigmoid', ops.sigmoid),
  sign: unary('sign', (x) => ops.mul(x, ops.sign(x)), awayFromZero),
  slice: {
    covers: ['slice', 'pad'],
    shapes: ([a, b, c]) => ({ x: [a, b + 2, c] }),
    apply: ({ x }, [, b]) => ops.slice(x, 1, 1, b + 1),
  },
  softplus: unary('softplus', ops.softplus),
  sqrt: unary('sqrt', ops.sqrt, positive),
  square: unary('square', ops.square),
  sub: binary('sub', ops.sub),
  sum: {
    covers: ['sum', 'broadcast'],
    shapes: ([a, b, c]) => ({ x: [a, b, c] }),
    apply: ({ x }, d) => ops.sum(x, axes(d)),
  },
  tanh: unary('tanh', ops.tanh),
  transpose: {
    covers: ['transpose'],
    shapes: ([a, b, c]) => ({ x: [a, b, c, 2] }),
    apply: ({ x }) => ops.transpose(x, [2, 0, 3, 1]),
  },
  upsample: {
    covers: ['broadcast'],
    shapes: ([a, b, c]) => ({ x: [a, 1, b, c] }),
    apply: ({ x }) => ops.upsample(x, [2, 3]),
  },
  where: {
    covers: ['where'],
    shapes: ([a, b]) => ({ x: [a, b], y: [b] }),
    apply: ({ x, y }) => ops.where(ops.greater(x, 0), ops.square(x), ops.mul(x, y)),
    draw: awayFromZero,
  },
}

/** An op at a random size (axes of 1 to 5) and a random point; it shrinks toward small sizes. */
export const opArbitrary = ({
  shapes,
  apply,
  draw = (random, n) => random.normal(n),
}: OpCase): fc.Arbitrary<Differentiable> =>
  fc
    .record({
      d: fc.tuple(...Array.from({ length: 3 }, () => fc.integer({ min: 1, max: 5 }))),
      seed: fc.nat(1e6),
    })
    .map(({ d, seed }) => {
      const random = seededRandom(seed)
      const own = shapes(d)
      return {
        shapes: own,
        apply: (operands) => apply(operands, d),
        point: Object.fromEntries(
          Object.entries(own).map(([name, shape]) => [name, draw(random, size(shape))]),
        ),
      }
    })
