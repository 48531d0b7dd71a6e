import type { Subject } from '../../subjects/subject.ts'
import type { RowsOf } from '../calls.ts'
import { sigmoid, softplus } from '../logistic.ts'
import type { Rows } from '../rows.ts'
import { symbolsOf } from './cases.ts'
import { logNormal, logSumExp } from './gaussian.ts'
import { logVariances } from './spread.ts'

/** log p(x|z) of one sample, the absolute sum of its terms, and what known mistakes would make of it. */
export interface LogLikelihood {
  readonly value: number
  readonly terms: number
  readonly mistakes: () => Readonly<Record<string, number>>
}

const likelihoods = ['gaussian', 'bernoulli_logits', 'bernoulli', 'categorical_logits']

const declared = ({ conventions }: Subject): string => String(conventions.likelihood ?? 'gaussian')

export const isConstantKept = ({ conventions }: Subject): boolean => conventions.constants !== 'dropped'

/** Why log p(x|z) cannot be told from what the subject declares. */
export function whyNoLikelihood(subject: Subject): string | undefined {
  const { functions } = subject
  const likelihood = declared(subject)
  if (!likelihoods.includes(likelihood))
    return `its likelihood '${likelihood}' is none of ${likelihoods.join(', ')}`
  const outputs = functions.decode?.outputs ?? []
  const wanted = likelihood.endsWith('_logits') ? 'logits' : 'mean'
  if (!outputs.includes(wanted)) return `decode gives no ${wanted}, as the likelihood ${likelihood} needs`
  return isSigmaUnstated(subject) ? 'decode gives no spread, and the subject declares no sigma_x' : undefined
}

/** Whether decode gives the mean of a Gaussian alone, and nothing says of what sigma. */
export function isSigmaUnstated(subject: Subject): boolean {
  const { functions, conventions } = subject
  const outputs = functions.decode?.outputs ?? []
  if (declared(subject) !== 'gaussian' || !outputs.includes('mean') || outputs.includes('spread'))
    return false
  return !(typeof conventions.sigma_x === 'number' && conventions.sigma_x > 0)
}

/**
 * log p(x | what decode gave) of every sample, in float64: sums over all the numbers of x, in nats; at sigma 1 where none is
 * stated.
 */
export function logLikelihoods(subject: Subject, x: Rows, decoded: RowsOf): LogLikelihood[] {
  if (declared(subject) === 'gaussian') return x.map((row, n) => gaussian(subject, row, decoded, n))
  if (declared(subject) === 'bernoulli') return x.map((row, n) => bernoulli(row, decoded.mean[n]))
  if (declared(subject) === 'categorical_logits') {
    return x.map((row, n) => categoricalOfLogits(row, decoded.logits[n], symbolsOf(subject)))
  }
  return x.map((row, n) => bernoulliOfLogits(row, decoded.logits[n]))
}

function gaussian(subject: Subject, x: Float64Array, { mean, spread }: RowsOf, n: number): LogLikelihood {
  const width = x.length
  const fixed = 2 * Math.log(Number(subject.conventions.sigma_x ?? 1))
  const logs = spread ? logVariances(subject, spread[n], width) : new Float64Array(width).fill(fixed)
  const constant = isConstantKept(subject)
  const squares = sum(x, (cell, i) => (cell - mean[n][i]) ** 2 * Math.exp(-logs[i]))
  const logSum = sum(logs, (log) => log)
  const pi = width * Math.log(2 * Math.PI)
  const value = sum(x, (cell, i) => logNormal(cell, mean[n][i], logs[i], constant))
  const half = (squares + sum(logs, Math.abs) + (constant ? pi : 0)) / 2
  return {
    value,
    terms: half,
    mistakes: () => ({
      ...common(value, width),
      [constant
        ? 'the log 2 pi terms are dropped: declare constants "dropped"'
        : 'the log 2 pi terms are kept, though declared dropped']: value + (constant ? pi : -pi) / 2,
      'only the squared error is left: log sigma and log 2 pi are dropped': -squares / 2,
      'the 1/2 before the squared error is missing': value - squares / 2,
      'the squared error is whole, without its 1/2 and its constants': -squares,
      'the squared error is not divided by the variance':
        value + squares / 2 - sum(x, (cell, i) => (cell - mean[n][i]) ** 2) / 2,
      'log variance stands where half of it should': value - logSum / 2,
    }),
  }
}

/** x log sigmoid(a) + (1 - x) log sigmoid(-a) = x a - softplus(a), which no logit overflows. */
function bernoulliOfLogits(x: Float64Array, logits: Float64Array): LogLikelihood {
  const of = (given: (a: number) => number) =>
    sum(x, (cell, i) => cell * given(logits[i]) - softplus(given(logits[i])))
  const value = of((a) => a)
  return {
    value,
    terms: sum(x, (cell, i) => Math.abs(cell * logits[i]) + softplus(logits[i])),
    mistakes: () => ({
      ...common(value, x.length),
      'sigmoid is taken twice: logits are meant, probabilities are given': of(sigmoid),
      'the arguments are swapped: x and 1 - x': of((a) => -a),
      ...(logits.every((p) => p > 0 && p < 1)
        ? { 'decode gives probabilities, not logits': bernoulli(x, logits).value }
        : {}),
    }),
  }
}

function bernoulli(x: Float64Array, mean: Float64Array): LogLikelihood {
  const log = (p: number, weight: number) => (weight === 0 ? 0 : weight * Math.log(p))
  const value = sum(x, (cell, i) => log(mean[i], cell) + log(1 - mean[i], 1 - cell))
  return { value, terms: -value, mistakes: () => common(value, x.length) }
}

/** Sum over positions of x . (logits - logsumexp(logits)), symbols along the last axis, so that no logit overflows. */
function categoricalOfLogits(x: Float64Array, logits: Float64Array, symbols: number): LogLikelihood {
  const length = x.length / symbols
  const along = (of: Float64Array, start: number, count: number, step: number) =>
    logSumExp(Array.from({ length: count }, (_, k) => of[start + k * step]))
  const norms = (of: Float64Array) =>
    Float64Array.from({ length }, (_, position) => along(of, position * symbols, symbols, 1))
  const whole = norms(logits)
  const logProbabilities = logits.map((logit, i) => logit - whole[Math.floor(i / symbols)])
  const probabilities = logProbabilities.map(Math.exp)
  const twice = norms(probabilities)
  const value = sum(x, (cell, i) => cell * logProbabilities[i])
  return {
    value,
    terms: sum(x, (cell, i) => cell * (Math.abs(logits[i]) + Math.abs(whole[Math.floor(i / symbols)]))),
    mistakes: () => ({
      ...common(value, x.length),
      ...(length > 1 ? { 'it is a mean over positions, not their sum': value / length } : {}),
      'softmax is taken twice: logits are meant, probabilities are given': sum(
        x,
        (cell, i) => cell * (probabilities[i] - twice[Math.floor(i / symbols)]),
      ),
      'softmax runs over positions, not over symbols': sum(
        x,
        (cell, i) => cell * (logits[i] - along(logits, i % symbols, length, symbols)),
      ),
      'the logits are not normalised': sum(x, (cell, i) => cell * logits[i]),
    }),
  }
}

const common = (value: number, width: number): Record<string, number> => ({
  'it has the sign of a loss': -value,
  ...(width > 1 ? { 'it is a mean over the numbers of x, not their sum': value / width } : {}),
})

const sum = (row: Float64Array, of: (cell: number, i: number) => number): number =>
  row.reduce((total, cell, i) => total + of(cell, i), 0)
