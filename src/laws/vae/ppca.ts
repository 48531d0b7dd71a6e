import fc from 'fast-check'
import type { Subject } from '../../subjects/subject.ts'
import { type Pca, pca } from '../autoencoder/pca.ts'
import type { Residual } from '../law.ts'
import { worst } from '../measure.ts'
import { type Rows, toRows } from '../rows.ts'
import { mapCells } from '../violators.ts'
import { vaeLaw } from './define.ts'
import { encoded } from './evidence.ts'
import { linearEvidence } from './evidence-linear.ts'
import { type LinearDecoder, linearDecoder } from './linear-decoder.ts'
import { networkRoundoff } from './roundoff.ts'
import { changed } from './violators.ts'

/** What training may leave, in nats a sample. */
const slack = 1e-3

export const ppcaOptimum = vaeLaw<null>({
  name: 'vae/ppca-optimum',
  nature: 'optimum',
  statement: `log p(x) and the bound, averaged over its data, are the maximum, that of probabilistic PCA, at most ${slack} nats a sample below`,
  source: 'Tipping & Bishop 1999, eqs. 7 and 8; the bound: Lucas et al. 2019, theorem 1',
  needs: ['encode', 'decode'],
  exempts: whyNotTrained,
  cases: () => fc.constant(null),
  runs: 1,
  async residual(subject) {
    const decoder = await linearDecoder(subject)
    if (!subject.data || !decoder)
      throw new Error('a law about a trained linear decoder needs it, and its data')
    const x = toRows(subject.data)
    const best = maximum(subject, decoder, pca(x))
    const { evidence, bound } = await averages(subject, decoder, x)
    const carry = networkRoundoff(subject.precise ?? subject, Math.abs(best) + x[0].length)
    return worst([told('log p(x)', evidence, best, carry), told('the bound', bound, best, carry)])
  },
  violators: {
    'means are shifted': { decode: changed('mean', (cell) => cell + 0.1) },
    'means are shrunk by a tenth': { decode: changed('mean', (cell) => 0.9 * cell) },
    'q is shifted': { encode: changed('mean', (cell) => cell + 0.2) },
    'the spread is a tenth too much': {
      encode: (outputs) => ({ ...outputs, spread: mapCells(outputs.spread, (cell) => cell + 0.1) }),
    },
  },
})

async function whyNotTrained(subject: Subject): Promise<string | undefined> {
  if (!subject.data) return 'the subject gives no data that it was trained on'
  const decoder = await linearDecoder(subject)
  if (!decoder) return 'its decoder is not linear'
  const { variances } = decoder
  const isOne = variances.every((variance) => Math.abs(variance / variances[0] - 1) < 1e-5)
  return isOne
    ? undefined
    : 'its pixels have variances of their own: factor analysis, of which no maximum is known'
}

/** No parameters do better. */
function told(what: string, reached: number, best: number, carry: number): Residual {
  const tolerance = reached > best ? carry : slack + carry
  return { error: Math.abs(best - reached), tolerance, at: { [what]: reached, maximum: best } }
}

async function averages(subject: Subject, decoder: LinearDecoder, x: Rows) {
  const evidences = linearEvidence(subject, decoder, x)
  const posteriors = await encoded(subject.precise ?? subject, x)
  const gaps = await Promise.all(evidences.map(({ gap }, n) => gap(posteriors[n])))
  const evidence = evidences.reduce((sum, { logEvidence }) => sum + logEvidence, 0) / x.length
  return { evidence, bound: evidence - gaps.reduce((sum, { nats }) => sum + nats, 0) / x.length }
}

/**
 * The greatest mean log p(x): -1/2 sum over directions of (log 2 pi + log c + lambda / c), where c is lambda along a
 * component that the model holds, and the noise's variance along all others. The best noise is the mean of the
 * discarded variances; where the subject states its sigma_x, that is it, and components below it are not worth holding.
 */
function maximum({ conventions }: Subject, { columns, bias }: LinearDecoder, { variances }: Pca): number {
  const lambdas = Array.from(bias, (_, k) => variances[k] ?? 0)
  const discarded = lambdas.slice(columns.length)
  const stated = conventions.sigma_x
  const mean = discarded.reduce((sum, lambda) => sum + lambda, 0) / discarded.length
  const noise = typeof stated === 'number' ? stated ** 2 : mean
  const constant = conventions.constants === 'dropped' ? 0 : Math.log(2 * Math.PI)
  return lambdas.reduce((sum, lambda, k) => {
    const along = k < columns.length ? Math.max(lambda, noise) : noise
    return sum - (constant + Math.log(along) + lambda / along) / 2
  }, 0)
}
