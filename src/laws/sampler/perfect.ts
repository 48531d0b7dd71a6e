import { judge } from '../diagnosis.ts'
import { samplerLaw } from './define.ts'
import { type Draw, draws } from './fields.ts'
import { accept, fromRatio, fromSteps, roundoff, type Step, stepsOf } from './steps.ts'

/** Where q is p up to a constant, weights p / q are all the same, and nothing is to be made up for. */
export const perfectProposals = samplerLaw<Draw>({
  name: 'sampler/perfect-proposals-are-taken',
  nature: 'identity',
  statement: 'probability = 1 where log p - log q is the same for the old and the new field',
  source: 'Albergo et al. 2019, eq. 7: a flow that has learned p loses no proposal',
  needs: ['accept'],
  cases: draws,
  runs: 8,
  async residual(subject, draw) {
    const steps = stepsOf(draw, subject.batch ?? 16).map(
      ([old, constant, proposed]): Step => [old, old - constant, proposed, proposed - constant],
    )
    const claimed = await accept(subject, steps)
    return judge(
      steps.map((step, n) => ({
        claimed: claimed[n],
        expected: 1,
        tolerance: roundoff(subject, step),
        at: { step },
      })),
    )
  },
  violators: {
    'q is left out': { accept: fromSteps(([pOld, , pNew]) => Math.min(1, Math.exp(pNew - pOld))) },
    'q counts the wrong way': {
      accept: fromSteps(([pOld, qOld, pNew, qNew]) => Math.min(1, Math.exp(pNew + qNew - pOld - qOld))),
    },
    "the probability is Barker's": { accept: fromRatio((ratio) => 1 / (1 + Math.exp(-ratio))) },
  },
})
