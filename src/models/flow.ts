import type { Bijector } from '../bijectors/bijector.ts'
import { type Prior, standardNormal } from '../distributions/prior.ts'
import type { Params } from '../nn/parameters.ts'
import { add } from '../ops/add.ts'
import { mean } from '../ops/mean.ts'
import { neg } from '../ops/neg.ts'
import type { Tensor } from '../ops/tensor.ts'
import { type Conventions, type Model, trainedBy } from './model.ts'

/** A bijector from data to a latent whose density is known. */
export interface Flow {
  readonly bijector: Bijector
  readonly prior?: Prior
  /** What the contract lets a flow declare, besides its prior. */
  readonly conventions?: Conventions
}

/**
 * What every normalizing flow has: the functions to_latent, to_data and log_prob, by the change of variables
 *
 *   log p(x) = log p(z(x)) + log|det dz/dx|
 *
 * and maximum likelihood as its training. Shapes: x, z [N, dim]; log_det, log_prob [N], in nats.
 */
export function flow({
  bijector,
  prior = standardNormal,
  conventions = {},
}: Flow): Pick<Model, 'kind' | 'parameters' | 'functions' | 'conventions' | 'samples' | 'phases'> {
  const { dim } = bijector
  const density = (params: Params, x: Tensor) => logProb({ bijector, prior }, params, x)
  return {
    kind: 'flow',
    parameters: bijector.parameters,
    functions: {
      to_latent: {
        inputs: { x: [dim] },
        outputs: ['z', 'log_det'],
        apply: (params, { x }) => {
          const { value, logDet } = bijector.toLatent(params, x)
          return { z: value, log_det: logDet }
        },
      },
      to_data: {
        inputs: { z: [dim] },
        outputs: ['x', 'log_det'],
        apply: (params, { z }) => {
          const { value, logDet } = bijector.toData(params, z)
          return { x: value, log_det: logDet }
        },
      },
      log_prob: {
        inputs: { x: [dim] },
        outputs: ['log_prob'],
        apply: (params, { x }) => ({ log_prob: density(params, x) }),
      },
    },
    conventions: { prior: prior.name, ...conventions },
    samples: { x: [dim] },
    phases: trainedBy((params, { x }) => neg(mean(density(params, x)))),
  }
}

/** log p(x) = log p(z(x)) + log|det dz/dx|, in nats. x [N, dim] -> [N]. */
export function logProb({ bijector, prior = standardNormal }: Flow, params: Params, x: Tensor): Tensor {
  const { value: z, logDet } = bijector.toLatent(params, x)
  return add(prior.logDensity(z), logDet)
}
