import { size } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import { callRows, scalars } from '../calls.ts'
import { judge } from '../diagnosis.ts'
import { inconclusive } from '../measure.ts'
import type { Rows } from '../rows.ts'
import { mapCells } from '../violators.ts'
import { drawCount } from './calls.ts'
import { type Draw, draws, randomOf, samples } from './cases.ts'
import { vaeLaw } from './define.ts'
import { lackingPart } from './elbo.ts'
import { noises } from './family.ts'
import { isConstantKept, isSigmaUnstated, whyNoLikelihood } from './likelihood.ts'
import { type Told, tell } from './pipeline.ts'
import { changed, misfed } from './violators.ts'

const count = 8

/** A slope that rounding may change by more than this part of itself tells no sigma. */
const clearly = 0.1

function whyNoLine(subject: Subject): string | undefined {
  if (!isSigmaUnstated(subject)) {
    return whyNoLikelihood(subject) ?? 'its likelihood is declared whole: other laws hold it to that'
  }
  return lackingPart(subject, ['reconstruction'])
}

/**
 * The log density of N(mean, v I) falls with the squared error e on a line: -e / (2 v) - D/2 log v - D/2 log 2 pi. The
 * samples of the least and of the greatest e give the line, and so v; all others, and the height of the line, are then
 * held to it. Who drops log 2 pi may well drop log v, too, where sigma_x is not stated.
 */
export const reconstructionOfOneSigma = vaeLaw<Draw>({
  name: 'vae/reconstruction-of-one-sigma',
  nature: 'definition',
  statement:
    'where no sigma_x is declared, there is one of which reconstruction = log N(x; decode(reparameterize(encode(x), eps)), sigma_x)',
  source: 'Kingma & Welling 2014, appendix C.2; the line that a log density makes over squared errors',
  needs: ['elbo', 'encode', 'decode'],
  exempts: whyNoLine,
  cases: draws,
  runs: 6,
  async residual(subject, draw) {
    const { told, reconstruction } = await elboOf(subject, draw)
    const line = lineOf(subject, told, reconstruction)
    const { slope, slopeError, variance, errors, end, width } = line
    const at = { 'squared errors': errors, reconstruction }
    if (slope - slopeError > 0 || Number.isNaN(slope)) {
      return { error: 1, tolerance: 0, at, diagnosis: 'it does not fall with the squared error' }
    }
    if (!(slopeError < clearly * -slope)) return inconclusive('the squared errors are all alike')
    const [logs, constants] = [variance, 2 * Math.PI * variance].map((v) => (width / 2) * Math.log(v))
    const intercept = reconstruction[end] - slope * errors[end]
    const dropped = Math.abs(intercept) < Math.abs(intercept + logs) ? 0 : -logs
    const height = isConstantKept(subject) ? -constants : dropped
    return judge(
      errors.map((error, n) => ({
        claimed: reconstruction[n],
        expected: height + slope * error,
        tolerance: line.rounding[n] + line.rounding[end] + slopeError * (error + width * variance),
        at: { ...at, sigma_x: Math.sqrt(variance) },
        mistakes: {
          'the log 2 pi terms are dropped: declare constants "dropped"': slope * error - logs,
          'only the squared error is left: log sigma and log 2 pi are dropped': slope * error,
          'the constant is that of one number of x, not of all': slope * error - constants / width,
        },
      })),
    )
  },
  violators: {
    'a constant is off by log 2 pi': { elbo: changed('reconstruction', (r) => r + Math.log(2 * Math.PI)) },
    'it has the sign of a loss': { elbo: changed('reconstruction', (r) => -r) },
    'its root is taken': { elbo: changed('reconstruction', (r) => -Math.sqrt(Math.abs(r))) },
    'eps has the other sign': { elbo: misfed('elbo', 'eps', (eps) => mapCells(eps, (draw) => -draw)) },
  },
})

/** The weight of one draw by elbo's own reconstruction, which any sigma is in already. */
export const iwaeIsOfElbo = vaeLaw<Draw>({
  name: 'vae/iwae-of-elbo',
  nature: 'identity',
  statement:
    'bound of K equal draws = reconstruction of elbo at that draw + log p(z) - log q(z|x), whatever sigma_x is',
  source: 'Burda, Grosse & Salakhutdinov 2016, eq. 8 at k = 1',
  needs: ['iwae', 'elbo', 'encode', 'decode'],
  exempts: whyNoLine,
  cases: draws,
  runs: 6,
  async residual(subject, draw) {
    const { x, eps, told, reconstruction } = await elboOf(subject, draw)
    const draws = drawCount(subject)
    const repeated = eps.map((row) =>
      Float64Array.from({ length: draws * row.length }, (_, i) => row[i % row.length]),
    )
    const claims = scalars((await callRows(subject, 'iwae', { x, eps: repeated })).bound)
    const { scale } = lineOf(subject, told, reconstruction)
    const beta = Number(subject.conventions.beta ?? 1)
    return judge(
      told.map(({ logWeight, kl, likelihood, tolerance }, n) => {
        const logRatio = logWeight - likelihood.value
        return {
          claimed: claims[n],
          expected: reconstruction[n] + logRatio,
          tolerance: scale * (tolerance.reconstruction + tolerance.logWeight),
          mistakes: {
            'it has the sign of a loss': -reconstruction[n] - logRatio,
            'log K is not subtracted': reconstruction[n] + logRatio + Math.log(draws),
            'beta is in its weights': reconstruction[n] + beta * logRatio,
            'log w has the closed KL in place of log p(z) - log q(z|x)': reconstruction[n] - kl,
            'log p(z) - log q(z|x) is left out': reconstruction[n],
          },
        }
      }),
    )
  },
  violators: {
    'log 2 is subtracted': { iwae: changed('bound', (bound) => bound - Math.LN2) },
    'eps has the other sign': { iwae: misfed('iwae', 'eps', (eps) => mapCells(eps, (draw) => -draw)) },
    'it has the sign of a loss': { iwae: changed('bound', (bound) => -bound) },
  },
})

async function elboOf(subject: Subject, draw: Draw) {
  const random = randomOf(draw)
  const x = samples(subject, random, count)
  const eps: Rows = noises(subject, random, count, size(subject.functions.elbo.inputs.eps))
  const reconstruction = scalars((await callRows(subject, 'elbo', { x, eps })).reconstruction)
  return { x, eps, reconstruction, told: await tell(subject, x, eps) }
}

/** The line of reconstruction over squared error, which the parts tell at sigma 1, and what rounding may do to it. */
function lineOf(subject: Subject, told: readonly Told[], reconstruction: readonly number[]) {
  const width = size(subject.functions.encode.inputs.x)
  const constant = isConstantKept(subject) ? width * Math.log(2 * Math.PI) : 0
  const errors = told.map(({ likelihood }) => -2 * likelihood.value - constant)
  const [start, end] = [errors.indexOf(Math.min(...errors)), errors.indexOf(Math.max(...errors))]
  const reach = errors[end] - errors[start]
  const slope = (reconstruction[end] - reconstruction[start]) / reach
  // At sigma 1 the slope is -1/2: what rounding does to the squared error counts so many times as much here.
  const scale = Math.max(1, 2 * Math.abs(slope))
  const rounding = told.map(({ tolerance }) => scale * tolerance.reconstruction)
  const slopeError = (rounding[start] + rounding[end]) / reach
  return { width, errors, end, slope, slopeError, scale, rounding, variance: -1 / (2 * slope) }
}
