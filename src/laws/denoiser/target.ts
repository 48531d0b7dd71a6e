import type { Subject } from '../../subjects/subject.ts'
import { judgeNamed } from '../adversarial/diagnosis.ts'
import { batchOf, type Draw, draws } from '../autoencoder/cases.ts'
import { roundoff } from '../autoencoder/measure.ts'
import { declaredReduction, otherReductions, reduced, whyReductionUnknown } from '../autoencoder/reduction.ts'
import { type Rows, squaredNorm, subtract } from '../rows.ts'
import { mapCells } from '../violators.ts'
import { corrupt, denoise, type Inputs, loss } from './calls.ts'
import { inputsOf } from './cases.ts'
import { denoiserLaw } from './define.ts'
import { eachCell, lossBetween, misfed, noisyTarget } from './violators.ts'

export const targetIsClean = denoiserLaw<Draw>({
  name: 'denoiser/target-is-clean',
  nature: 'definition',
  statement:
    'loss(x, noise) is the squared error of denoise(corrupt(x, noise)) against x, the clean input, reduced as loss_reduction declares',
  source: 'Vincent et al. 2008, section 2.2: the loss compares with x, and not with its corruption',
  needs: ['denoise', 'corrupt', 'loss'],
  exempts: whyReductionUnknown,
  cases: () => draws,
  runs: 12,
  async residual(subject, draw) {
    const inputs = inputsOf(subject, draw)
    const { x } = inputs
    const claimed = await loss(subject, inputs)
    const corrupted = await corrupt(subject, inputs)
    const denoised = await denoise(subject, corrupted)
    const carry = 2 * roundoff(subject.precision, x[0].length, ...x, ...corrupted, ...denoised)
    const as = declaredReduction(subject)
    const errors = squaredErrors(denoised, x)
    const allowed = errors.map((error) => 2 * Math.sqrt(error) * carry + carry ** 2)
    return judgeNamed(
      {
        claimed,
        expected: reduced(errors, x[0].length, as),
        tolerance: reduced(allowed, x[0].length, as),
        at: { samples: batchOf(subject) },
      },
      async () => ({
        ...(await mistakenLosses(subject, inputs, corrupted, denoised)),
        ...otherwiseReduced(subject, errors, x[0].length),
      }),
    )
  },
  violators: {
    'the target is the noisy input': { loss: noisyTarget },
    'the network is left out': { loss: lossBetween(({ x, corrupted }) => [corrupted, x]) },
    'the loss corrupts nothing': {
      loss: misfed('loss', ({ x, noise }) => ({ x, noise: mapCells(noise, () => 0) })),
    },
    'the target is another sample of the batch': {
      loss: lossBetween(({ x, denoised }) => [denoised, [...x.slice(1), x[0]]]),
    },
    'the loss is averaged over two': { loss: eachCell('loss', (cell) => cell / 2) },
    'the loss is a root': { loss: eachCell('loss', Math.sqrt) },
    'the loss is negated': { loss: eachCell('loss', (cell) => -cell) },
  },
})

export const squaredErrors = (estimate: Rows, target: Rows): number[] =>
  estimate.map((row, n) => squaredNorm(subtract(row, target[n])))

/** What the loss would be, had its parts been mixed up. A corruption that shrinks the image leaves fewer to mix up. */
async function mistakenLosses(subject: Subject, { x, ...random }: Inputs, corrupted: Rows, denoised: Rows) {
  const features = x[0].length
  const as = declaredReduction(subject)
  const absolute = denoised.map((row, n) => row.reduce((sum, cell, i) => sum + Math.abs(cell - x[n][i]), 0))
  const errors = reduced(squaredErrors(denoised, x), features, as)
  const ofAnySize = {
    'the errors are absolute, not squared': reduced(absolute, features, as),
    'the loss is half of the squared error': errors / 2,
    'the loss is a root of the squared error': Math.sqrt(errors),
  }
  if (corrupted[0].length !== features) return ofAnySize
  const uncorrupted = await denoise(subject, x)
  const { noise } = random
  const taken = corrupted.map((row, n) => subtract(row, denoised[n]))
  const twice = await denoise(subject, await corrupt(subject, { x: corrupted, ...random }))
  return {
    'the corruption is applied twice': reduced(squaredErrors(twice, x), features, as),
    'what the network takes away has the other sign': reduced(
      corrupted.map((row, n) => squaredNorm(row.map((cell, i) => cell + taken[n][i] - x[n][i]))),
      features,
      as,
    ),
    ...(noise?.[0].length === features
      ? {
          'the target of what is taken away is the noise': reduced(squaredErrors(taken, noise), features, as),
          'the target is the noise': reduced(squaredErrors(denoised, noise), features, as),
        }
      : {}),
    'the target is the noisy input, not the clean one': reduced(
      squaredErrors(denoised, corrupted),
      features,
      as,
    ),
    'the error is that of the noisy input: the network is left out': reduced(
      squaredErrors(corrupted, x),
      features,
      as,
    ),
    'the clean input is denoised: the corruption is left out': reduced(
      squaredErrors(uncorrupted, x),
      features,
      as,
    ),
    ...ofAnySize,
  }
}

/** Errors under the reductions that are not declared, by what is wrong then. */
export const otherwiseReduced = (
  subject: Subject,
  errors: readonly number[],
  features: number,
): Record<string, number> =>
  Object.fromEntries(
    otherReductions(subject).map((as) => [
      `the loss is reduced as "${as}", not as "${declaredReduction(subject)}"`,
      reduced(errors, features, as),
    ]),
  )
