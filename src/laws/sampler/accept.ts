import { seededRandom } from '../../data/random.ts'
import { type Claim, judge } from '../diagnosis.ts'
import { unitRoundoff } from '../tolerances.ts'
import { samplerLaw } from './define.ts'
import { type Draw, draws } from './fields.ts'
import { accept, fromRatio, fromSteps, logRatio, roundoff, type Step, stepsOf } from './steps.ts'

export const acceptIsMetropolis = samplerLaw<Draw>({
  name: 'sampler/accept-is-metropolis',
  nature: 'definition',
  statement: 'probability = min(1, p_new q_old / (p_old q_new)), for logarithms of any size',
  source: 'Hastings 1970, eq. 5; Albergo et al. 2019, eq. 7',
  needs: ['accept'],
  cases: draws,
  runs: 8,
  async residual(subject, draw) {
    const steps = stepsOf(draw, subject.batch ?? 16)
    const claimed = await accept(subject, steps)
    return judge(
      steps.map((step, n): Claim => {
        const ratio = logRatio(step)
        const expected = Math.min(1, Math.exp(ratio))
        const [pOld, qOld, pNew, qNew] = step
        return {
          claimed: claimed[n],
          expected,
          tolerance: Math.max(roundoff(subject, step) * expected, 2 ** -126),
          mistakes: {
            'old and new are exchanged': Math.min(1, Math.exp(-ratio)),
            'q is left out: proposals are not symmetric': Math.min(1, Math.exp(pNew - pOld)),
            'q counts the wrong way': Math.min(1, Math.exp(pNew + qNew - pOld - qOld)),
            "the probability is Barker's, w / (1 + w)": 1 / (1 + Math.exp(-ratio)),
            'the probability is not cut off at 1': Math.exp(ratio),
          },
          at: { step },
        }
      }),
    )
  },
  violators: {
    'old and new are exchanged': { accept: fromRatio((ratio) => Math.min(1, Math.exp(-ratio))) },
    'the probability is not cut off at 1': { accept: fromRatio((ratio) => Math.exp(Math.min(ratio, 80))) },
    'q is left out': { accept: fromSteps(([pOld, , pNew]) => Math.min(1, Math.exp(pNew - pOld))) },
    'the ratio is one of products of exponentials, which overflow': {
      accept: fromSteps(([pOld, qOld, pNew, qNew]) =>
        Math.min(1, (Math.exp(pNew) * Math.exp(qOld)) / (Math.exp(pOld) * Math.exp(qNew))),
      ),
    },
  },
})

const states = 5

/**
 * A chain on five states, with a target p and proposals q of its own: the step that `accept` makes must leave p as it is.
 * This holds for any rule that is in detailed balance, whatever its formula.
 */
export const detailedBalance = samplerLaw<Draw>({
  name: 'sampler/detailed-balance',
  nature: 'identity',
  statement:
    'on a state space of five, p_i q_j accept(i to j) = p_j q_i accept(j to i) for all i and j, so that p is stationary',
  source: 'Metropolis et al. 1953; Hastings 1970, eq. 3',
  needs: ['accept'],
  cases: draws,
  runs: 8,
  async residual(subject, { seed }) {
    const random = seededRandom(seed).split('chain')
    const logs = () => Array.from(random.normal(states), (x) => Math.round(64 * x) / 64)
    const [p, q] = [logs(), logs()]
    const pairs = Array.from({ length: states ** 2 }, (_, k) => [Math.floor(k / states), k % states] as const)
    const steps = pairs.map(([i, j]): Step => [p[i], q[i], p[j], q[j]])
    const probability = await accept(subject, steps)
    const flow = (i: number, j: number) => Math.exp(p[i] + q[j]) * probability[i * states + j]
    const wrong = probability.find((each) => !(each >= 0 && each <= 1 + unitRoundoff[subject.precision] * 8))
    if (wrong !== undefined) return { error: Math.abs(wrong), tolerance: 1, at: { probability: wrong } }
    return judge(
      pairs.map(([i, j], k) => ({
        claimed: flow(i, j),
        expected: flow(j, i),
        tolerance: 2 * roundoff(subject, steps[k]) * Math.max(flow(i, j), flow(j, i)),
        at: { from: i, to: j, p, q },
      })),
    )
  },
  violators: {
    'q is left out': { accept: fromSteps(([pOld, , pNew]) => Math.min(1, Math.exp(pNew - pOld))) },
    'old and new are exchanged': { accept: fromRatio((ratio) => Math.min(1, Math.exp(-ratio))) },
    'the ratio is a root': { accept: fromRatio((ratio) => Math.min(1, Math.exp(ratio / 2))) },
    'every proposal is taken': { accept: fromRatio(() => 1) },
  },
})
