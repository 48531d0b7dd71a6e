import { seededRandom } from '../../data/random.ts'
import { lawsOf, runLaw } from '../../laws/index.ts'
import { realNvp } from '../../models/realnvp.ts'
import { initialWeights } from '../../nn/parameters.ts'
import { graphSubject } from '../../subjects/graph.ts'
import type { Workload } from '../workload.ts'

const model = realNvp({ dim: 2, couplings: 2, width: 8 })
const law = 'flow/inverse'

/** A law held against a flow, on the same few cases again and again. */
export const checkingWorkloads: readonly Workload[] = [
  {
    name: `check ${law}`,
    graphs: () => [],
    async prepare(engine) {
      const subject = graphSubject(model, initialWeights(model.parameters, seededRandom(1)), engine)
      const [inverse] = lawsOf('flow').filter(({ name }) => name === law)
      return {
        async once() {
          const { verdict, reason } = await runLaw(inverse, subject, { seed: 1, runs: 1 })
          if (verdict !== 'pass')
            throw new Error(`${law}: ${verdict}, where it passed before: ${reason ?? ''}`)
        },
        dispose: () => subject.dispose(),
      }
    },
  },
]
