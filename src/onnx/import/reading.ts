import { multiplications } from '../../graph/cost.ts'
import { evaluate } from '../../graph/evaluate.ts'
import { ancestors } from '../../graph/graph.ts'
import { type Shape, size } from '../../ops/shape.ts'
import { constant, type Tensor } from '../../ops/tensor.ts'
import { unreadable } from './unreadable.ts'

/** What ONNX's element types are to mathematics. Truth values are 1 and 0. */
export type Kind = 'real' | 'integer' | 'boolean'

/** Numbers that depend on no input: weights, shapes, masks. They may be none at all, which no tensor can be. */
export interface Known {
  readonly kind: Kind
  readonly shape: Shape
  readonly cells: Float64Array
}

/** What depends on an input. */
export interface Traced {
  readonly kind: Kind
  readonly shape: Shape
  readonly tensor: Tensor
}

/** A value of the model, as it is read. */
export type Reading = Known | Traced

export const isKnown = (reading: Reading): reading is Known => 'cells' in reading

/** Values beyond this many cells are refused: a small file can ask for more than a memory holds. */
export const mostCells = 2 ** 24

export function known(cells: ArrayLike<number>, shape: Shape, kind: Kind = 'real'): Known {
  return { kind, shape, cells: Float64Array.from(cells) }
}

export const integers = (cells: readonly number[]): Known => known(cells, [cells.length], 'integer')

/** Throws an UnreadableError for values without a cell. */
export function tensorOf(op: string, reading: Reading): Tensor {
  if (!isKnown(reading)) return reading.tensor
  if (reading.cells.length === 0) unreadable(op, 'it computes with a value that has no cells')
  return constant(reading.cells, reading.shape)
}

/** What an expression of tensors comes to: computed at once where every operand is known. */
export function readingOf(tensor: Tensor, operands: readonly Reading[], kind: Kind): Reading {
  if (!operands.every(isKnown)) return { kind, shape: tensor.shape, tensor }
  checkWork(tensor)
  return { kind, shape: tensor.shape, cells: evaluate(tensor) }
}

/** Known numbers are computed while the model is read, which is to take no more than a second. */
const mostWork = 2 ** 26

function checkWork(tensor: Tensor): void {
  const steps = ancestors([tensor]).filter(({ data }) => !data)
  for (const { op, shape } of steps) checkSize(op, shape)
  const work = steps.reduce((sum, step) => sum + multiplications(step), 0)
  if (work > mostWork) unreadable(tensor.op, `it takes ${work} multiplications of constants`)
}

/** Throws an UnreadableError for more cells than are read. */
export function checkSize(op: string, shape: Shape): void {
  if (size(shape) > mostCells) {
    unreadable(op, `it makes ${size(shape)} numbers, and at most ${mostCells} are read`)
  }
}
