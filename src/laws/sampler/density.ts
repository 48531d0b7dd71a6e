import { callRows, scalars } from '../calls.ts'
import { worst } from '../measure.ts'
import { mapCells } from '../violators.ts'
import { samplerLaw } from './define.ts'
import { actionRoundoff, type Draw, draws, fieldsOf, randomOf } from './fields.ts'

/** The density is known up to its constant: only differences between fields count. */
export const densityIsAction = samplerLaw<Draw>({
  name: 'sampler/density-is-action',
  nature: 'identity',
  statement: 'log_density(x) + action(x) is the same for all x',
  source: 'Albergo et al. 2019, eq. 1: p(phi) = exp(-S(phi)) / Z',
  needs: ['log_density', 'action'],
  exempts: (subject) => (subject.batch === 1 ? 'its batch size is fixed at 1' : undefined),
  cases: draws,
  runs: 8,
  async residual(subject, draw) {
    const phi = fieldsOf(subject, randomOf(draw))
    const logDensity = scalars((await callRows(subject, 'log_density', { x: phi })).log_density)
    const action = scalars((await callRows(subject, 'action', { phi })).action)
    const sums = logDensity.map((log, n) => log + action[n])
    const sameSign = logDensity.map((log, n) => log - action[n])
    const isFlat = (all: readonly number[]) =>
      all.every(
        (each, n) =>
          Math.abs(each - all[0]) <= actionRoundoff(subject, phi[n]) + actionRoundoff(subject, phi[0]),
      )
    const found = worst(
      sums.map((each, n) => ({
        error: Math.abs(each - sums[0]),
        tolerance: 2 * (actionRoundoff(subject, phi[n]) + actionRoundoff(subject, phi[0])),
        at: { field: n, log_density: logDensity[n], action: action[n] },
      })),
    )
    return isFlat(sameSign) ? { ...found, diagnosis: 'log_density has the sign of the action' } : found
  },
  violators: {
    'log_density has the sign of the action': {
      log_density: (outputs) => ({ log_density: mapCells(outputs.log_density, (log) => -log) }),
    },
    'log_density is halved': {
      log_density: (outputs) => ({ log_density: mapCells(outputs.log_density, (log) => log / 2) }),
    },
    'log_density is a mean over the sites': {
      log_density: (outputs, { x }) => ({
        log_density: mapCells(outputs.log_density, (log) => (log * x.shape[0]) / x.data.length),
      }),
    },
  },
})
