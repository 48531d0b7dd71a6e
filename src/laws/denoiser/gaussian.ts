import fc from 'fast-check'
import type { Subject } from '../../subjects/subject.ts'
import type { Draw } from '../autoencoder/cases.ts'
import { type Claim, judge } from '../diagnosis.ts'
import { scale } from '../rows.ts'
import { unitRoundoff } from '../tolerances.ts'
import { corrupt } from './calls.ts'
import { inputsOf } from './cases.ts'
import { exemptUnless, sigmaOf } from './corruptions.ts'
import { denoiserLaw } from './define.ts'
import { allRows, eachCell } from './violators.ts'

interface Scaled extends Draw {
  readonly times: number
}

export const gaussianCorruption = denoiserLaw<Scaled>({
  name: 'denoiser/gaussian-corruption',
  nature: 'statistics',
  statement:
    'corrupt(x, noise) = x + sigma noise: x itself at noise 0, one sigma for all, and nothing clipped',
  source: 'Vincent et al. 2010, section 3.3: x~ given x is N(x, sigma^2 I)',
  needs: ['corrupt'],
  exempts: exemptUnless('gaussian'),
  cases: () => fc.record({ seed: fc.nat(2 ** 31 - 1), times: fc.constantFrom(0, 1, -1, 10) }),
  runs: 8,
  async residual(subject, { seed, times }) {
    const { x, noise = [] } = inputsOf(subject, { seed })
    const scaled = noise.map((row) => scale(row, times).map(Math.fround))
    const corrupted = await corrupt(subject, { x, noise: scaled })
    const sigma = await sigmaOf(subject)
    const claims = corrupted.map((row, n) =>
      Array.from(row, (claimed, i) => claim(subject, claimed, x[n][i], scaled[n][i], sigma)),
    )
    return judge(claims.flat())
  },
  violators: {
    'the result is clipped to [0, 1]': { corrupt: eachCell('y', (cell) => Math.min(1, Math.max(0, cell))) },
    'x is scaled down to keep the variance': {
      corrupt: allRows('y', (y, { x }) => y.map((row, n) => row.map((cell, i) => cell - 0.05 * x[n][i]))),
    },
    'the noise is never negative': {
      corrupt: allRows('y', (y, { x }) => y.map((row, n) => row.map((cell, i) => Math.max(cell, x[n][i])))),
    },
    'all samples get the noise of the first': {
      corrupt: allRows('y', (y, { x }) => y.map((_, n) => x[n].map((cell, i) => cell + y[0][i] - x[0][i]))),
    },
    'features get noise of different sizes': {
      corrupt: allRows('y', (y, { noise }) =>
        y.map((row, n) => row.map((cell, i) => cell + (i % 2) * 0.01 * noise[n][i])),
      ),
    },
  },
})

/** One feature. Its tolerance: the roundings of a product and a sum, and as many again for sigma, in units of its terms. */
function claim(
  { precision, conventions }: Subject,
  claimed: number,
  x: number,
  noise: number,
  sigma: number,
): Claim {
  const expected = x + sigma * noise
  const tolerance = 8 * unitRoundoff[precision] * (Math.abs(x) + Math.abs(sigma * noise))
  const scales = typeof conventions.sigma === 'number'
  return {
    claimed,
    expected,
    tolerance,
    mistakes: {
      'the result is clipped to [0, 1]': Math.min(1, Math.max(0, expected)),
      'the noise multiplies x, in place of being added': x * (1 + sigma * noise),
      ...(scales
        ? { 'sigma is taken for a variance: its root scales the noise': x + Math.sqrt(sigma) * noise }
        : {}),
      ...(scales ? { 'the noise is scaled by the variance, not by sigma': x + sigma ** 2 * noise } : {}),
    },
    at: { x, noise, sigma },
  }
}
