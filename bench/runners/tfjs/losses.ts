import * as tf from '@tensorflow/tfjs-core'
import type { Model } from '../../../src/models/model.ts'
import type { Trained } from '../../cases/sigmoid-autoencoder.ts'
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
  'sigmoid-autoencoder': () => ({ loss: sigmoidAutoencoderLoss }),
  'deep-autoencoder': () => ({ loss: deepAutoencoderLoss }),
  'convolutional-autoencoder': (options) => ({ loss: convolutionalAutoencoderLoss(options) }),
  'gan-2d': () => ganLosses,
  vae: () => ({ loss: vaeLoss }),
}

export function tfjsLosses({ name, options }: Trained): Losses {
  const ofModel = losses[name]
  if (ofModel) return ofModel(options)
  // Its kernels for the gradients of convolutions, where it has any, take a minute a step: nobody trains a DCGAN by them.
  if (name === 'dcgan') throw new Unsupported('not written')
  throw new RangeError(`bench/runners/tfjs/losses.ts has no model called '${name}'; write it there`)
}

const linearAutoencoderLoss: Loss = (weights, { x }) =>
  squaredError(dense(weights, 'decoder', dense(weights, 'encoder', x)), x)

const sigmoidAutoencoderLoss: Loss = (weights, { x }) => {
  const code = tf.sigmoid(dense(weights, 'encoder', x))
  return tf.mul(0.5, squaredError(tf.sigmoid(dense(weights, 'decoder', code)), x))
}

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

/** The half that a coupling keeps, the half that it moves, and by what. */
export function scaleAndShift(weights: Weights, name: string, dim: number, x: tf.Tensor) {
  const half = Math.floor(dim / 2)
  const [kept, moved] = tf.split(x, [half, dim - half], 1)
  const raw = mlp(weights, `${name}.net`, 3, kept)
  const [scale, t] = tf.split(raw, [dim - half, dim - half], 1)
  return { kept, moved, s: tf.mul(tf.tanh(scale), weights[`${name}.scale`]), t }
}

function realNvpLoss({ dim, couplings }: Model['options']): Loss {
  return (weights, { x }) => {
    let z: tf.Tensor = x
    let logProb: tf.Tensor = tf.scalar(-0.5 * dim * Math.log(2 * Math.PI))
    for (let i = 0; i < couplings; i++) {
      const turned = i === 0 ? z : tf.reverse(z, 1)
      const { kept, moved, s, t } = scaleAndShift(weights, `couplings.${i}`, dim, turned)
      z = tf.concat([kept, tf.add(tf.mul(moved, tf.exp(s)), t)], 1)
      logProb = tf.add(logProb, tf.sum(s, 1))
    }
    return tf.neg(tf.mean(tf.sub(logProb, tf.mul(0.5, tf.sum(tf.square(z), 1)))))
  }
}
