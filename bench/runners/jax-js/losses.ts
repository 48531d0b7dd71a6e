import { nn, numpy as np } from '@jax-js/jax'
import type { Trained } from '../../cases/sigmoid-autoencoder.ts'
import { Unsupported } from '../runner.ts'

export type Weights = Readonly<Record<string, np.Array>>
export type Loss = (weights: Weights, inputs: Weights) => np.Array
type Losses = Readonly<Record<string, Loss>>

/** The losses of models by phase, written with jax-js's own ops. An array is gone once an op has taken it, unless by `ref`. */
const losses: Record<string, (options: Trained['options']) => Losses> = {
  'linear-autoencoder': () => ({ loss: linearAutoencoderLoss }),
  'deep-autoencoder': () => ({ loss: deepAutoencoderLoss }),
  'sigmoid-autoencoder': () => ({ loss: sigmoidAutoencoderLoss }),
  vae: () => ({ loss: vaeLoss }),
  realnvp: (options) => ({ loss: realNvpLoss(options) }),
  'gan-2d': () => ganLosses,
}

/** Throws what the row will say where a model is not written. */
export function jaxLosses({ name, options }: Trained): Losses {
  const ofModel = losses[name]
  if (!ofModel) throw new Unsupported('not written')
  return ofModel(options)
}

const dense = (weights: Weights, name: string, x: np.Array): np.Array =>
  np.matmul(x, np.transpose(weights[`${name}.weight`].ref)).add(weights[`${name}.bias`].ref)

function mlp(
  weights: Weights,
  name: string,
  count: number,
  x: np.Array,
  activation: (h: np.Array) => np.Array = nn.relu,
): np.Array {
  let h = x
  for (let i = 0; i < count; i++) h = dense(weights, `${name}.${i}`, i === 0 ? h : activation(h))
  return h
}

/** A mean over the samples of a sum over the rest. */
const meanOfSums = (x: np.Array): np.Array => {
  const [batch] = x.shape
  return np.sum(x).mul(1 / batch)
}

const linearAutoencoderLoss: Loss = (weights, { x }) =>
  meanOfSums(np.square(dense(weights, 'decoder', dense(weights, 'encoder', x.ref)).sub(x)))

const deepAutoencoderLoss: Loss = (weights, { x }) =>
  meanOfSums(np.square(mlp(weights, 'decoder', 3, mlp(weights, 'encoder', 3, x.ref)).sub(x)))

const sigmoidAutoencoderLoss: Loss = (weights, { x }) => {
  const code = nn.sigmoid(dense(weights, 'encoder', x.ref))
  return meanOfSums(np.square(nn.sigmoid(dense(weights, 'decoder', code)).sub(x))).mul(0.5)
}

const vaeLoss: Loss = (weights, { x, eps }) => {
  const [mean, logVariance] = np.split(mlp(weights, 'encoder', 2, x.ref), 2, 1)
  const z = mean.ref.add(np.exp(logVariance.ref.mul(0.5)).mul(eps))
  const logits = mlp(weights, 'decoder', 2, z)
  const crossEntropy = nn.softplus(logits.ref).sub(x.mul(logits))
  const kl = np.square(mean).add(np.exp(logVariance.ref)).sub(logVariance).sub(1).mul(0.5)
  return meanOfSums(crossEntropy).add(meanOfSums(kl))
}

const realNvpLoss =
  ({ dim, couplings }: Trained['options']): Loss =>
  (weights, { x }) => {
    const half = Math.floor(dim / 2)
    let z = x
    let logDet: np.Array | undefined
    for (let i = 0; i < couplings; i++) {
      const [kept, moved] = np.split(i === 0 ? z : np.flip(z, 1), [half], 1)
      const [raw, t] = np.split(mlp(weights, `couplings.${i}.net`, 3, kept.ref), 2, 1)
      const s = np.tanh(raw).mul(weights[`couplings.${i}.scale`].ref)
      logDet = logDet ? logDet.add(meanOfSums(s.ref)) : meanOfSums(s.ref)
      z = np.concatenate([kept, moved.mul(np.exp(s)).add(t)], 1)
    }
    const constant = 0.5 * dim * Math.log(2 * Math.PI)
    const squares = meanOfSums(np.square(z)).mul(0.5)
    return (logDet ? squares.sub(logDet) : squares).add(constant)
  }

const generated = (weights: Weights, z: np.Array): np.Array => mlp(weights, 'generator', 3, z)

const discriminated = (weights: Weights, x: np.Array): np.Array =>
  mlp(weights, 'discriminator', 3, x, (h) => nn.leakyRelu(h, 0.2))

/** Gradients are taken of the weights that a phase moves, and of no others. */
const ganLosses: Losses = {
  discriminator: (weights, { x, z_discriminator }) => {
    const fake = discriminated(weights, generated(weights, z_discriminator))
    return meanOfSums(nn.softplus(discriminated(weights, x).mul(-1))).add(meanOfSums(nn.softplus(fake)))
  },
  generator: (weights, { z_generator }) =>
    meanOfSums(nn.softplus(discriminated(weights, generated(weights, z_generator)).mul(-1))),
}
