import type { Subject } from '../../subjects/subject.ts'
import { type Draw, draws } from '../autoencoder/cases.ts'
import { type Claim, judge } from '../diagnosis.ts'
import { unitRoundoff } from '../tolerances.ts'
import { corrupt } from './calls.ts'
import { inputsOf } from './cases.ts'
import { exemptUnless } from './corruptions.ts'
import { denoiserLaw } from './define.ts'
import { allRows, eachCell } from './violators.ts'

export const maskingCorruption = denoiserLaw<Draw>({
  name: 'denoiser/masking-corruption',
  nature: 'statistics',
  statement:
    'each feature of corrupt(x, noise) is x or 0; where `masked` is declared, it is 0 where noise < masked',
  source: 'Vincent et al. 2008, section 2.3',
  needs: ['corrupt'],
  exempts: exemptUnless('masking'),
  cases: () => draws,
  runs: 8,
  async residual(subject, draw) {
    const { x, noise = [] } = inputsOf(subject, draw)
    const corrupted = await corrupt(subject, { x, noise })
    const claims = corrupted.map((row, n) =>
      Array.from(row, (claimed, i) => claim(subject, claimed, x[n][i], noise[n][i])),
    )
    return judge(claims.flat())
  },
  violators: {
    'what is masked becomes grey': { corrupt: eachCell('y', (cell) => (cell === 0 ? 0.5 : cell)) },
    'what is kept is divided by its share, as dropout does': {
      corrupt: eachCell('y', (cell) => cell / 0.75),
    },
    'what should be kept is masked, and the other way round': {
      corrupt: allRows('y', (y, { x }) => y.map((row, n) => row.map((cell, i) => x[n][i] - cell))),
    },
    'all samples get the mask of the first': {
      corrupt: allRows('y', (y, { x }) => y.map((_, n) => x[n].map((cell, i) => (y[0][i] === 0 ? 0 : cell)))),
    },
    'whole samples are masked': {
      corrupt: allRows('y', (y, { x }) => y.map((row, n) => (row[0] === 0 ? row.map(() => 0) : x[n]))),
    },
  },
})

/** One feature: no rounding is needed to keep a number, but another layout of it may cost one. */
function claim({ precision, conventions }: Subject, claimed: number, x: number, noise: number): Claim {
  const tolerance = unitRoundoff[precision] * Math.abs(x)
  const { masked } = conventions
  if (typeof masked !== 'number') {
    const nearest = Math.abs(claimed) < Math.abs(claimed - x) ? 0 : x
    return { claimed, expected: nearest, tolerance, at: { x, noise } }
  }
  const isMasked = noise < masked
  return {
    claimed,
    expected: isMasked ? 0 : x,
    tolerance,
    mistakes: {
      'what is kept is divided by 1 - masked, as dropout does': isMasked ? 0 : x / (1 - masked),
      'the mask is inverted: what should be kept is 0': isMasked ? x : 0,
      '`masked` is taken for the share that is kept': noise < 1 - masked ? 0 : x,
    },
    at: { x, noise, masked },
  }
}
