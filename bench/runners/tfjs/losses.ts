import * as tf from '@tensorflow/tfjs-core'
import type { Model } from '../../../src/models/model.ts'
import { Unsupported } from '../runner.ts'
import { phi4FlowLoss, realNvpImageLoss } from './convolutional-flows.ts'
import { convolutionalAutoencoderLoss } from './convolutions.ts'
import { ganLosses } from './gan.ts'
import { dense, type Inputs, type Loss, mlp, squaredError, type Weights } from './layers.ts'

type Losses = Readonly<Record<string, Loss>>

/** The models' losses by phase, written with TensorFlow.js's own ops. Weights have our names and shapes. */
const losses: Record<string, (options: Model['options']) => Losses> = {
  realnvp: (options) => ({ loss: realNvpLoss(options) }),
  'realnvp-image': (options) => ({ loss: realNvpImageLoss(options) }),
  'phi4-flow': (options) => ({ loss: phi4FlowLoss(options) }),
  'linear-autoencoder': () => ({ loss: linearAutoencoderLoss }),
  'deep-autoencoder': () => ({ loss: deepAutoencoderLoss }),
  'convolutional-autoencoder': (options) => ({ loss: convolutionalAutoencoderLoss(options) }),
  'gan-2d': () => ganLosses,
  vae: () => ({ loss: vaeLoss }),
}

export function tfjsLosses({ name, options }: Model): Losses {
  const ofModel = losses[name]
  if (ofModel) return ofModel(options)
  // Its kernels for the gradients of convolutions, where it has any, take a minute a step: nobody trains a DCGAN by them.
  if (name === 'dcgan') throw new Unsupported('not written')
  throw new RangeError(`bench/runners/tfjs/losses.ts has no model called '${name}'; write it there`)
}

const linearAutoencoderLoss: Loss = (weights, { x }) =>
  squaredError(dense(weights, 'decoder', dense(weights, 'encoder', x)), x)

const deepAutoencoderLoss: Loss = (weights, { x }) =>
  squaredError(mlp(weights, 'decoder', 3, mlp(weights, 'encoder', 3, x)), x)

function vaeLoss(weights: Weights, { x, eps }: Inputs): tf.Scalar {
  const [mean, logVariance] = tf.split(mlp(weights, 'encoder', 2, x), 2, 1)
  const z = tf.add(mean, tf.mul(tf.exp(tf.mul(0.5, logVariance)), eps))
  const logits = mlp(weights, 'decoder', 2, z)
  const reconstruction = tf.sum(tf.sub(tf.mul(x, logits), tf.softplus(logits)), 1)
  const terms = tf.sub(tf.add(tf.square(mean), tf.exp(logVariance)), tf.add(1, logVariance))
  return tf.mean(tf.sub(tf.mul(0.5, tf.sum(terms, 1)), reconstruction))
}

function realNvpLoss({ dim, couplings }: Model['options']): Loss {
  const kept = Math.floor(dim / 2)
  const moved = dim - kept

  function coupling(weights: Weights, name: string, x: tf.Tensor) {
    const [x1, x2] = tf.split(x, [kept, moved], 1)
    const first = tf.relu(dense(weights, `${name}.net.0`, x1))
    const second = tf.relu(dense(weights, `${name}.net.1`, first))
    const [raw, t] = tf.split(dense(weights, `${name}.net.2`, second), [moved, moved], 1)
    const s = tf.mul(tf.tanh(raw), weights[`${name}.scale`])
    return { y: tf.concat([x1, tf.add(tf.mul(x2, tf.exp(s)), t)], 1), logDet: tf.sum(s, 1) }
  }

  return (weights, { x }) => {
    let z: tf.Tensor = x
    let logProb: tf.Tensor = tf.scalar(-0.5 * dim * Math.log(2 * Math.PI))
    for (let i = 0; i < couplings; i++) {
      const { y, logDet } = coupling(weights, `couplings.${i}`, i === 0 ? z : tf.reverse(z, 1))
      z = y
      logProb = tf.add(logProb, logDet)
    }
    return tf.neg(tf.mean(tf.sub(logProb, tf.mul(0.5, tf.sum(tf.square(z), 1)))))
  }
}
