import type { Law, Residual } from '../law.ts'
import { worst } from '../measure.ts'
import { amplification, departure, roundoff, sizes } from './amplification.ts'
import { type Points, pointsOn } from './cases.ts'
import { named } from './diagnosis.ts'
import { flowLaw } from './flow-law.ts'
import { dimension, type FlowMap, logProb, toLatent } from './maps.ts'
import { changed, likelihood, normal, normalWithoutConstant, normalWithoutHalf } from './mistakes.ts'
import { logPrior, priorOf } from './priors.ts'

/** log_prob as a map, for its amplification. */
export const logProbMap: FlowMap = async (subject, x) => ({
  value: (await logProb(subject, x)).map((log) => [log]),
  logDet: [],
})

/** Mistakes in putting the density together. */
export const wrongLikelihoods = {
  'log_det is left out': { log_prob: likelihood(normal, 0) },
  'log_det is subtracted': { log_prob: likelihood(normal, -1) },
  'the constant log 2 pi is left out': { log_prob: likelihood(normalWithoutConstant, 1) },
  "the 1/2 before z^2 is left out, the slide's misprint": { log_prob: likelihood(normalWithoutHalf, 1) },
  'the prior is taken at x': { log_prob: likelihood(normal, 1, 'x') },
  'log_prob is in bits': { log_prob: changed('log_prob', (log) => log / Math.LN2) },
}

export const logProbIsChangeOfVariables: Law = flowLaw<Points>({
  name: 'flow/log-prob',
  nature: 'definition',
  statement: 'log_prob(x) = log prior(z) + log_det, both of to_latent(x), in nats',
  source: 'change of variables, Dinh et al. 2017, eq. 3; prior at z_0: casperkaae/parmesan PR#21',
  uses: { to_latent: ['z', 'log_det'], log_prob: ['log_prob'] },
  cases: pointsOn('data'),
  runs: 10,
  async residual(subject, { points }) {
    const prior = priorOf(subject)
    const claimed = await logProb(subject, points)
    const { value: z, logDet } = await toLatent(subject, points)
    const around = await amplification(subject, toLatent, 'data', points, sizes(points))
    const own = await amplification(subject, logProbMap, 'data', points, sizes(points))
    const priors = z.map((row) => logPrior(prior, row))
    const residuals = points.map((x, n): Residual => {
      const through = z[n].reduce((sum, cell, i) => sum + (Math.abs(cell) + 1) * (around.value[n][i] + 1), 0)
      const terms = Math.abs(priors[n]) + Math.abs(logDet[n]) + around.logDet[n] + own.value[n][0]
      return departure(
        distance(claimed[n], priors[n] + logDet[n]),
        roundoff(subject, through + (Number.isFinite(terms) ? terms : 0)),
        x.length + Math.abs(claimed[n]),
        { x: [x] },
      )
    })
    const dim = dimension(subject)
    const constant = 0.5 * dim * Math.log(2 * Math.PI)
    const squares = z.map((row) => 0.5 * row.reduce((sum, cell) => sum + cell * cell, 0))
    const total = points.map((_, n) => priors[n] + logDet[n])
    return named(worst(residuals), residuals, claimed, {
      'log_prob leaves out log_det': priors,
      'log_prob subtracts log_det': total.map((sum, n) => sum - 2 * logDet[n]),
      'log_prob leaves out the constant -D/2 log 2 pi': total.map((sum) => sum + constant),
      'log_prob leaves out the 1/2 before z^2': total.map((sum, n) => sum - squares[n]),
      'log_prob has the constant -1/2 log 2 pi once, not for each of D': total.map(
        (sum) => sum + constant - constant / dim,
      ),
      'log_prob is in bits, not in nats': total.map((sum) => sum / Math.LN2),
      'log_prob is divided by D': total.map((sum) => sum / dim),
      'log_prob takes the prior at x': points.map((x, n) => logPrior(prior, x) + logDet[n]),
    })
  },
  violators: wrongLikelihoods,
})

/** Both may be -Infinity, outside a uniform prior's cube. */
const distance = (a: number, b: number): number => (a === b ? 0 : Math.abs(a - b))
