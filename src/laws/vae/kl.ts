import type { Subject } from '../../subjects/subject.ts'
import { callRows, scalars } from '../calls.ts'
import { type Claim, judge } from '../diagnosis.ts'
import type { Rows } from '../rows.ts'
import { mapCells, sumRows } from '../violators.ts'
import { latentSize } from './calls.ts'
import { batchOf, type Draw, draws, type Posterior, posteriors, randomOf } from './cases.ts'
import { vaeLaw } from './define.ts'
import { klOf, leastKl } from './family.ts'
import { klTerms } from './gaussian.ts'
import { sumRoundoff } from './roundoff.ts'
import { logVariances, misreadings } from './spread.ts'
import { klFrom } from './violators.ts'

/** The subject's KL of each sample. */
export const klRows = async (subject: Subject, { mean, spread }: Posterior): Promise<number[]> =>
  scalars((await callRows(subject, 'kl', { mean, spread })).kl)

/** What rounding may make of the KL of one sample. */
export const klRoundoff = (subject: Subject, mean: Float64Array, logs: Float64Array): number =>
  sumRoundoff(subject, mean.length, klTerms(mean, logs))

export const klClosedForm = vaeLaw<Draw>({
  name: 'vae/kl-closed-form',
  nature: 'definition',
  statement:
    'kl = 1/2 sum over latents of (mean^2 + var - 1 - log var), in nats; log pi - 1 more in it for a Laplace posterior',
  source: 'Kingma & Welling 2014, appendix B',
  needs: ['kl'],
  cases: draws,
  runs: 12,
  async residual(subject, draw) {
    const posterior = posteriors(subject, randomOf(draw), batchOf(subject))
    const claimed = await klRows(subject, posterior)
    return judge(claimed.map((kl, n) => claimOf(subject, kl, posterior.mean[n], posterior.spread[n])))
  },
  violators: {
    'the mean over latents is taken': {
      kl: ({ kl }, _, right) => ({ kl: mapCells(kl, (k) => k / latentSize(right)) }),
    },
    'the log variance is halved': klFrom((m, l) => (m * m + Math.exp(l) - 1 - l / 2) / 2),
    'a standard deviation is taken for the variance': klFrom(
      (m, l) => (m * m + Math.exp(l / 2) - 1 - l / 2) / 2,
    ),
    'the variance is squared': klFrom((m, l) => (m * m + Math.exp(2 * l) - 1 - 2 * l) / 2),
    'its sign is the other': { kl: ({ kl }) => ({ kl: mapCells(kl, (k) => -k) }) },
    'its half is forgotten': { kl: ({ kl }) => ({ kl: mapCells(kl, (k) => 2 * k) }) },
    'the mean is not squared': {
      kl: (_, { mean }) => ({ kl: sumRows(mean, Math.abs) }),
    },
  },
})

function claimOf(subject: Subject, claimed: number, mean: Float64Array, spread: Float64Array): Claim {
  const logs = logVariances(subject, spread)
  const expected = klOf(subject, mean, logs)
  const logSum = logs.reduce((sum, log) => sum + log, 0)
  const misread = Object.entries(misreadings(subject, spread)).map(([name, as]) => [
    name,
    klOf(subject, mean, as),
  ])
  const mistakes = {
    'your KL has the sign of its negative': -expected,
    ...(mean.length > 1 ? { 'your KL is ours / D: a mean over latents': expected / mean.length } : {}),
    'your KL is twice ours: its 1/2 is missing': 2 * expected,
    'the log variance is halved': expected + logSum / 4,
    'the - 1 is missing': expected + mean.length / 2,
    'exp(log variance / 2), the standard deviation, stands where the variance should':
      expected + variancesAs(logs, (log) => Math.exp(log / 2)),
    'the variance is squared': expected + variancesAs(logs, (log) => Math.exp(2 * log)),
    'the mean is not squared': expected + mean.reduce((sum, m) => sum + (m - m * m) / 2, 0),
    ...(leastKl(subject) > 0
      ? { 'it is that of a Gaussian of the same variance': expected - mean.length * leastKl(subject) }
      : {}),
    ...Object.fromEntries(misread),
  }
  const at = { mean: Array.from(mean), spread: Array.from(spread) }
  return { claimed, expected, tolerance: klRoundoff(subject, mean, logs), mistakes, at }
}

/** What a Gaussian's KL gains where something else stands for the variance outside the logarithm. */
const variancesAs = (logs: Float64Array, other: (log: number) => number): number =>
  logs.reduce((sum, log) => sum + (other(log) - Math.exp(log)) / 2, 0)

/** Log variances of every row. */
export const logRows = (subject: Subject, spread: Rows): Rows =>
  spread.map((row) => logVariances(subject, row))
