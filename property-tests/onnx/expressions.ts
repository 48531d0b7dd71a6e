import fc from 'fast-check'
import { seededRandom } from '../../src/data/random.ts'
import type { Differentiable } from '../../src/laws/gradient.ts'
import * as ops from '../../src/ops/index.ts'
import { type Shape, size, type Tensor } from '../../src/ops/index.ts'

/** Shapes that all broadcast with each other, a scalar and other ranks among them. */
const shapes: Readonly<Record<string, Shape>> = { a: [2, 3, 4], b: [3, 1], c: [4], d: [], e: [2, 1, 1] }

/** One more tensor, made of those before; `pick` chooses among them. */
type Move = (pick: () => Tensor) => Tensor

const lastAxis = (x: Tensor) => x.shape.length - 1

const moves: Readonly<Record<string, Move>> = {
  add: (pick) => ops.add(pick(), pick()),
  sub: (pick) => ops.sub(pick(), pick()),
  mul: (pick) => ops.mul(ops.tanh(pick()), pick()),
  div: (pick) => ops.div(pick(), ops.add(ops.abs(pick()), 1)),
  maximum: (pick) => ops.maximum(pick(), pick()),
  affine: (pick) => ops.affine(pick(), -0.75, 0.5),
  tanh: (pick) => ops.tanh(pick()),
  sigmoid: (pick) => ops.sigmoid(pick()),
  softplus: (pick) => ops.softplus(pick()),
  exp: (pick) => ops.exp(ops.neg(ops.abs(pick()))),
  clamp: (pick) => ops.clamp(pick(), -1, 0.5),
  leakyRelu: (pick) => ops.leakyRelu(pick(), 0.3),
  stopGradient: (pick) => ops.stopGradient(pick()),
  mean: (pick) => {
    const x = pick()
    return x.shape.length === 0 ? x : ops.mean(x, lastAxis(x), { keep: true })
  },
  reshapes: (pick) => {
    const x = pick()
    return ops.reshape(
      ops.square(ops.reshape(ops.reshape(ops.tanh(x), [size(x.shape)]), [1, size(x.shape)])),
      x.shape,
    )
  },
  expanded: (pick) => ops.broadcast(pick(), shapes.a),
  concat: (pick) => {
    const [x, y] = [ops.broadcast(pick(), shapes.a), pick()]
    const joined = ops.concat([x, ops.broadcast(y, shapes.a), ops.tanh(x)], 1)
    return ops.slice(joined, 1, 2, 5)
  },
  matmul: (pick) => {
    const [x, y] = [ops.broadcast(pick(), [3, 4]), ops.broadcast(pick(), [3, 4])]
    return ops.add(ops.matmul(ops.tanh(x), ops.matmul(y, ops.tanh(x), { transposeA: true })), pick())
  },
} satisfies Record<string, Move>

/** `matmul` above needs operands that stretch to [3, 4]. */
const stretches = (x: Tensor) => x.shape.length <= 2

/** A random expression of up to ten moves over inputs a to e, with the numbers of one seed. */
export const expressions: fc.Arbitrary<Differentiable> = fc
  .record({
    steps: fc.array(fc.tuple(fc.constantFrom(...Object.keys(moves)), fc.nat(99), fc.nat(99), fc.nat(99)), {
      minLength: 1,
      maxLength: 10,
    }),
    seed: fc.nat(1e6),
  })
  .map(({ steps, seed }) => ({
    shapes,
    apply: (inputs) => {
      const made = Object.values(inputs)
      for (const [name, ...choices] of steps) {
        const eligible = name === 'matmul' ? made.filter(stretches) : made
        let turn = 0
        made.push(moves[name](() => eligible[choices[turn++ % 3] % eligible.length]))
      }
      return made[made.length - 1]
    },
    point: pointOf(seed),
  }))

function pointOf(seed: number): Record<string, Float64Array> {
  const random = seededRandom(seed)
  return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, random.normal(size(shape))]))
}
