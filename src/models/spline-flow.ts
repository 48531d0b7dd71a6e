import { chain } from '../bijectors/chain.ts'
import { reversal } from '../bijectors/permutation.ts'
import { splineCoupling } from '../bijectors/spline-coupling.ts'
import { flow } from './flow.ts'
import type { Model } from './model.ts'

/**
 * Neural spline flow (Durkan et al. 2019): rational-quadratic spline couplings on [-bound, bound], the coordinates
 * reversed between them; beyond the bound it is the identity. Shapes: x, z [N, dim].
 * One coupling alone moves half of the coordinates. Throws a RangeError for none.
 */
export function splineFlow({ dim = 2, couplings = 4, width = 32, bins = 8, bound = 4 } = {}): Model {
  if (couplings < 1) throw new RangeError(`splineFlow: couplings must be at least 1, got ${couplings}`)
  const layers = Array.from({ length: couplings }, () => splineCoupling(dim, width, { bins, bound }))
  return {
    name: 'spline-flow',
    title: 'Neural spline flow',
    source: 'Durkan et al. 2019',
    options: { dim, couplings, width, bins, bound },
    ...flow({
      bijector: chain(
        layers.flatMap((layer, i) => (i === 0 ? [layer] : [reversal(dim), layer])),
        layers.flatMap((_, i) => (i === 0 ? ['couplings.0'] : [`reversals.${i}`, `couplings.${i}`])),
      ),
    }),
    recipe: {
      data: 'moons',
      batch: 256,
      steps: 400,
      lawSizes: { couplings: 2 },
      learningRate: 5e-3,
      engine: 'onnx',
    },
  }
}
