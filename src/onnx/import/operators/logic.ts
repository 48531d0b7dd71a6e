import * as ops from '../../../ops/index.ts'
import type { Tensor } from '../../../ops/tensor.ts'
import { elementOf } from '../../element.ts'
import { binary, unary } from '../elementwise.ts'
import { isKnown, type Kind, type Reading, readingOf, tensorOf } from '../reading.ts'
import { number, operand, type Reader, type Readers, type Site, tensorAt } from '../site.ts'
import { unreadable } from '../unreadable.ts'
import { kindOf } from '../weights.ts'

const not = (x: Tensor): Tensor => ops.sub(1, x)
const truth = (build: (a: Tensor, b: Tensor) => Tensor): Reader => binary(build, 'boolean')

function where(site: Site): Reading {
  const [condition, a, b] = [0, 1, 2].map((at) => operand(site, at))
  const chosen = ops.where(tensorAt(site, 0), tensorAt(site, 1), tensorAt(site, 2))
  return readingOf(chosen, [condition, a, b], a.kind)
}

/** Precision is not mathematics: a cast between kinds of reals does nothing. */
function cast(site: Site): Reading {
  const element = elementOf(number(site, 'to', 1))
  return element ? turned(site, kindOf(element)) : unreadable(site.op, 'it makes no numbers')
}

function turned(site: Site, to: Kind): Reading {
  const x = operand(site, 0)
  if (to === 'boolean' && x.kind !== 'boolean') {
    return readingOf(not(ops.equal(tensorOf(site.op, x), 0)), [x], to)
  }
  if (to !== 'integer' || x.kind !== 'real') return { ...x, kind: to }
  if (!isKnown(x)) unreadable(site.op, 'it cuts off the fractions of what depends on an input')
  return { ...x, kind: to, cells: x.cells.map(Math.trunc) }
}

export const logic: Readers = {
  And: truth(ops.mul),
  Cast: cast,
  CastLike: (site) => turned(site, operand(site, 1).kind),
  Equal: truth(ops.equal),
  Greater: truth(ops.greater),
  GreaterOrEqual: truth((a, b) => not(ops.less(a, b))),
  IsInf: unary((x) => ops.greater(ops.abs(x), Number.MAX_VALUE), 'boolean'),
  IsNaN: unary((x) => not(ops.equal(x, x)), 'boolean'),
  Less: truth(ops.less),
  LessOrEqual: truth((a, b) => not(ops.greater(a, b))),
  Not: unary(not, 'boolean'),
  Or: truth(ops.maximum),
  Where: where,
  Xor: truth((a, b) => not(ops.equal(a, b))),
}
