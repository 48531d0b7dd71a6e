import * as tf from '@tensorflow/tfjs-core'
import { gatheredRows, type OpName } from '../../cases/ops.ts'

type Tensors = Record<string, tf.Tensor>

interface TfjsOp {
  /** Puts the operands as this library wants them, before the clock runs. */
  readonly place?: (inputs: Tensors) => Tensors
  readonly apply: (x: tf.Tensor, inputs: Tensors, turn: number) => tf.Tensor
  /** Puts the result as the other runners have it. */
  readonly restore?: (y: tf.Tensor) => tf.Tensor
}

const table: Record<OpName, TfjsOp> = {
  matmul: { apply: (x, { w }) => tf.matMul(x, w) },
  add: { apply: (x, { w }) => tf.add(x, w) },
  mul: { apply: (x, { w }) => tf.mul(x, w) },
  'add-bias': { apply: (x, inputs, turn) => tf.add(x, inputs[`bias${turn}`]) },
  exp: { apply: (x) => tf.exp(tf.neg(x)) },
  tanh: { apply: (x) => tf.tanh(x) },
  softplus: { apply: (x) => tf.softplus(x) },
  sigmoid: { apply: (x) => tf.sigmoid(x) },
  'sum-axis0': { apply: (x) => tf.sum(x, 0) },
  'sum-axis1': { apply: (x) => tf.sum(x, 1) },
  // Its CPU kernels know images with channels last only.
  conv2d: {
    place: ({ x, w }) => ({ x: tf.transpose(x, [0, 2, 3, 1]), w: tf.transpose(w, [2, 3, 1, 0]) }),
    apply: (x, { w }) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'),
    restore: (y) => tf.transpose(y, [0, 3, 1, 2]),
  },
  transpose: { apply: (x) => tf.transpose(x) },
  gather: {
    place: ({ x }) => ({ x, rows: tf.tensor1d(gatheredRows(x.shape[0]), 'int32') }),
    apply: (x, { rows }) => tf.gather(x, rows, 0),
  },
}

export const tfjsOp = (op: OpName): TfjsOp => table[op]
