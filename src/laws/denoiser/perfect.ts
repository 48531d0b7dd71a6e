import type { Subject } from '../../subjects/subject.ts'
import { type Draw, draws } from '../autoencoder/cases.ts'
import { roundoff } from '../autoencoder/measure.ts'
import { declaredReduction, reduced, whyReductionUnknown } from '../autoencoder/reduction.ts'
import { inconclusive } from '../measure.ts'
import { norm, subtract, toRows } from '../rows.ts'
import { mapCells } from '../violators.ts'
import { corrupt, denoise, type Inputs, loss } from './calls.ts'
import { constantNoise, inputsOf, noiseEnds, rounded } from './cases.ts'
import { declaredCorruption, exemptUnless, sigmaOf } from './corruptions.ts'
import { denoiserLaw } from './define.ts'
import { squaredErrors } from './target.ts'
import { eachCell, lossBetween, noisyTarget } from './violators.ts'

export const perfectHasNoLoss = denoiserLaw<Draw>({
  name: 'denoiser/perfect-has-no-loss',
  nature: 'identity',
  statement: 'the loss is 0 where denoise(corrupt(x, noise)) is x itself',
  source:
    'a squared error against the clean input; against the noisy one it would be 0 where nothing is denoised',
  needs: ['denoise', 'corrupt', 'loss'],
  exempts: (subject) => exemptUnless('gaussian', 'masking')(subject) ?? whyReductionUnknown(subject),
  cases: () => draws,
  runs: 6,
  async residual(subject, draw) {
    const inputs = await perfectlyDenoised(subject, draw)
    const { x } = inputs
    const corrupted = await corrupt(subject, inputs)
    const denoised = await denoise(subject, corrupted)
    const carry = 2 * roundoff(subject.precision, x[0].length, ...x, ...corrupted, ...denoised)
    const as = declaredReduction(subject)
    const allowed = x.map((row, n) => (norm(subtract(denoised[n], row)) + carry) ** 2)
    const tolerance = reduced(allowed, x[0].length, as)
    const noisy = reduced(squaredErrors(corrupted, x), x[0].length, as)
    if (!(noisy > 100 * tolerance)) return inconclusive('no input could be found that it denoises perfectly')
    const error = Math.abs(await loss(subject, inputs))
    const isNoisyTarget = Math.abs(error - noisy) < 0.01 * noisy
    const diagnosis = 'the target is the noisy input, not the clean one'
    return { error, tolerance, at: { loss: error }, ...(isNoisyTarget ? { diagnosis } : {}) }
  },
  violators: {
    'the target is the noisy input': { loss: noisyTarget },
    'the network is left out': { loss: lossBetween(({ x, corrupted }) => [corrupted, x]) },
    'the loss adds a hundredth': { loss: eachCell('loss', (cell) => cell + 0.01) },
    'the target is shifted by one feature': {
      loss: lossBetween(({ x, denoised }) => [denoised, x.map((row) => rolled(row))]),
    },
    'the loss adds the size of the noise': {
      loss: ({ loss }, { noise }) => ({
        loss: mapCells(loss, (cell) => cell + 0.01 * norm(toRows(noise)[0])),
      }),
    },
  },
})

const rolled = (row: Float64Array): Float64Array => row.map((_, i) => row[(i + 1) % row.length])

/**
 * Clean inputs, and the noise with which the subject gives them back. Of any y let x be denoise(y): the Gaussian noise
 * (y - x) / sigma makes y of x. Where everything is masked, y is 0 whatever x is, so that x is denoise(0).
 */
async function perfectlyDenoised(subject: Subject, draw: Draw): Promise<Inputs> {
  const inputs = inputsOf(subject, draw)
  if (declaredCorruption(subject) === 'masking') {
    const black = inputs.x.map((row) => row.map(() => 0))
    return {
      x: rounded(subject, await denoise(subject, black)),
      noise: constantNoise(subject, noiseEnds(subject)[0]),
    }
  }
  const corrupted = await corrupt(subject, inputs)
  const x = rounded(subject, await denoise(subject, corrupted))
  const sigma = await sigmaOf(subject)
  const noise = x.map((row, n) => subtract(corrupted[n], row).map((cell) => cell / sigma))
  return { x, noise: rounded(subject, noise) }
}
