import { seededRandom } from '../../data/random.ts'
import type { Subject } from '../../subjects/subject.ts'
import type { Law } from '../law.ts'
import { compared, overall, tooLarge, truths } from './against-jacobian.ts'
import { amplification, roundoff, sizes } from './amplification.ts'
import { caseSize, seeds } from './cases.ts'
import { flowLaw } from './flow-law.ts'
import { logProbMap, wrongLikelihoods } from './log-prob.ts'
import { dimension, logProb, type Rows, toData } from './maps.ts'
import { changed, inputChanged } from './mistakes.ts'
import { drawLatents, logPrior, priorOf } from './priors.ts'

export const densityOfSamples: Law = flowLaw<number>({
  name: 'flow/density-of-samples',
  nature: 'expectation',
  statement:
    'log_prob(to_data(z)) = log prior(z) - log|det dx/dz|, z drawn from the prior, the Jacobian by differences',
  source: 'change of variables for the sampler alone: neither to_latent nor any log_det is asked',
  uses: { to_data: ['x'], log_prob: ['log_prob'] },
  exempts: tooLarge,
  cases: () => seeds,
  runs: 10,
  async residual(subject, seed) {
    const z = drawLatents(subject, dimension(subject), caseSize, seededRandom(seed))
    const { value: x } = await toData(subject, z)
    const claimed = await logProb(subject, x)
    const rounding = await roundingOf(subject, z, x)
    const known = await truths(subject, toData, 'latent', z)
    const residuals = known.map((truth, n) =>
      compared(logPrior(priorOf(subject), z[n]) - claimed[n], truth, rounding[n], { z: [z[n]] }),
    )
    return overall(subject, residuals)
  },
  violators: {
    ...wrongLikelihoods,
    'to_data samples at nine tenths of the temperature': {
      to_data: inputChanged('to_data', 'z', (row) => row.map((cell) => 0.9 * cell)),
    },
    'log_prob is off by a fiftieth of a nat': { log_prob: changed('log_prob', (cell) => cell + 0.02) },
  },
})

/** x is rounded on its way from z, and log_prob amplifies that. */
async function roundingOf(subject: Subject, z: Rows, x: Rows): Promise<number[]> {
  const outward = await amplification(subject, toData, 'latent', z, sizes(z))
  const spread = sizes(x).map((row, n) => row.map((own, j) => own + outward.value[n][j]))
  const homeward = await amplification(subject, logProbMap, 'data', x, spread)
  return x.map((row, n) => roundoff(subject, 10 * row.length + homeward.value[n][0]))
}
