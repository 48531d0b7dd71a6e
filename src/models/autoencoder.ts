import type { Layer } from '../nn/dense.ts'
import { nested, type Params, part } from '../nn/parameters.ts'
import { mean } from '../ops/mean.ts'
import { square } from '../ops/square.ts'
import { sub } from '../ops/sub.ts'
import { sum } from '../ops/sum.ts'
import type { Tensor } from '../ops/tensor.ts'
import { type Model, trainedBy } from './model.ts'

/** An encoder x [N, dim] -> z [N, latent] and a decoder back. */
export interface Autoencoder {
  readonly dim: number
  readonly latent: number
  readonly encoder: Layer
  readonly decoder: Layer
}

/**
 * What every autoencoder has: the functions encode, decode and loss, where the loss of a batch is the squared error of
 * decode(encode(x)), summed over features and averaged over samples.
 */
export function autoencoder({
  dim,
  latent,
  encoder,
  decoder,
}: Autoencoder): Pick<Model, 'kind' | 'parameters' | 'functions' | 'phases' | 'samples'> {
  const encode = (params: Params, x: Tensor) => encoder.apply(part(params, 'encoder'), x)
  const decode = (params: Params, z: Tensor) => decoder.apply(part(params, 'decoder'), z)
  const loss = (params: Params, x: Tensor) => mean(sum(square(sub(decode(params, encode(params, x)), x)), 1))
  return {
    kind: 'autoencoder',
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
    phases: trainedBy((params, { x }) => loss(params, x)),
    samples: { x: [dim] },
  }
}
