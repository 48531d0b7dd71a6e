import * as tf from '@tensorflow/tfjs-core'
import type { Model } from '../../../src/models/model.ts'
import { convTransposed } from './convolutions.ts'
import { generated } from './gan.ts'
import { mlp, type Weights } from './layers.ts'
import { scaleAndShift } from './losses.ts'

/** Latents z [N, latent] to samples [N, dim]. */
type Sampler = (weights: Weights, z: tf.Tensor) => tf.Tensor

const samplers: Record<string, (options: Model['options']) => Sampler> = {
  vae: () => (weights, z) => mlp(weights, 'decoder', 2, z),
  gan: () => generated,
  dcgan: dcganSampler,
  realnvp: realNvpSampler,
}

/** What draws a model's samples, with TensorFlow.js's own ops. Throws a RangeError where it is not written. */
export function tfjsSampler({ name, options }: Model): Sampler {
  const ofModel = samplers[name]
  if (ofModel) return ofModel(options)
  throw new RangeError(`bench/runners/tfjs/samplers.ts has no model called '${name}'; write it there`)
}

/** The couplings undone, the last first. */
function realNvpSampler({ dim, couplings }: Model['options']): Sampler {
  return (weights, z) => {
    let x = z
    for (let i = couplings - 1; i >= 0; i--) {
      const { kept, moved, s, t } = scaleAndShift(weights, `couplings.${i}`, dim, x)
      x = tf.concat([kept, tf.mul(tf.sub(moved, t), tf.exp(tf.neg(s)))], 1)
      if (i > 0) x = tf.reverse(x, 1)
    }
    return x
  }
}

/** Images with channels last, the only ones that the kernels on a CPU know. Norms go by the running statistics. */
function dcganSampler({ dim, latent }: Model['options']): Sampler {
  return (weights, z) => {
    const last = Object.keys(weights).filter((path) => /^generator\.conv\.\d+\.weight$/.test(path)).length - 1
    let h = convTransposed(weights, 'generator.conv.0', tf.reshape(z, [-1, 1, 1, latent]), 1, 0)
    for (let i = 1; i <= last; i++) {
      h = convTransposed(weights, `generator.conv.${i}`, tf.relu(normed(weights, i - 1, h)), 2, 1)
    }
    const bias = weights[`generator.conv.${last}.bias`]
    return tf.reshape(tf.add(tf.mul(tf.tanh(tf.add(h, bias)), 0.5), 0.5), [-1, dim])
  }
}

function normed(weights: Weights, i: number, h: tf.Tensor4D): tf.Tensor4D {
  const of = (part: string) => weights[`generator.norm.${i}.${part}`] as tf.Tensor1D
  return tf.batchNorm(h, of('running_mean'), of('running_var'), of('bias'), of('weight'), 1e-5) as tf.Tensor4D
}
