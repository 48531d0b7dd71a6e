import type { Law } from '../law.ts'
import { againstJacobian, tooLarge } from './against-jacobian.ts'
import { type Points, pointsOn } from './cases.ts'
import { flowLaw } from './flow-law.ts'
import { toData, toLatent } from './maps.ts'
import { backToFront, changed, outputFrom, rowsChanged, sumEverywhere } from './mistakes.ts'

const source = 'change of variables: log p(x) = log p(z(x)) + log|det dz/dx|, Dinh et al. 2017, eqs. 2-3'

const asJacobian = {
  source: `${source}; 'forward log-det sign wrong': VincentStimper/normalizing-flows#27`,
  exempts: tooLarge,
  runs: 10,
}

const flipped = changed('log_det', (cell) => -cell)
const halved = changed('log_det', (cell) => cell / 2)
const shifted = changed('log_det', (cell) => cell + 0.01)

export const logDetIsJacobian: Law = flowLaw<Points>({
  ...asJacobian,
  name: 'flow/log-det-is-jacobian',
  nature: 'derivative',
  statement: 'log_det of to_latent = log|det dz/dx|, the Jacobian in float64',
  uses: { to_latent: ['z', 'log_det'] },
  cases: pointsOn('data'),
  residual: (subject, { points }) => againstJacobian(subject, toLatent, 'data', points),
  violators: {
    'both log_dets have the wrong sign, and cancel': { to_latent: flipped, to_data: flipped },
    'both log_dets are halved, and cancel': { to_latent: halved, to_data: halved },
    'log_det is off by a hundredth of a nat': { to_latent: shifted },
    "log_det is taken at the other half, the slide's misprint": {
      to_latent: outputFrom('to_latent', 'log_det', 'x', backToFront),
    },
    'log_det is a sum over the batch': { to_latent: sumEverywhere('log_det') },
    'z loses a coordinate, and log_det does not know': {
      to_latent: changed('z', (cell, at) => (at % 2 === 0 ? 0 : cell)),
    },
  },
})

export const dataLogDetIsJacobian: Law = flowLaw<Points>({
  ...asJacobian,
  name: 'flow/data-log-det-is-jacobian',
  nature: 'derivative',
  statement: 'log_det of to_data = log|det dx/dz|, the Jacobian in float64',
  uses: { to_data: ['x', 'log_det'] },
  cases: pointsOn('latent'),
  residual: (subject, { points }) => againstJacobian(subject, toData, 'latent', points),
  violators: {
    'log_det has the sign of to_latent': { to_data: flipped },
    'log_det is off by a hundredth of a nat': { to_data: shifted },
    'log_det is taken before the coordinates are put in order': {
      to_data: outputFrom('to_data', 'log_det', 'z', backToFront),
    },
    'log_det is that of the sample before': {
      to_data: rowsChanged('log_det', (_, n, all) => all[(n + all.length - 1) % all.length]),
    },
  },
})
