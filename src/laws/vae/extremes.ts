import fc from 'fast-check'
import { size } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import { callRows, type RowsOf } from '../calls.ts'
import { inconclusive } from '../measure.ts'
import type { Rows } from '../rows.ts'
import { latentSize } from './calls.ts'
import {
  batchOf,
  type Draw,
  isBernoulli,
  isCategorical,
  normals,
  randomOf,
  samples,
  symbolsOf,
} from './cases.ts'
import { vaeLaw } from './define.ts'
import { given, whyNothingGiven } from './functions.ts'
import { logVariances, writeSpread } from './spread.ts'
import { changed } from './violators.ts'

interface Far extends Draw {
  readonly log: number
  readonly times: number
}

/** Log variances beyond which a network's own exponential may leave float32. */
const largestLog = 60

export const extremes = vaeLaw<Far>({
  name: 'vae/extremes',
  nature: 'extremes',
  statement: 'log variances of -20 and 20, x ten times the usual and eps of 20 give finite numbers',
  source: 'nothing of that size leaves float32; log sigmoid(-a) is -softplus(a), finite at any logit',
  needs: [],
  exempts: whyNothingGiven,
  cases: () =>
    fc.record({
      seed: fc.nat(2 ** 31 - 1),
      log: fc.constantFrom(-20, 20),
      times: fc.constantFrom(0, 1, 10, -10),
    }),
  runs: 10,
  async residual(subject, far) {
    const { bad, isWild } = await firstNonFinite(subject, far)
    if (bad !== undefined && isWild) return inconclusive('its own log variances leave what float32 can hold')
    const at = { 'log variance': far.log, 'x times': far.times, ...(bad ? { function: bad } : {}) }
    return { error: bad === undefined ? 0 : 1, tolerance: 0, at }
  },
  violators: {
    'kl overflows': { kl: changed('kl', (kl) => (kl > 1e6 ? kl ** 80 : kl)) },
    'z is divided by its own size, even where it is 0 or huge': {
      reparameterize: changed('z', (z) => (Math.abs(z) > 1e3 ? z - z / 0 : z)),
    },
    'the reconstruction takes the log of its exponential': {
      elbo: changed('reconstruction', (r) => Math.log(Math.fround(Math.exp(4 * r)))),
    },
  },
})

async function firstNonFinite(subject: Subject, far: Far) {
  const random = randomOf(far)
  const count = batchOf(subject)
  const width = latentSize(subject)
  const x = farSamples(subject, far, samples(subject, random, count))
  const mean = normals(random, count, width, 3)
  const spread = mean.map(() => writeSpread(subject, new Float64Array(width).fill(far.log)))
  let isWild = false
  for (const name of given(subject)) {
    const inputs = Object.entries(subject.functions[name].inputs).map(([input, shape]): [string, Rows] => {
      if (input === 'x') return [input, x]
      if (input === 'mean') return [input, mean]
      if (input === 'spread') return [input, spread]
      const isPlain = name === 'reparameterize'
      return [input, normals(random, count, size(shape), isPlain ? 1 : 20)]
    })
    const fed = Object.fromEntries(inputs)
    const outputs = await callRows(subject, name, fed)
    isWild ||= isBeyond(subject, outputs) || (await isDecoderBeyond(subject, fed))
    const isFine = Object.values(outputs).every((rows) => rows.every((row) => row.every(Number.isFinite)))
    if (!isFine) return { bad: name, isWild }
  }
  return { bad: undefined, isWild }
}

const isBeyond = (subject: Subject, { spread }: RowsOf): boolean =>
  spread?.some((row) => logVariances(subject, row).some((log) => Math.abs(log) > largestLog)) ?? false

/** Where x and eps lead through the encoder, the decoder's own log variances may leave float32 as well. */
async function isDecoderBeyond(subject: Subject, { x, eps }: RowsOf): Promise<boolean> {
  const names = ['encode', 'reparameterize', 'decode']
  if (!x || !eps || names.some((name) => !(name in subject.functions))) return false
  const { mean, spread } = await callRows(subject, 'encode', { x })
  const draws = eps.map((row) => row.slice(0, latentSize(subject)))
  const { z } = await callRows(subject, 'reparameterize', { mean, spread, eps: draws })
  return isBeyond(subject, await callRows(subject, 'decode', { z, x }))
}

/** x far from the usual; for a Bernoulli likelihood, all black or all white; for a categorical one, a single symbol. */
function farSamples(subject: Subject, { times }: Far, x: Rows): Rows {
  const symbols = symbolsOf(subject)
  const only = times > 0 ? 0 : symbols - 1
  if (isCategorical(subject)) return x.map((row) => row.map((_, i) => (i % symbols === only ? 1 : 0)))
  return x.map((row) => row.map((cell) => (isBernoulli(subject) ? (times > 0 ? 1 : 0) : times * cell)))
}
