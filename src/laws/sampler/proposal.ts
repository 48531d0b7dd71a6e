import type { Values } from '../../engines/engine.ts'
import { cells, value } from '../../engines/value.ts'
import type { Subject } from '../../subjects/subject.ts'
import { againstJacobian, tooLarge } from '../flow/against-jacobian.ts'
import { type Points, pointsOn } from '../flow/cases.ts'
import { toData } from '../flow/maps.ts'
import { logPrior, priors } from '../flow/priors.ts'
import { combineCells, mapCells, rowsOf } from '../violators.ts'
import { samplerLaw } from './define.ts'

/**
 * A sampler's proposals as a flow: x of z, with log|det dx/dz| = log p(z) - log q(x), z standard normal. The laws of flows
 * then say what log_q must be.
 */
export function asFlow(subject: Subject): Subject {
  return {
    ...subject,
    kind: 'flow',
    conventions: { prior: 'standard_normal' },
    functions: { to_data: { inputs: { z: subject.functions.propose.inputs.z }, outputs: ['x', 'log_det'] } },
    ...(subject.precise ? { precise: asFlow(subject.precise) } : {}),
    pullback: async (_, inputs, { x }) => x && subject.pullback?.('propose', inputs, { x }),
    async call(_, inputs): Promise<Values> {
      const { x, log_q } = await subject.call('propose', inputs)
      const log_p = value(
        rowsOf(inputs.z).map((z) => logPrior(priors.standard_normal, z)),
        [inputs.z.shape[0]],
      )
      return { x, log_det: combineCells(log_p, value([...cells(log_q)], log_p.shape), (p, q) => p - q) }
    },
  }
}

export const proposalDensity = samplerLaw<Points>({
  name: 'sampler/log-q-is-density-of-proposals',
  nature: 'derivative',
  statement: 'log_q = log N(z; 0, I) - log|det dx/dz|, the Jacobian of propose in float64',
  source: 'Albergo et al. 2019, eq. 9: the change of variables',
  needs: ['propose'],
  exempts: (subject) => tooLarge(asFlow(subject)),
  cases: (subject) => pointsOn('latent')(asFlow(subject)),
  runs: 2,
  async residual(subject, { points }) {
    const { diagnosis, ...found } = await againstJacobian(asFlow(subject), toData, 'latent', points)
    return diagnosis === undefined ? found : { ...found, diagnosis: `in log_q, ${diagnosis}` }
  },
  violators: {
    'log_q has log|det dx/dz| with the wrong sign': {
      propose: (outputs, { z }) => ({
        ...outputs,
        log_q: mapCells(outputs.log_q, (q, n) => 2 * logPrior(priors.standard_normal, rowsOf(z)[n]) - q),
      }),
    },
    'log_q is the density of z': {
      propose: (outputs, { z }) => ({
        ...outputs,
        log_q: mapCells(outputs.log_q, (_, n) => logPrior(priors.standard_normal, rowsOf(z)[n])),
      }),
    },
    'log_q lacks its constant': {
      propose: (outputs) => ({ ...outputs, log_q: mapCells(outputs.log_q, (q) => q + 0.01) }),
    },
    'proposals are scaled afterwards': {
      propose: (outputs) => ({ ...outputs, x: mapCells(outputs.x, (x) => 0.9 * x) }),
    },
  },
})
