import type { Subject } from '../../subjects/subject.ts'
import { callRows } from '../calls.ts'
import type { Residual } from '../law.ts'
import { worst } from '../measure.ts'
import type { Rows } from '../rows.ts'
import { mapCells } from '../violators.ts'
import { latentSize } from './calls.ts'
import { type Draw, draws, posteriors, randomOf, samples } from './cases.ts'
import { vaeLaw } from './define.ts'
import { whyNoDensity } from './evidence.ts'
import { familyOf, noises, scaleOf } from './family.ts'
import { logLikelihoods } from './likelihood.ts'
import { networkRoundoff } from './roundoff.ts'
import { logVariances, writeSpread } from './spread.ts'
import { misfed } from './violators.ts'

/** Draws of eps, and standard errors allowed: with so many a right subject is wronged once in some 10^8 cases. */
const count = 1024
const errors = 6
/** The step of the differences, and twice it, which tells what the step costs. */
const h = 2 ** -4

export const scoreGradient = vaeLaw<Draw>({
  name: 'vae/score-gradient',
  nature: 'expectation',
  statement: `the gradient of E_q f(z) by q's moments, through reparameterize, is E_q f(z) d log q(z), f of log p(x|z), within ${errors} standard errors of ${count} draws`,
  source: 'Kingma & Welling 2014, sections 2.2 and 2.4; Williams 1992',
  needs: ['reparameterize', 'decode'],
  exempts: whyNoDensity,
  cases: draws,
  runs: 2,
  async residual(subject, draw) {
    const random = randomOf(draw)
    const latents = latentSize(subject)
    const [x] = samples(subject, random, 1)
    const { mean, spread } = posteriors(subject, random, 1, [1, 0.5])
    const logs = logVariances(subject, spread[0])
    const eps = noises(subject, random, count, latents)
    const [latent] = random.integers(1, latents)
    const reward = await rewardOf(subject, x, mean[0], logs)
    const from = { mean: mean[0], logs, eps, latent }
    return worst([
      await departure(subject, reward, from, 'mean'),
      await departure(subject, reward, from, 'log variance'),
    ])
  },
  violators: {
    'eps is scaled by 0.3': {
      reparameterize: misfed('reparameterize', 'eps', (eps) => mapCells(eps, (draw) => 0.3 * draw)),
    },
    'eps is left out': { reparameterize: misfed('reparameterize', 'eps', (eps) => mapCells(eps, () => 0)) },
    'the mean is doubled': {
      reparameterize: misfed('reparameterize', 'mean', (mean) => mapCells(mean, (m) => 2 * m)),
    },
  },
})

type Reward = (z: Rows) => Promise<number[]>

/** Draws of q, one moment of one latent of which is to be moved. */
interface Drawing {
  readonly mean: Float64Array
  readonly logs: Float64Array
  readonly eps: Rows
  readonly latent: number
}

type Moment = 'mean' | 'log variance'

async function departure(subject: Subject, reward: Reward, from: Drawing, by: Moment): Promise<Residual> {
  const { mean, logs, latent } = from
  const slopes = async (step: number) => {
    const ahead = await reward(await moved(subject, from, by, step))
    const behind = await reward(await moved(subject, from, by, -step))
    return ahead.map((value, n) => (value - behind[n]) / (2 * step))
  }
  const z = await moved(subject, from, by, 0)
  const rewards = await reward(z)
  const scale = scaleOf(subject, logs[latent])
  const scores = z.map((code) => scoreOf(subject, by, (code[latent] - mean[latent]) / scale, scale))
  const [near, far] = [await slopes(h), await slopes(2 * h)]
  const { average, standardError } = estimate(near.map((slope, n) => slope - rewards[n] * scores[n]))
  // A central difference is off by a multiple of h^2: a third of what twice the step would add to it.
  const truncation = Math.abs(estimate(far).average - estimate(near).average) / 3
  const rounding = networkRoundoff(subject, Math.max(...rewards.map(Math.abs)) + 1) / h
  return {
    error: Math.abs(average),
    tolerance: errors * standardError + 2 * truncation + rounding,
    at: { latent, by, 'through reparameterize': estimate(near).average },
  }
}

/**
 * f(z): log p(x | z) less what it is at the mean of q, held by tanh within a few times what it is beside the mean. Any f
 * has the two gradients; a bounded one spares their estimates the tails of exp(-log variance).
 */
async function rewardOf(
  subject: Subject,
  x: Float64Array,
  mean: Float64Array,
  logs: Float64Array,
): Promise<Reward> {
  const logOf = async (z: Rows) => {
    const decoded = await callRows(subject, 'decode', { z })
    return logLikelihoods(
      subject,
      z.map(() => x),
      decoded,
    ).map(({ value }) => value)
  }
  const aside = (sign: number, only?: number) =>
    mean.map((m, j) => (only === undefined || only === j ? m + sign * Math.exp(logs[j] / 2) : m))
  const beside = [1, -1].flatMap((sign) => [aside(sign), ...Array.from(mean, (_, j) => aside(sign, j))])
  const [base, ...others] = await logOf([mean, ...beside])
  const reach = 2 * Math.max(...others.map((value) => Math.abs(value - base)))
  return async (z) => (await logOf(z)).map((value) => reach * Math.tanh((value - base) / reach))
}

/** The subject's draws where a moment is moved. */
async function moved(subject: Subject, { mean, logs, eps, latent }: Drawing, by: Moment, step: number) {
  const shifted = (row: Float64Array) => row.map((cell, j) => (j === latent ? cell + step : cell))
  const means = by === 'mean' ? shifted(mean) : mean
  const spread = writeSpread(subject, by === 'mean' ? logs : shifted(logs))
  const inputs = { mean: eps.map(() => means), spread: eps.map(() => spread), eps }
  return (await callRows(subject, 'reparameterize', inputs)).z
}

/** d log q(z) by a moment of one latent, at e = (z - mean) / scale. */
function scoreOf(subject: Subject, by: Moment, e: number, scale: number): number {
  const { score } = familyOf(subject)
  return by === 'mean' ? -score(e) / scale : -(score(e) * e + 1) / 2
}

function estimate(values: readonly number[]) {
  const average = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / (values.length - 1)
  return { average, standardError: Math.sqrt(variance / values.length) }
}
