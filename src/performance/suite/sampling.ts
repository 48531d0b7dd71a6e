import { seededRandom } from '../../data/random.ts'
import { realNvp } from '../../models/realnvp.ts'
import { initialWeights } from '../../nn/parameters.ts'
import { functionGraph } from '../../subjects/graph.ts'
import { drawNoise } from '../../training/noise.ts'
import type { Workload } from '../workload.ts'

const model = realNvp({ dim: 2, couplings: 4, width: 32 })
const count = 128

/** A flow's samples: latents through the inverse of every layer. */
export const samplingWorkloads: readonly Workload[] = [
  {
    name: 'sample realnvp-2d',
    graphs: () => [functionGraph(model, 'to_data', count)],
    async prepare(engine) {
      const executable = await engine.compile(functionGraph(model, 'to_data', count))
      const random = seededRandom(1)
      const z = { shape: [2], distribution: 'normal' } as const
      const feeds = {
        ...initialWeights(model.parameters, random.split('weights')),
        ...drawNoise({ z }, count, random.split('latents')),
      }
      return {
        async once() {
          await executable.run(feeds)
        },
        dispose: () => executable.dispose(),
      }
    },
  },
]
