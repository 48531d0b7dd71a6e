import { maskedAutoregressive } from '../bijectors/autoregressive.ts'
import { chain } from '../bijectors/chain.ts'
import { inverse } from '../bijectors/inverse.ts'
import { reversal } from '../bijectors/permutation.ts'
import { flow } from './flow.ts'
import type { Model } from './model.ts'

const layered = (dim: number, layers: number, width: number) =>
  chain(
    Array.from({ length: layers }, (_, i) => {
      const layer = maskedAutoregressive(dim, width)
      return i === 0 ? [layer] : [reversal(dim), layer]
    }).flat(),
    Array.from({ length: layers }, (_, i) =>
      i === 0 ? ['layers.0'] : [`reversals.${i}`, `layers.${i}`],
    ).flat(),
  )

/** One layer is autoregressive in the coordinates' own order; two of opposite orders let all depend on all. */
const dependence = (layers: number) => (layers === 1 ? 'autoregressive' : 'all')

/**
 * Masked autoregressive flow (Papamakarios et al. 2017): layers of `maskedAutoregressive`, the coordinates reversed
 * between them. Densities cost one pass, samples one for each coordinate. Shapes: x, z [N, dim].
 */
export const maf = ({ dim = 2, layers = 4, width = 32 } = {}): Model => ({
  name: 'maf',
  title: 'Masked autoregressive flow',
  source: 'Papamakarios et al. 2017; Germain et al. 2015',
  options: { dim, layers, width },
  ...flow({
    bijector: layered(dim, layers, width),
    conventions: { dependence: dependence(layers) },
  }),
  recipe: {
    data: 'moons',
    batch: 256,
    steps: 400,
    lawSizes: { layers: 2 },
    learningRate: 5e-3,
    engine: 'onnx',
  },
})

/**
 * Inverse autoregressive flow (Kingma et al. 2016): the same map the other way about. Samples cost one pass, densities of
 * given data one for each coordinate. Shapes: x, z [N, dim].
 */
export const iaf = ({ dim = 2, layers = 2, width = 32 } = {}): Model => ({
  name: 'iaf',
  title: 'Inverse autoregressive flow',
  source: 'Kingma et al. 2016; Papamakarios et al. 2017',
  options: { dim, layers, width },
  ...flow({
    bijector: inverse(layered(dim, layers, width)),
    conventions: { dependence: dependence(layers) },
  }),
  recipe: { data: 'moons', batch: 256, steps: 400, learningRate: 5e-3, engine: 'onnx' },
})
