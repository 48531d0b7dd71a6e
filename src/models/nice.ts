import { additiveCoupling } from '../bijectors/additive-coupling.ts'
import { elementwiseAffine } from '../bijectors/affine.ts'
import { chain } from '../bijectors/chain.ts'
import { reversal } from '../bijectors/permutation.ts'
import { logistic } from '../distributions/prior.ts'
import { flow } from './flow.ts'
import type { Model } from './model.ts'

/**
 * NICE (Dinh et al. 2015): additive couplings, which move no volume, and one scaling at the end; the latent is standard
 * logistic (section 3.4). The paper's scaling has no shift; here it has one.
 *
 * Shapes: x, z [N, dim]. Throws a RangeError for fewer than three couplings, where some coordinates would not meet.
 */
export function nice({ dim = 2, couplings = 4, width = 32 } = {}): Model {
  if (couplings < 3) throw new RangeError(`nice: couplings must be at least 3, got ${couplings}`)
  const layers = Array.from({ length: couplings }, () => [additiveCoupling(dim, width), reversal(dim)])
  const names = layers.flatMap((_, i) => [`couplings.${i}`, `reversals.${i}`])
  return {
    name: 'nice',
    title: 'NICE',
    source: 'Dinh et al. 2015',
    options: { dim, couplings, width },
    ...flow({
      bijector: chain([...layers.flat(), elementwiseAffine(dim)], [...names, 'scaling']),
      prior: logistic,
      conventions: { dependence: dim % 2 === 0 ? 'all' : 'unstated' },
    }),
    recipe: { data: 'moons', batch: 256, steps: 400, learningRate: 5e-3, engine: 'onnx' },
  }
}
