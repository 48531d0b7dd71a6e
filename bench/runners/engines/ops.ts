import type { Tensors } from '../../../src/graph/trace.ts'
import {
  add,
  conv2d,
  exp,
  gather,
  matmul,
  mul,
  neg,
  sigmoid,
  softplus,
  sum,
  type Tensor,
  tanh,
  transpose,
} from '../../../src/ops/index.ts'
import { gatheredRows, type OpName } from '../../cases/ops.ts'

type Apply = (x: Tensor, inputs: Tensors, turn: number) => Tensor

const table: Record<OpName, Apply> = {
  matmul: (x, { w }) => matmul(x, w),
  add: (x, { w }) => add(x, w),
  mul: (x, { w }) => mul(x, w),
  'add-bias': (x, inputs, turn) => add(x, inputs[`bias${turn}`]),
  exp: (x) => exp(neg(x)),
  tanh: (x) => tanh(x),
  softplus: (x) => softplus(x),
  sigmoid: (x) => sigmoid(x),
  'sum-axis0': (x) => sum(x, 0),
  'sum-axis1': (x) => sum(x, 1),
  conv2d: (x, { w }) => conv2d(x, w, { padding: [1, 1] }),
  transpose: (x) => transpose(x),
  gather: (x) => gather(x, gatheredRows(x.shape[0]), 0),
}

/** The op in our own library, applied for the turn-th time. */
export const engineOp = (op: OpName, x: Tensor, inputs: Tensors, turn: number): Tensor =>
  table[op](x, inputs, turn)
