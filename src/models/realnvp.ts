import { chain } from '../bijectors/chain.ts'
import { affineCoupling } from '../bijectors/coupling.ts'
import { reversal } from '../bijectors/permutation.ts'
import { flow } from './flow.ts'
import type { Model } from './model.ts'

/**
 * RealNVP: a density model that is invertible by construction (Dinh et al. 2017). Affine couplings, with the
 * coordinates reversed between one and the next, take data x to a latent z that is standard normal:
 *
 *   log p(x) = log N(z(x); 0, I) + log|det dz/dx|
 *
 * and training makes the data likely. Shapes: x, z [N, dim]; log_det, log_prob [N], in nats.
 */
export function realNvp({ dim = 2, couplings = 6, width = 64 } = {}): Model {
  if (couplings < 1) throw new RangeError(`realNvp: couplings must be at least 1, got ${couplings}`)
  const layers = Array.from({ length: couplings }, () => affineCoupling(dim, width))
  const layered = chain(
    layers.flatMap((layer, i) => (i === 0 ? [layer] : [reversal(dim), layer])),
    layers.flatMap((_, i) => (i === 0 ? ['couplings.0'] : [`reversals.${i - 1}`, `couplings.${i}`])),
  )

  return {
    name: 'realnvp',
    title: 'RealNVP',
    source: 'Dinh et al. 2017',
    options: { dim, couplings, width },
    ...flow({
      bijector: layered,
      conventions: { dependence: mixesAll(dim, couplings) ? 'all' : 'unstated' },
    }),
    recipe: {
      data: 'moons',
      batch: 256,
      steps: 400,
      lawSizes: { couplings: 4, width: 32 },
      learningRate: 5e-3,
      engine: 'onnx',
    },
  }
}

/**
 * Whether every z depends on every x. An odd dimension's middle coordinate is never kept, so no other ever sees it; else
 * a coordinate sees its own half through the other, which takes three couplings, or two where a half is one coordinate.
 */
const mixesAll = (dim: number, couplings: number): boolean =>
  dim % 2 === 0 && couplings >= (dim === 2 ? 2 : 3)
