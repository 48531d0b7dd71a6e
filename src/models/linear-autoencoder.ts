import { dense } from '../nn/dense.ts'
import { nested, type Params, part } from '../nn/parameters.ts'
import { mean } from '../ops/mean.ts'
import { square } from '../ops/square.ts'
import { sub } from '../ops/sub.ts'
import { sum } from '../ops/sum.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { Model } from './model.ts'

/**
 * The linear autoencoder: encode, z = W x + b; decode, x' = V z + c; and nothing between.
 *
 * Its best reconstruction is that of principal component analysis: the loss, sum over features and mean over the batch
 * of (x' - x)^2, is least where V W projects on the span of the leading principal components, around the mean
 * (Baldi & Hornik 1989). The biases do the centring.
 *
 * Shapes: x [N, dim], z [N, latent]. Throws a RangeError where latent > dim.
 */
export function linearAutoencoder({ dim = 64, latent = 8 } = {}): Model {
  if (latent > dim)
    throw new RangeError(`linearAutoencoder: latent must be at most dim = ${dim}, got ${latent}`)
  const encoder = dense(dim, latent)
  const decoder = dense(latent, dim)

  const encode = (params: Params, x: Tensor) => encoder.apply(part(params, 'encoder'), x)
  const decode = (params: Params, z: Tensor) => decoder.apply(part(params, 'decoder'), z)
  const loss = (params: Params, x: Tensor) => mean(sum(square(sub(decode(params, encode(params, x)), x)), 1))

  return {
    name: 'linear-autoencoder',
    title: 'Linear autoencoder',
    kind: 'autoencoder',
    source: 'Baldi & Hornik 1989',
    options: { dim, latent },
    parameters: { ...nested('encoder', encoder.parameters), ...nested('decoder', decoder.parameters) },
    functions: {
      encode: { inputs: { x: [dim] }, outputs: ['z'], apply: (params, { x }) => ({ z: encode(params, x) }) },
      decode: {
        inputs: { z: [latent] },
        outputs: ['x'],
        apply: (params, { z }) => ({ x: decode(params, z) }),
      },
      loss: {
        inputs: { x: [dim] },
        outputs: ['loss'],
        apply: (params, { x }) => ({ loss: loss(params, x) }),
      },
    },
    conventions: { loss_reduction: 'feature_sum_batch_mean', linear: true, centred: true },
    loss,
    sample: [dim],
    recipe: { data: 'digits', batch: 128, steps: 3000, learningRate: 3e-2 },
  }
}
