import * as ops from '../../../ops/index.ts'
import type { Tensor } from '../../../ops/tensor.ts'
import { binary, expression, unary } from '../elementwise.ts'
import { isKnown, type Known, type Reading, readingOf, tensorOf } from '../reading.ts'
import { operand, type Reader, type Readers, type Site } from '../site.ts'
import { unreadable } from '../unreadable.ts'
import { erf } from './erf.ts'

const folded =
  (combine: (a: Tensor, b: Tensor) => Tensor): Reader =>
  (site) =>
    expression((operands) => operands.reduce(combine))(site)

const mean: Reader = expression((operands) => ops.mul(operands.reduce(ops.add), 1 / operands.length))

/** Whole numbers are divided towards zero, which is no operation of ours: only where they are known. */
function div(site: Site): Reading {
  const divide = binary(ops.div)(site) as Reading
  return operand(site, 0).kind === 'integer' ? mapKnown(site, divide, Math.trunc) : divide
}

/** Steps have no derivative worth following: only known numbers are rounded. */
const rounded =
  (round: (x: number) => number): Reader =>
  (site) =>
    mapKnown(site, operand(site, 0), round)

function mapKnown({ op }: Site, of: Reading, change: (x: number) => number): Known {
  if (!isKnown(of)) unreadable(op, 'it rounds what depends on an input')
  return { ...of, cells: of.cells.map(change) }
}

/** Ties go to the even neighbour. */
function roundHalfToEven(x: number): number {
  const down = Math.floor(x)
  if (x - down !== 0.5) return Math.round(x)
  return down % 2 === 0 ? down : down + 1
}

/** x - y floor(x / y), the sign of y. */
function mod(site: Site): Reading {
  const [x, y] = [operand(site, 0), operand(site, 1)]
  const quotient = mapKnown(
    site,
    readingOf(ops.div(tensorOf('Mod', x), tensorOf('Mod', y)), [x, y], x.kind),
    Math.floor,
  )
  const product = ops.mul(tensorOf('Mod', quotient), tensorOf('Mod', y))
  return readingOf(ops.sub(tensorOf('Mod', x), product), [x, y], x.kind)
}

/** x^p: as products for a small whole p, a root for a half, and otherwise exp(p log x), for x > 0. */
function pow(site: Site): Reading {
  const [x, p] = [operand(site, 0), operand(site, 1)]
  const base = tensorOf(site.op, x)
  const exponent = isKnown(p) && p.cells.every((cell) => cell === p.cells[0]) ? p.cells[0] : undefined
  const power =
    (exponent === undefined ? undefined : constantPower(base, exponent)) ??
    ops.exp(ops.mul(ops.log(base), tensorOf(site.op, p)))
  return readingOf(ops.broadcast(power, ops.mul(base, tensorOf(site.op, p)).shape), [x, p], x.kind)
}

const mostFactors = 64

function constantPower(x: Tensor, p: number): Tensor | undefined {
  if (p === 0.5) return ops.sqrt(x)
  if (p === -0.5) return ops.div(1, ops.sqrt(x))
  if (!Number.isInteger(p) || Math.abs(p) > mostFactors) return undefined
  if (p === 0) return ops.broadcast(ops.constant(1), x.shape)
  return p < 0 ? ops.div(1, wholePower(x, -p)) : wholePower(x, p)
}

/** By repeated squaring. */
function wholePower(x: Tensor, p: number): Tensor {
  if (p === 1) return x
  const half = ops.square(wholePower(x, Math.floor(p / 2)))
  return p % 2 === 0 ? half : ops.mul(half, x)
}

/** Bounds are attributes before opset 11, and operands, which may be left out, since. */
function clip(site: Site): Reading {
  const x = operand(site, 0)
  const bounds = [bound(site, 'min', 1), bound(site, 'max', 2)]
  const [lo, hi] = bounds.map((of) => of && tensorOf(site.op, of))
  const raised = lo ? ops.maximum(tensorOf(site.op, x), lo) : tensorOf(site.op, x)
  const held = hi ? ops.minimum(raised, hi) : raised
  const [low, high] = [constantOf(bounds[0], -Number.MAX_VALUE), constantOf(bounds[1], Number.MAX_VALUE)]
  const isConstant = low !== undefined && high !== undefined && low <= high
  const clamped = isConstant ? ops.clamp(tensorOf(site.op, x), low, high) : held
  return readingOf(clamped, [x, ...bounds.filter((of) => of !== undefined)], x.kind)
}

function bound(site: Site, name: string, at: number): Reading | undefined {
  const written = site.attributes[name]
  if (written?.kind !== 'float') return site.operands[at]
  return { kind: 'real', shape: [], cells: Float64Array.of(written.value) }
}

function constantOf(of: Reading | undefined, otherwise: number): number | undefined {
  if (!of) return otherwise
  return isKnown(of) && of.cells.length === 1 ? of.cells[0] : undefined
}

export const arithmetic: Readers = {
  Abs: unary((x) => ops.abs(x)),
  Add: binary(ops.add),
  Clip: clip,
  Ceil: rounded(Math.ceil),
  Div: div,
  Erf: unary(erf),
  Exp: unary((x) => ops.exp(x)),
  Floor: rounded(Math.floor),
  Log: unary((x) => ops.log(x)),
  Max: folded(ops.maximum),
  Mean: mean,
  Min: folded(ops.minimum),
  Mod: mod,
  Mul: binary(ops.mul),
  Neg: unary(ops.neg),
  Pow: pow,
  Reciprocal: unary((x) => ops.div(1, x)),
  Round: rounded(roundHalfToEven),
  Sign: unary((x) => ops.sign(x)),
  Sqrt: unary((x) => ops.sqrt(x)),
  Sub: binary(ops.sub),
  Sum: folded(ops.add),
}
