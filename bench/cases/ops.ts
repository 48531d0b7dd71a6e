import { seededRandom } from '../../src/data/random.ts'
import type { Value, Values } from '../../src/engines/engine.ts'
import { value } from '../../src/engines/value.ts'
import { type Shape, size } from '../../src/ops/shape.ts'
import type { Undrawn } from './undrawn.ts'

/** How long does one op take, at a size that models have? */
export interface OpCase {
  readonly suite: 'ops'
  readonly name: string
  /** Which op: its own name in every runner's table. */
  readonly op: OpName
  /** How often it is applied, each time to its own result: an engine feeds and reads back once for all of them. */
  readonly repeats: number
  /** 'x' is the operand that goes round. */
  readonly feeds: Values
}

export type OpName =
  | 'matmul'
  | 'add'
  | 'mul'
  | 'add-bias'
  | 'exp'
  | 'tanh'
  | 'softplus'
  | 'sigmoid'
  | 'sum-axis0'
  | 'sum-axis1'
  | 'conv2d'
  | 'transpose'
  | 'gather'

/** Rows that the op 'gather' takes of `count`: an order that is no slice. 157 is prime, and divides no count here. */
export const gatheredRows = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => (157 * i) % count)

const repeated = 10
const operand: Shape = [128, 784]

const unary = (op: OpName) => opCase(op, '128x784', () => ({ x: draw(operand) }), repeated)

const biases = (): Values =>
  Object.fromEntries(Array.from({ length: repeated }, (_, i) => [`bias${i}`, draw([784])]))

export const opCases: readonly Undrawn<OpCase>[] = [
  opCase('matmul', '256x64x64', () => ({ x: draw([256, 64]), w: draw([64, 64], 64) }), repeated),
  opCase('matmul', '128x784x400', () => ({ x: draw([128, 784]), w: draw([784, 400], 784) })),
  opCase('matmul', '512x512x512', () => ({ x: draw([512, 512]), w: draw([512, 512], 512) })),
  opCase('add', '128x784', () => ({ x: draw(operand), w: draw(operand) }), repeated),
  opCase('mul', '128x784', () => ({ x: draw(operand), w: aroundOne(operand) }), repeated),
  opCase('add-bias', '128x784', () => ({ x: draw(operand), ...biases() }), repeated),
  ...(['exp', 'tanh', 'softplus', 'sigmoid'] as const).map(unary),
  opCase('sum-axis0', '128x784', () => ({ x: draw(operand) })),
  opCase('sum-axis1', '128x784', () => ({ x: draw(operand) })),
  opCase('conv2d', '32x16x14x14-32x3x3', () => ({
    x: draw([32, 16, 14, 14]),
    w: draw([32, 16, 3, 3], 144),
  })),
  opCase('transpose', '512x512', () => ({ x: draw([512, 512]) })),
  opCase('gather', '512x512', () => ({ x: draw([512, 512]) }), repeated),
]

function opCase(op: OpName, sizes: string, feeds: () => Values, repeats = 1): Undrawn<OpCase> {
  // Repeated, e^x would overflow and e^-x settles.
  const shown = op === 'exp' ? 'exp-of-minus' : op
  const name = `${shown}-${sizes}${repeats > 1 ? `-x${repeats}` : ''}`
  return { name, draw: () => ({ suite: 'ops', name, op, repeats, feeds: feeds() }) }
}

/** Standard normal, divided by the root of the terms that a product adds up, so that its size stays 1. */
const draw = (shape: Shape, terms = 1): Value =>
  value(
    Float32Array.from(seededRandom(1).split(`${shape}`).normal(size(shape)), (x) => x / Math.sqrt(terms)),
    shape,
  )

const aroundOne = (shape: Shape): Value =>
  value(
    Float32Array.from(seededRandom(1).split('around one').uniform(size(shape)), (x) => 0.9 + 0.2 * x),
    shape,
  )
