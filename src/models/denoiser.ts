import type { Layer } from '../nn/dense.ts'
import type { Params } from '../nn/parameters.ts'
import { mean } from '../ops/mean.ts'
import { square } from '../ops/square.ts'
import { sub } from '../ops/sub.ts'
import { sum } from '../ops/sum.ts'
import type { Tensor } from '../ops/tensor.ts'
import { type Model, type Noise, trainedBy } from './model.ts'

/** What spoils a clean x [N, dim]: y [N, size], by draws of its own where it is random. */
export interface Corruption {
  readonly size: number
  readonly noise?: Noise
  readonly apply: (x: Tensor, noise: Tensor) => Tensor
}

/**
 * What every denoiser has: the functions denoise, corrupt and loss, where the loss of a batch is the squared error of
 * denoise(corrupt(x, noise)) against x, which is the *clean* input: summed over features and averaged over samples.
 * Shapes: x [N, dim]; y, corrupted, [N, corruption.size].
 */
export function denoiser(
  dim: number,
  corruption: Corruption,
  network: Layer,
): Pick<Model, 'kind' | 'parameters' | 'functions' | 'phases' | 'samples'> {
  const { noise } = corruption
  const inputs = { x: [dim], ...(noise ? { noise: noise.shape } : {}) }
  const loss = (params: Params, x: Tensor, draws: Tensor) =>
    mean(sum(square(sub(network.apply(params, corruption.apply(x, draws)), x)), 1))
  return {
    kind: 'denoiser',
    parameters: network.parameters,
    functions: {
      denoise: {
        inputs: { x: [corruption.size] },
        outputs: ['y'],
        apply: (params, { x }) => ({ y: network.apply(params, x) }),
      },
      corrupt: {
        inputs,
        outputs: ['y'],
        apply: (_, { x, noise: draws }) => ({ y: corruption.apply(x, draws) }),
      },
      loss: {
        inputs,
        outputs: ['loss'],
        apply: (params, { x, noise: draws }) => ({ loss: loss(params, x, draws) }),
      },
    },
    phases: trainedBy((params, { x, noise: draws }) => loss(params, x, draws), noise ? { noise } : {}),
    samples: { x: [dim] },
  }
}
