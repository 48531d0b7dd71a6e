import * as tf from '@tensorflow/tfjs-core'
import type { Model } from '../../../src/models/model.ts'
import { type Loss, squaredError, type Weights } from './layers.ts'

/** Strides and paddings of the encoder's five layers; the decoder has them backwards. */
const walks = [
  [1, 1],
  [2, 1],
  [1, 1],
  [2, 1],
  [1, 0],
] as const

/** The convolutional autoencoder on images with channels last, the only ones that the kernels on a CPU know. */
export function convolutionalAutoencoderLoss({ dim, latent }: Model['options']): Loss {
  const side = Math.sqrt(dim)
  return (weights, { x }) => {
    const code = encoded(weights, tf.reshape(x, [-1, side, side, 1]))
    const image = decoded(weights, tf.reshape(code, [-1, 1, 1, latent]))
    return squaredError(tf.reshape(image, x.shape), x)
  }
}

function encoded(weights: Weights, x: tf.Tensor): tf.Tensor {
  let h = x as tf.Tensor4D
  walks.forEach(([stride, padding], i) => {
    const kernel = tf.transpose(weights[`encoder.${i}.weight`], [2, 3, 1, 0]) as tf.Tensor4D
    const y = tf.conv2d(i === 0 ? h : tf.relu(h), kernel, stride, padding)
    h = tf.add(y, weights[`encoder.${i}.bias`])
  })
  return h
}

function decoded(weights: Weights, z: tf.Tensor): tf.Tensor {
  let h = z as tf.Tensor4D
  walks.toReversed().forEach(([stride, padding], i) => {
    const y = convTransposed(weights, `decoder.${i}`, i === 0 ? h : tf.relu(h), stride, padding)
    h = tf.add(y, weights[`decoder.${i}.bias`])
  })
  return h
}

/** A transposed convolution, without its bias. */
export function convTransposed(
  weights: Weights,
  name: string,
  h: tf.Tensor4D,
  stride: number,
  padding: number,
): tf.Tensor4D {
  // Ours is [inputs, outputs, height, width], theirs [height, width, outputs, inputs].
  const kernel = tf.transpose(weights[`${name}.weight`], [2, 3, 1, 0]) as tf.Tensor4D
  const [size, , outputs] = kernel.shape
  const [batch, side] = h.shape
  const wide = (side - 1) * stride - 2 * padding + size
  return tf.conv2dTranspose(h, kernel, [batch, wide, wide, outputs], stride, padding)
}
