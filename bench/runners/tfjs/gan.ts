import * as tf from '@tensorflow/tfjs-core'
import { type Loss, mlp, type Weights } from './layers.ts'

/** Latents [N, latent] to samples [N, dim]. */
export const generated = (weights: Weights, z: tf.Tensor) => mlp(weights, 'generator', 3, z)

const discriminated = (weights: Weights, x: tf.Tensor) =>
  mlp(weights, 'discriminator', 3, x, (h) => tf.leakyRelu(h, 0.2))

const taken = (logits: tf.Tensor) => tf.mean(tf.softplus(logits)) as tf.Scalar

/** The losses of a GAN of dense networks, phase by phase. Gradients stop at the weights that a phase does not move. */
export const ganLosses: Readonly<Record<string, Loss>> = {
  discriminator: (weights, { x, z_discriminator }) => {
    const fake = generated(weights, z_discriminator)
    return tf.add(taken(tf.neg(discriminated(weights, x))), taken(discriminated(weights, fake)))
  },
  generator: (weights, { z_generator }) =>
    taken(tf.neg(discriminated(weights, generated(weights, z_generator)))),
}
