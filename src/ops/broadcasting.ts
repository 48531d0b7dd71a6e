import { broadcast } from './broadcast.ts'
import { broadcastShapes } from './shape.ts'
import { constant, type Tensor } from './tensor.ts'

/** What the arithmetic ops take: a tensor, or a number that goes with every cell. */
export type Operand = Tensor | number

export const asTensor = (operand: Operand): Tensor =>
  typeof operand === 'number' ? constant(operand) : operand

/**
 * Lets an elementwise op of two operands take shapes that broadcast (numpy's rule) and plain numbers. Broadcasting is
 * an op of its own, so that it is undone in one place, its vector-Jacobian product.
 */
export function broadcasting(name: string, op: (a: Tensor, b: Tensor) => Tensor) {
  return (a: Operand, b: Operand): Tensor => {
    const [left, right] = [asTensor(a), asTensor(b)]
    const shape = broadcastShapes(name, left.shape, right.shape)
    return op(broadcast(left, shape), broadcast(right, shape))
  }
}
