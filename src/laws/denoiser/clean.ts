import { seededRandom } from '../../data/random.ts'
import type { Subject } from '../../subjects/subject.ts'
import { type Draw, draws } from '../autoencoder/cases.ts'
import { roundoff } from '../autoencoder/measure.ts'
import { declaredReduction, reduced, whyReductionUnknown } from '../autoencoder/reduction.ts'
import { judge } from '../diagnosis.ts'
import { inconclusive } from '../measure.ts'
import { combine, type Rows, squaredNorm } from '../rows.ts'
import { corrupt, type Inputs, loss } from './calls.ts'
import { inputsOf, rounded } from './cases.ts'
import { declaredCorruption, exemptUnless, sigmaOf } from './corruptions.ts'
import { denoiserLaw } from './define.ts'
import { otherwiseReduced } from './target.ts'
import { eachCell, lossBetween, noisyTarget } from './violators.ts'

export const quadraticInClean = denoiserLaw<Draw>({
  name: 'denoiser/loss-is-quadratic-in-clean',
  nature: 'identity',
  statement:
    'where x moves by t d and the noise so that corrupt gives the same, the loss is quadratic in t: its second difference is 2 |d|^2, reduced',
  source: 'of |denoise(y) - x|^2 only x moves; a loss that sees x through y alone does not notice',
  needs: ['corrupt', 'loss'],
  exempts: (subject) => exemptUnless('gaussian', 'masking')(subject) ?? whyReductionUnknown(subject),
  cases: () => draws,
  runs: 6,
  async residual(subject, draw) {
    const inputs = inputsOf(subject, draw)
    const directions = await unseenDirections(subject, inputs, draw)
    const squares = directions.map(squaredNorm)
    if (squares.every((square) => square === 0)) return inconclusive('nothing was masked')
    const losses: number[] = []
    for (const t of [-1, 0, 1]) losses.push(await loss(subject, await moved(subject, inputs, directions, t)))
    const doubled = squares.map((square) => 2 * square)
    const features = inputs.x[0].length
    const expected = reduced(doubled, features, declaredReduction(subject))
    return judge([
      {
        claimed: losses[0] - 2 * losses[1] + losses[2],
        expected,
        tolerance: 4 * lossRoundoff(subject, [...inputs.x, ...directions], Math.max(...losses.map(Math.abs))),
        mistakes: {
          'the target is the noisy input: the clean one is seen through its corruption alone': 0,
          ...otherwiseReduced(subject, doubled, features),
        },
        at: { losses },
      },
    ])
  },
  violators: {
    'the target is the noisy input': { loss: noisyTarget },
    'the loss is half the squared error': { loss: eachCell('loss', (cell) => cell / 2) },
    'the loss is a root': { loss: eachCell('loss', Math.sqrt) },
    'only the first half of the features count': {
      loss: lossBetween(({ x, denoised }) => [firstHalves(denoised), firstHalves(x)]),
    },
  },
})

/** The second half set to 0. */
const firstHalves = (rows: Rows): Rows =>
  rows.map((row) => row.map((cell, i) => (2 * i < row.length ? cell : 0)))

/** Where x can go without a trace in y: anywhere with Gaussian noise, which makes up for it; else where it is masked. */
async function unseenDirections(subject: Subject, inputs: Inputs, { seed }: Draw): Promise<Rows> {
  const random = seededRandom(seed).split('direction')
  const directions = inputs.x.map(({ length }) =>
    random.normal(length).map((cell) => Math.round(64 * cell) / 64),
  )
  if (declaredCorruption(subject) === 'gaussian') return directions
  const corrupted = await corrupt(subject, inputs)
  return directions.map((row, n) => row.map((cell, i) => (corrupted[n][i] === 0 ? cell : 0)))
}

async function moved(subject: Subject, { x, noise }: Inputs, directions: Rows, t: number): Promise<Inputs> {
  const along = (rows: Rows, by: number) =>
    rounded(
      subject,
      rows.map((row, n) => combine([1, by], [row, directions[n]])),
    )
  if (!noise || declaredCorruption(subject) !== 'gaussian')
    return { x: along(x, t), ...(noise ? { noise } : {}) }
  return { x: along(x, t), noise: along(noise, -t / (await sigmaOf(subject))) }
}

/** How far rounding may carry a loss, where each sample's error is known to the roundoff of a map of its features. */
function lossRoundoff(subject: Subject, rows: Rows, largest: number): number {
  const features = rows[0].length
  const as = declaredReduction(subject)
  const samples = rows.length / 2
  const unit = reduced([1, ...new Array(samples - 1).fill(0)], features, as)
  const length = Math.sqrt(largest / unit)
  const carry = 2 * roundoff(subject.precision, features, ...rows, new Float64Array([length]))
  return unit * (2 * length * Math.sqrt(samples) * carry + samples * carry ** 2)
}
