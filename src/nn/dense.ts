import { add } from '../ops/add.ts'
import { matmul } from '../ops/matmul.ts'
import type { Tensor } from '../ops/tensor.ts'
import { uniformFanIn } from './init.ts'
import type { Parameters, Params } from './parameters.ts'

/** A part of a model from tensors to tensors, with parameters of its own. */
export interface Layer {
  readonly parameters: Parameters
  readonly apply: (params: Params, x: Tensor) => Tensor
}

/** y = x W^T + b. weight [outputs, inputs], bias [outputs]; x [N, inputs] -> y [N, outputs]. */
export function dense(inputs: number, outputs: number): Layer {
  const init = uniformFanIn(inputs)
  return {
    parameters: { weight: { shape: [outputs, inputs], init }, bias: { shape: [outputs], init } },
    apply: ({ weight, bias }, x) => add(matmul(x, weight, { transposeB: true }), bias),
  }
}
