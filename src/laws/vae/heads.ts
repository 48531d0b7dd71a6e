import type { Subject } from '../../subjects/subject.ts'
import { callRows } from '../calls.ts'
import type { Residual } from '../law.ts'
import { inconclusive } from '../measure.ts'
import type { Rows } from '../rows.ts'
import { mapCells } from '../violators.ts'
import { type Draw, draws, randomOf, samples } from './cases.ts'
import { vaeLaw } from './define.ts'
import { notationOf } from './spread.ts'
import { changed } from './violators.ts'

const count = 64

/** So many times as far from 0 as ordinary samples, either way. */
const far = 16

/** Two heads of one network that correlate so, in every latent, are one head. */
const same = 1e-6

export const headsIndependent = vaeLaw<Draw>({
  name: 'vae/heads-independent',
  nature: 'dependence',
  statement:
    'mean and log variance are two heads: neither is an affine function of the other, nor is mean clipped at 0',
  source: 'a standard normal prior needs means of both signs; one head for both is a mistake that shipped',
  needs: ['encode'],
  cases: draws,
  runs: 3,
  async residual(subject, draw) {
    const random = randomOf(draw)
    const x = samples(subject, random, count)
    const { mean, spread } = await callRows(subject, 'encode', { x })
    if (!isPositive(mean)) return judgeHeads(subject, mean, spread)
    // The biases of a few weights can keep every mean above 0; of inputs so far apart only softplus and the like do.
    const wide = x.map((row, n) => row.map((cell) => (n % 2 === 0 ? far : -far) * cell))
    const apart = await callRows(subject, 'encode', { x: wide })
    return judgeHeads(subject, apart.mean, apart.spread)
  },
  violators: {
    'one head gives both': {
      encode: (outputs, _, right) => ({
        ...outputs,
        spread: mapCells(outputs.mean, notationOf(right).write),
      }),
    },
    'the mean goes through relu': { encode: changed('mean', (cell) => Math.max(cell, 0)) },
    'log variance is the mean, turned and shifted': {
      encode: (outputs, _, right) => ({
        ...outputs,
        spread: mapCells(outputs.mean, (cell) => notationOf(right).write(-cell / 2 - 1)),
      }),
    },
  },
})

function judgeHeads(subject: Subject, mean: Rows, spread: Rows): Residual {
  const latents = Array.from(mean[0], (_, j) => j)
  const means = latents.map((j) => mean.map((row) => row[j]))
  const logs = latents.map((j) => spread.map((row) => notationOf(subject).logVariance(row[j % row.length])))
  const telling = latents.filter((j) => varies(means[j]))
  if (telling.length === 0) return inconclusive('every sample has the same mean: the weights are zero')
  const clipped = telling.filter((j) => Math.min(...means[j]) === 0 || Math.max(...means[j]) === 0)
  if (clipped.length > 0) {
    const at = { latents: clipped }
    return {
      error: clipped.length,
      tolerance: 0,
      at,
      diagnosis: 'the mean is clipped at 0: relu on its head',
    }
  }
  if (isPositive(mean)) {
    return inconclusive(`no mean was negative in ${count} samples: softplus or sigmoid on its head?`)
  }
  const both = telling.filter((j) => varies(logs[j]))
  // One head for both would give spreads that vary, as the means do; that of a linear VAE does not.
  if (both.length === 0) return { error: 0, tolerance: 0, at: 'every sample has the same spread' }
  // One head for both shows in every latent; a single latent may be alike by right.
  const most = Math.max(...both.map((j) => 1 - correlation(means[j], logs[j]) ** 2))
  const isOne = most < same
  return {
    error: isOne ? 1 : 0,
    tolerance: 0,
    at: { 'greatest 1 - correlation^2': most },
    ...(isOne ? { diagnosis: 'mean and spread come from one head' } : {}),
  }
}

const average = (row: readonly number[]): number => row.reduce((sum, cell) => sum + cell, 0) / row.length

const isPositive = (rows: Rows): boolean => rows.every((row) => row.every((cell) => cell > 0))

function varies(row: readonly number[]): boolean {
  return Math.max(...row) - Math.min(...row) > 1e-5 * Math.max(...row.map(Math.abs))
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [average(a), average(b)]
  const product = (c: readonly number[], d: readonly number[], meanC: number, meanD: number) =>
    c.reduce((sum, cell, n) => sum + (cell - meanC) * (d[n] - meanD), 0)
  return product(a, b, meanA, meanB) / Math.sqrt(product(a, a, meanA, meanA) * product(b, b, meanB, meanB))
}
