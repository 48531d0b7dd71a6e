import type { Parameters, Params } from '../nn/parameters.ts'
import type { Tensor } from '../ops/tensor.ts'

/** A value that a bijector maps to, and log|det| of the map's Jacobian there, in nats, [N]. */
export interface Mapped {
  readonly value: Tensor
  readonly logDet: Tensor
}

/**
 * An invertible, differentiable map of R^dim. `toLatent` takes data x [N, dim] toward the latent z, with
 * log|det dz/dx|; `toData` takes it back, with log|det dx/dz|.
 */
export interface Bijector {
  readonly dim: number
  readonly parameters: Parameters
  readonly toLatent: (params: Params, x: Tensor) => Mapped
  readonly toData: (params: Params, z: Tensor) => Mapped
}
