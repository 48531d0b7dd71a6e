import { add } from '../ops/add.ts'
import { broadcast } from '../ops/broadcast.ts'
import { concat } from '../ops/concat.ts'
import { ruleOf } from '../ops/index.ts'
import { sameShape, showShape, size } from '../ops/shape.ts'
import { constant, type Tensor } from '../ops/tensor.ts'
import { ancestors } from './graph.ts'

/**
 * Reverse-mode differentiation: the cotangents of `wrt`, given that of `output`. They are tensors made of the same ops,
 * so they can be differentiated again.
 */
export function vjp(output: Tensor, cotangent: Tensor, wrt: readonly Tensor[]): Tensor[] {
  if (!sameShape(output.shape, cotangent.shape)) {
    throw new RangeError(
      `vjp: the cotangent must have the output's shape ${showShape(output.shape)}, got ${showShape(cotangent.shape)}`,
    )
  }
  const between = descendants(ancestors([output]), wrt)
  const cotangents = new Map<Tensor, Tensor>([[output, cotangent]])
  for (const tensor of between.reverse()) {
    const g = cotangents.get(tensor)
    if (!g || tensor.inputs.length === 0) continue
    const parts = ruleOf(tensor.op).vjp(g, tensor.inputs, tensor, tensor.attributes)
    tensor.inputs.forEach((operand, i) => {
      const part = parts[i]
      if (part) cotangents.set(operand, accumulate(cotangents.get(operand), part))
    })
  }
  return wrt.map((tensor) => cotangents.get(tensor) ?? zeros(tensor))
}

/** The gradient of a scalar with respect to each of `wrt`, in their shapes. */
export function grad(loss: Tensor, wrt: readonly Tensor[]): Tensor[] {
  if (size(loss.shape) !== 1) {
    throw new RangeError(
      `grad: the loss must be a scalar, got shape ${showShape(loss.shape)}; sum or average it first`,
    )
  }
  return vjp(loss, broadcast(constant(1), loss.shape), wrt)
}

function accumulate(sum: Tensor | undefined, part: Tensor): Tensor {
  if (!sum) return part
  return joined(sum, part) ?? joined(part, sum) ?? add(sum, part)
}

/** Two halves, each padded with zeros to the whole, as `split` leaves them: their sum is the halves end to end. */
function joined(first: Tensor, second: Tensor): Tensor | undefined {
  if (first.op !== 'pad' || second.op !== 'pad') return undefined
  const [a, b] = [first.attributes, second.attributes]
  const [left, right] = [first.inputs[0], second.inputs[0]]
  const axis = Number(a.axis)
  const meet =
    a.before === 0 && b.after === 0 && a.after === right.shape[axis] && b.before === left.shape[axis]
  return a.axis === b.axis && meet ? concat([left, right], axis) : undefined
}

const zeros = (like: Tensor): Tensor => broadcast(constant(0), like.shape)

/** Those of the tensors (operands first) that depend on one of `sources`. */
function descendants(tensors: readonly Tensor[], sources: readonly Tensor[]): Tensor[] {
  const dependent = new Set<Tensor>(sources)
  return tensors.filter((tensor) => {
    if (tensor.inputs.some((operand) => dependent.has(operand))) dependent.add(tensor)
    return dependent.has(tensor)
  })
}
