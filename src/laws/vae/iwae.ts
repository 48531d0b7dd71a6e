import { size } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import { callRows, scalars } from '../calls.ts'
import { judge } from '../diagnosis.ts'
import type { Residual } from '../law.ts'
import { worst } from '../measure.ts'
import type { Rows } from '../rows.ts'
import { unitRoundoff } from '../tolerances.ts'
import { mapCells } from '../violators.ts'
import { drawCount, latentSize } from './calls.ts'
import { batchOf, type Draw, draws, randomOf, samples } from './cases.ts'
import { vaeLaw } from './define.ts'
import { noises } from './family.ts'
import { logSumExp } from './gaussian.ts'
import { ofSingles, rootsAveraged } from './iwae-violators.ts'
import { whyNoLikelihood } from './likelihood.ts'
import { type Told, tell } from './pipeline.ts'
import { changed, misfed } from './violators.ts'

/** A batch of x, with K draws of eps for each, [N][K Z]. */
function batchFor(subject: Subject, draw: Draw) {
  const random = randomOf(draw)
  const x = samples(subject, random, batchOf(subject))
  return { x, eps: noises(subject, random, x.length, size(subject.functions.iwae.inputs.eps)) }
}

/** The k-th of every sample's draws. */
const drawOf = (eps: Rows, k: number, width: number): Rows =>
  eps.map((row) => row.slice(k * width, (k + 1) * width))

const repeated = (draws: Rows, count: number): Rows =>
  draws.map((row) => Float64Array.from({ length: count * row.length }, (_, i) => row[i % row.length]))

const bounds = async (subject: Subject, x: Rows, eps: Rows): Promise<number[]> =>
  scalars((await callRows(subject, 'iwae', { x, eps })).bound)

export const iwaeOneSample = vaeLaw<Draw>({
  name: 'vae/iwae-one-sample',
  nature: 'identity',
  statement: 'bound of one draw, or of K equal ones, is log w = log p(x|z) + log p(z) - log q(z|x)',
  source: 'Burda, Grosse & Salakhutdinov 2016, eq. 8 at k = 1',
  needs: ['iwae', 'encode', 'decode'],
  exempts: whyNoLikelihood,
  cases: draws,
  runs: 6,
  async residual(subject, draw) {
    const { x, eps } = batchFor(subject, draw)
    const one = drawOf(eps, 0, latentSize(subject))
    const claims = await bounds(subject, x, repeated(one, drawCount(subject)))
    const told = await tell(subject, x, one)
    const logCount = Math.log(drawCount(subject))
    return judge(
      told.map(({ logWeight, kl, likelihood, tolerance }, n) => ({
        claimed: claims[n],
        expected: logWeight,
        tolerance: tolerance.logWeight,
        mistakes: {
          'it has the sign of a loss': -logWeight,
          'log K is not subtracted': logWeight + logCount,
          'log w has the closed KL in place of log p(z) - log q(z|x)': likelihood.value - kl,
          'log p(z) - log q(z|x) is left out': likelihood.value,
        },
      })),
    )
  },
  violators: {
    'log 2 is subtracted': { iwae: changed('bound', (bound) => bound - Math.LN2) },
    'eps is scaled by 0.01': { iwae: misfed('iwae', 'eps', (eps) => mapCells(eps, (draw) => draw / 100)) },
    'it has the sign of a loss': { iwae: changed('bound', (bound) => -bound) },
  },
})

export const iwaeFormula = vaeLaw<Draw>({
  name: 'vae/iwae-formula',
  nature: 'definition',
  statement: 'bound = log((1/K) sum over k of w_k), w_k = p(x|z_k) p(z_k) / q(z_k|x)',
  source: 'Burda, Grosse & Salakhutdinov 2016, eq. 8',
  needs: ['iwae', 'encode', 'decode'],
  exempts: whyNoLikelihood,
  cases: draws,
  runs: 6,
  async residual(subject, draw) {
    const { x, eps } = batchFor(subject, draw)
    const count = drawCount(subject)
    const claims = await bounds(subject, x, eps)
    const told: Told[][] = []
    for (let k = 0; k < count; k++) told.push(await tell(subject, x, drawOf(eps, k, latentSize(subject))))
    return judge(
      claims.map((claimed, n) => {
        const weights = told.map((each) => each[n].logWeight)
        const tolerance = Math.max(...told.map((each) => each[n].tolerance.logWeight))
        const expected = logSumExp(weights) - Math.log(count)
        return { claimed, expected, tolerance, mistakes: mistakesOf(weights), at: { 'log w': weights } }
      }),
    )
  },
  violators: {
    'log(K + 1) is added': {
      iwae: (outputs, inputs, right) =>
        changed('bound', (bound) => bound + Math.log(drawCount(right) + 1))(outputs, inputs, right),
    },
    'it is a mean of log w': { iwae: ofSingles((logs) => logs.reduce((a, b) => a + b) / logs.length) },
    'it has the sign of a loss': { iwae: changed('bound', (bound) => -bound) },
    'eps is scaled by 0.01': { iwae: misfed('iwae', 'eps', (eps) => mapCells(eps, (draw) => draw / 100)) },
  },
})

const mistakesOf = (weights: readonly number[]): Record<string, number> => ({
  'log K is not subtracted: a sum of weights, not their mean': logSumExp(weights),
  'it is the mean of log w: an ELBO of K draws': weights.reduce((sum, w) => sum + w, 0) / weights.length,
  'it is the largest log w': Math.max(...weights),
  'it has the sign of a loss': Math.log(weights.length) - logSumExp(weights),
})

export const iwaeRises = vaeLaw<Draw>({
  name: 'vae/iwae-rises',
  nature: 'identity',
  statement:
    'for the same draws, bound of K = logsumexp of the K bounds of one draw - log K: never below their mean',
  source: 'Burda, Grosse & Salakhutdinov 2016, theorem 1, by Jensen; one draw is K equal ones',
  needs: ['iwae'],
  exempts: (subject) => (drawCount(subject) < 2 ? 'its bound is of one draw' : undefined),
  cases: draws,
  runs: 6,
  async residual(subject, draw) {
    const { x, eps } = batchFor(subject, draw)
    const count = drawCount(subject)
    const whole = await bounds(subject, x, eps)
    const singles: number[][] = []
    for (let k = 0; k < count; k++) {
      singles.push(await bounds(subject, x, repeated(drawOf(eps, k, latentSize(subject)), count)))
    }
    return worst(
      whole.map((bound, n): Residual => {
        const logs = singles.map((each) => each[n])
        const mean = logs.reduce((sum, log) => sum + log, 0) / count
        // The same draw gives the same weight: what rounding does to one it does to all but for the order of sums.
        const size = Math.max(...logs.map(Math.abs)) + eps[n].length + x[n].length
        const error = Math.max(Math.abs(bound - logSumExp(logs) + Math.log(count)), mean - bound)
        return {
          error,
          tolerance: 256 * unitRoundoff[subject.precision] * size,
          at: { bound, 'log w': logs },
        }
      }),
    )
  },
  violators: {
    'it is a mean of log w': { iwae: ofSingles((logs) => logs.reduce((a, b) => a + b) / logs.length) },
    'it is the largest log w': { iwae: ofSingles((logs) => Math.max(...logs)) },
    'roots of the weights are averaged': { iwae: rootsAveraged },
  },
})
