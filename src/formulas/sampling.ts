import { cells } from '../engines/value.ts'
import { map, mean, perSample, scalar, sum } from './arrays.ts'
import { logDensities, logWeights, reals } from './domains.ts'
import { type Formula, formula, type Input } from './formula.ts'

const phi4Action = formula({
  name: 'phi4_action',
  statement:
    'action = sum of phi (sum over directions of 2 phi - phi_forward - phi_backward) + mass_squared phi^2 + ' +
    'coupling phi^4, periodic',
  source: 'Albergo et al. 2019, eq. 15; Albergo et al. 2021, eq. 38',
  inputs: { phi: { axes: ['N', 'L', 'L'], domain: reals } },
  outputs: { action: ['N'] },
  parameters: { mass_squared: -4, coupling: 8 },
  reduces: ['L'],
  value({ phi }, { mass_squared, coupling }) {
    const [, tall, wide] = phi.shape
    return {
      action: perSample((field) => {
        const at = (h: number, w: number) => field[((h + tall) % tall) * wide + ((w + wide) % wide)]
        return sum(tall * wide, (place) => {
          const [h, w] = [Math.floor(place / wide), place % wide]
          const here = at(h, w)
          const neighbours = at(h + 1, w) + at(h - 1, w) + at(h, w + 1) + at(h, w - 1)
          return here * (4 * here - neighbours) + mass_squared * here ** 2 + coupling * here ** 4
        })
      }, phi),
    }
  },
  terms: ({ phi }, { mass_squared, coupling }) => ({
    action: perSample(
      (field) =>
        sum(
          field.length,
          (i) => (8 + Math.abs(mass_squared)) * field[i] ** 2 + Math.abs(coupling) * field[i] ** 4,
        ),
      phi,
    ),
  }),
})

const effectiveSampleSize = formula({
  name: 'effective_sample_size',
  statement: 'ess = (mean w)^2 / mean w^2, w = exp(log_w)',
  source: 'Kish 1965; Albergo et al. 2021, eq. 43',
  inputs: { log_w: { axes: ['N'], domain: logWeights } },
  outputs: { ess: [] },
  reduces: ['N'],
  value({ log_w }) {
    const logs = cells(log_w)
    const most = Math.max(...Array.from(logs))
    const w = logs.map((log) => Math.exp(log - most))
    return { ess: scalar(mean(w.length, (n) => w[n]) ** 2 / mean(w.length, (n) => w[n] ** 2)) }
  },
})

const logDensity: Input = { axes: ['N'], domain: logDensities }

const metropolisProbability = formula({
  name: 'metropolis_probability',
  statement: 'probability = min(1, p_new q_old / (p_old q_new))',
  source: 'Metropolis et al. 1953; Hastings 1970; Albergo et al. 2019, eq. 8',
  inputs: { log_p_old: logDensity, log_q_old: logDensity, log_p_new: logDensity, log_q_new: logDensity },
  outputs: { probability: ['N'] },
  value: ({ log_p_old, log_q_old, log_p_new, log_q_new }) => ({
    probability: map(
      (pOld, qOld, pNew, qNew) => Math.exp(Math.min(0, pNew + qOld - pOld - qNew)),
      log_p_old,
      log_q_old,
      log_p_new,
      log_q_new,
    ),
  }),
})

export const samplingFormulas: readonly Formula[] = [phi4Action, effectiveSampleSize, metropolisProbability]
