import * as ops from '../../src/ops/index.ts'
import { ruleOf, type Tensor } from '../../src/ops/index.ts'
import { tensor } from '../../src/ops/tensor.ts'

/**
 * How far a result may be off when every operation rounds, as a tensor: a running error bound (Higham 2002, section
 * 3.3), whose own rounding does not matter. Inputs are exact. Ops that jump (sign, comparisons) must stand on
 * operands that are exact, or far from the jump.
 */
export function errorBound(result: Tensor, unit: number): Tensor {
  const known = new Map<Tensor, Tensor>()
  const boundOf = (y: Tensor): Tensor => {
    const bound = known.get(y) ?? stepBound(y, y.inputs.map(boundOf), unit)
    known.set(y, bound)
    return bound
  }
  return boundOf(result)
}

const { abs, add, affine, broadcast, constant, div, exp, maximum, mul, sqrt, square, sub } = ops

/** Roundings of a library function: ONNX Runtime's float32 exp, tanh and logistic are good to about four. */
const library = 8

function stepBound(y: Tensor, errors: readonly Tensor[], unit: number): Tensor {
  const [x, w] = y.inputs
  const [e, f] = errors
  const again = (operands: readonly Tensor[]) => tensor(y.op, operands, y.attributes, y.shape)
  const rounded = (carried: Tensor, times = 1) => add(carried, affine(abs(y), times * unit, 0))
  /** An op that is linear in each operand, and sums `terms` products. */
  const summed = (terms: number) => {
    const [size, other] = [abs(x), w && abs(w)]
    const carried = other ? add(again([size, f]), add(again([e, other]), again([e, f]))) : again([e])
    return add(carried, affine(again(other ? [size, other] : [size]), (terms + 1) * unit, 0))
  }
  switch (y.op) {
    case 'input':
    case 'constant':
    case 'sign':
    case 'equal':
    case 'greater':
    case 'less':
      return broadcast(constant(0), y.shape)
    case 'reshape':
    case 'transpose':
    case 'broadcast':
    case 'concat':
    case 'slice':
    case 'pad':
    case 'stopGradient':
    case 'max':
      return again(errors)
    case 'gather':
      return again([e, w])
    case 'where':
      return again([x, ...errors.slice(1)])
    case 'abs':
    case 'clamp':
    case 'relu':
      return e
    case 'maximum':
      return maximum(e, f)
    case 'add':
    case 'sub':
      return rounded(add(e, f))
    case 'affine': {
      const { scale, offset } = y.attributes as { scale: number; offset: number }
      const size = add(abs(mul(x, scale)), Math.abs(offset))
      return add(mul(e, Math.abs(scale)), affine(size, 3 * unit, 0))
    }
    case 'leakyRelu':
      return rounded(mul(e, Math.max(1, Math.abs(Number(y.attributes.slope)))), 2)
    case 'mul':
      return rounded(add(add(mul(abs(x), f), mul(abs(w), e)), mul(e, f)))
    case 'square':
      return rounded(add(mul(mul(abs(x), 2), e), square(e)))
    case 'div': {
      const least = sub(abs(w), f)
      return rounded(div(add(e, mul(abs(y), f)), least))
    }
    case 'exp':
      return rounded(mul(mul(y, e), exp(e)), library)
    case 'log':
      return rounded(div(e, sub(x, e)), library)
    case 'log1p':
      return rounded(div(e, sub(add(x, 1), e)), library)
    case 'sqrt':
      return rounded(div(e, mul(sqrt(sub(x, e)), 2)))
    case 'tanh':
    case 'softplus':
      return add(rounded(e, library), broadcast(constant(library * unit), y.shape))
    case 'sigmoid':
      return add(rounded(e, library), broadcast(constant(2 * unit), y.shape))
    case 'sum':
      return summed(x.shape[Number(y.attributes.axis)])
    case 'matmul':
      return summed(x.shape[x.shape.length - (y.attributes.transposeA ? 2 : 1)])
    case 'conv2d':
      return summed(w.shape[1] * w.shape[2] * w.shape[3])
    case 'convTranspose2d':
      return summed(w.shape[0] * w.shape[2] * w.shape[3])
    default:
      throw new RangeError(`no error bound is known for ${ruleOf(y.op).name}; write one here`)
  }
}
