import * as tf from '@tensorflow/tfjs-core'

export type Weights = Readonly<Record<string, tf.Tensor>>
export type Inputs = Readonly<Record<string, tf.Tensor>>
export type Loss = (weights: Weights, inputs: Inputs) => tf.Scalar

/** Layers on weights that have our names and shapes. */
export const dense = (weights: Weights, name: string, x: tf.Tensor): tf.Tensor =>
  tf.add(tf.matMul(x, weights[`${name}.weight`], false, true), weights[`${name}.bias`])

/** `count` dense layers with an activation between them. */
export function mlp(
  weights: Weights,
  name: string,
  count: number,
  x: tf.Tensor,
  activation: (h: tf.Tensor) => tf.Tensor = (h) => tf.relu(h),
): tf.Tensor {
  let h = x
  for (let i = 0; i < count; i++) h = dense(weights, `${name}.${i}`, i === 0 ? h : activation(h))
  return h
}

export const squaredError = (decoded: tf.Tensor, x: tf.Tensor): tf.Scalar =>
  tf.mean(tf.sum(tf.square(tf.sub(decoded, x)), 1))
