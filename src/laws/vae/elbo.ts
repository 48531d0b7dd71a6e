import { size } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import { callRows, scalars } from '../calls.ts'
import { judge } from '../diagnosis.ts'
import type { Rows } from '../rows.ts'
import { unitRoundoff } from '../tolerances.ts'
import { combineCells, mapCells } from '../violators.ts'
import { batchOf, type Draw, draws, randomOf, samples } from './cases.ts'
import { vaeLaw } from './define.ts'
import { noises } from './family.ts'
import { isSigmaUnstated, whyNoLikelihood } from './likelihood.ts'
import { tell } from './pipeline.ts'
import { changed, misfed } from './violators.ts'

interface Parts {
  readonly x: Rows
  readonly eps: Rows
  readonly elbo: number[]
  readonly reconstruction: number[]
  readonly kl: number[]
}

/** A batch of x and eps, and what the subject's elbo gives for it. */
async function bound(subject: Subject, draw: Draw): Promise<Parts> {
  const random = randomOf(draw)
  const x = samples(subject, random, batchOf(subject))
  const eps = noises(subject, random, x.length, size(subject.functions.elbo.inputs.eps))
  const { elbo, reconstruction, kl } = await callRows(subject, 'elbo', { x, eps })
  return { x, eps, elbo: scalars(elbo), reconstruction: scalars(reconstruction), kl: scalars(kl) }
}

export const lackingPart = ({ functions }: Subject, parts: readonly string[]): string | undefined => {
  const lacking = parts.find((part) => !functions.elbo.outputs.includes(part))
  return lacking === undefined ? undefined : `elbo gives no ${lacking}`
}

export const elboParts = vaeLaw<Draw>({
  name: 'vae/elbo-parts',
  nature: 'identity',
  statement: 'elbo = reconstruction - beta kl, to be maximised, for every sample',
  source: 'Kingma & Welling 2014, eq. 3; beta: Higgins et al. 2017, eq. 4',
  needs: ['elbo'],
  exempts: (subject) => lackingPart(subject, ['elbo', 'reconstruction', 'kl']),
  cases: draws,
  runs: 8,
  async residual(subject, draw) {
    const { elbo, reconstruction, kl } = await bound(subject, draw)
    const beta = Number(subject.conventions.beta ?? 1)
    const other = roundBeta(elbo, reconstruction, kl)
    return judge(
      elbo.map((claimed, n) => {
        const expected = reconstruction[n] - beta * kl[n]
        const terms = Math.abs(reconstruction[n]) + Math.abs(beta * kl[n])
        const mistakes = {
          'elbo has the sign of a loss: minimise -elbo': -expected,
          'the kl is added, not subtracted': reconstruction[n] + beta * kl[n],
          'beta, though declared, is not applied': reconstruction[n] - kl[n],
          'the kl is left out': reconstruction[n],
          ...(other > 0
            ? { [`right if beta is ${other}: declare it`]: reconstruction[n] - other * kl[n] }
            : {}),
        }
        return { claimed, expected, tolerance: 4 * unitRoundoff[subject.precision] * terms, mistakes }
      }),
    )
  },
  violators: {
    'the kl is added': {
      elbo: (parts) => ({ ...parts, elbo: combineCells(parts.reconstruction, parts.kl, (r, k) => r + k) }),
    },
    'it has the sign of a loss': { elbo: changed('elbo', (elbo) => -elbo) },
    'beta is 2, undeclared': {
      elbo: (parts) => ({ ...parts, elbo: combineCells(parts.elbo, parts.kl, (e, k) => e - k) }),
    },
    'the kl is left out': { elbo: (parts) => ({ ...parts, elbo: parts.reconstruction }) },
  },
})

/** The beta that the sample of the greatest kl tells, to the three figures that people choose one by. */
function roundBeta(
  elbo: readonly number[],
  reconstruction: readonly number[],
  kl: readonly number[],
): number {
  const most = kl.indexOf(Math.max(...kl))
  return Number(((reconstruction[most] - elbo[most]) / kl[most]).toPrecision(3))
}

export const elboKl = vaeLaw<Draw>({
  name: 'vae/elbo-kl',
  nature: 'definition',
  statement: "elbo's kl is the KL of encode(x) to the prior, without beta, whatever eps is",
  source: 'Kingma & Welling 2014, eq. 3',
  needs: ['elbo', 'encode', 'decode'],
  exempts: (subject) =>
    lackingPart(subject, ['kl']) ?? (isSigmaUnstated(subject) ? undefined : whyNoLikelihood(subject)),
  cases: draws,
  runs: 6,
  async residual(subject, draw) {
    const { x, eps, kl } = await bound(subject, draw)
    const told = await tell(subject, x, eps)
    const beta = Number(subject.conventions.beta ?? 1)
    return judge(
      told.map(({ kl: expected, tolerance }, n) => ({
        claimed: kl[n],
        expected,
        tolerance: tolerance.kl,
        mistakes: {
          'your KL has the sign of its negative': -expected,
          'your KL is twice ours: its 1/2 is missing': 2 * expected,
          ...(eps[n].length > 1
            ? { 'your KL is ours / D: a mean over latents': expected / eps[n].length }
            : {}),
          ...(beta === 1 ? {} : { 'your KL has beta in it': beta * expected }),
        },
      })),
    )
  },
  violators: {
    'the kl is halved': { elbo: changed('kl', (kl) => kl / 2) },
    'the kl is that of its neighbour': {
      elbo: (parts) => {
        const length = parts.kl.data.length
        return { ...parts, kl: mapCells(parts.kl, (_, n) => parts.kl.data[(n + 1) % length]) }
      },
    },
    'free bits hold it above 5': { elbo: changed('kl', (kl) => Math.max(kl, 5)) },
  },
})

export const reconstructionIsLogLikelihood = vaeLaw<Draw>({
  name: 'vae/reconstruction-is-log-likelihood',
  nature: 'definition',
  statement:
    'reconstruction = log p(x | decode(reparameterize(encode(x), eps))), summed over x, of the declared likelihood',
  source: 'Kingma & Welling 2014, eq. 7 and appendix C',
  needs: ['elbo', 'encode', 'decode'],
  exempts: (subject) => lackingPart(subject, ['reconstruction']) ?? whyNoLikelihood(subject),
  cases: draws,
  runs: 8,
  async residual(subject, draw) {
    const { x, eps, reconstruction } = await bound(subject, draw)
    const told = await tell(subject, x, eps)
    return judge(
      told.map(({ likelihood, tolerance }, n) => ({
        claimed: reconstruction[n],
        expected: likelihood.value,
        tolerance: tolerance.reconstruction,
        mistakes: likelihood.mistakes(),
      })),
    )
  },
  violators: {
    'it is a mean over pixels': {
      elbo: (parts, { x }) => ({
        ...parts,
        reconstruction: mapCells(parts.reconstruction, (r) => (r * x.shape[0]) / x.data.length),
      }),
    },
    'its half is missing': { elbo: changed('reconstruction', (r) => 2 * r) },
    'it has the sign of a loss': { elbo: changed('reconstruction', (r) => -r) },
    'a constant is off by log 2 pi': { elbo: changed('reconstruction', (r) => r + Math.log(2 * Math.PI)) },
    'eps is scaled by 0.01': { elbo: misfed('elbo', 'eps', (eps) => mapCells(eps, (draw) => draw / 100)) },
  },
})
