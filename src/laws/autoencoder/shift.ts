import fc from 'fast-check'
import { seededRandom } from '../../data/random.ts'
import type { Residual } from '../law.ts'
import { inconclusive, worst } from '../measure.ts'
import { add, combine, norm, type Rows, scale, subtract } from '../rows.ts'
import { eigengap, whyGapless } from './angles.ts'
import { reconstruct } from './calls.ts'
import { batchOf, type Draw, drawSamples } from './cases.ts'
import { autoencoderLaw } from './define.ts'
import { distance } from './measure.ts'
import { variance } from './pca.ts'
import { exemptUntrained, type Trained, trained, whyDegenerate } from './trained.ts'
import { allRows, spoiled } from './violators.ts'
import { reversedCode, rolledFeatures } from './wrong-maps.ts'

interface Shift extends Draw {
  /** Within the principal subspace, or across it. */
  readonly within: boolean
}

export const shiftInvariance = autoencoderLaw<Shift>({
  name: 'autoencoder/shift-invariance',
  nature: 'optimum',
  statement: "x'(x + d) - x'(x) = d for d in the principal subspace, and 0 for d in the components left out",
  source: 'Baldi & Hornik 1989: the optimum is the orthogonal projection around the mean',
  needs: ['encode', 'decode'],
  exempts: exemptUntrained,
  cases: () => fc.record({ seed: fc.nat(2 ** 31 - 1), within: fc.boolean() }),
  runs: 16,
  async residual(subject, { seed, within }) {
    const measured = await trained(subject)
    const tolerance = turn(measured, within)
    const reason = whyDegenerate(measured) ?? whyGapless(measured) ?? whyLoose(tolerance)
    if (reason) return inconclusive(reason)
    const random = seededRandom(seed)
    const x = drawSamples(subject, random, batchOf(subject))
    const shifts = x.map(() => shiftOf(measured, within, (n) => random.normal(n)))
    const before = await reconstruct(subject, x)
    const after = await reconstruct(
      subject,
      x.map((row, n) => add(row, shifts[n])),
    )
    return worst(
      shifts.map((shift, n): Residual => {
        const expected = within ? shift : new Float64Array(shift.length)
        const error = distance(subtract(after[n], before[n]), expected) / norm(shift)
        const arithmetic = (4 * measured.carry) / norm(shift)
        return { error, tolerance: tolerance + arithmetic, at: { within, shift: Array.from(shift) } }
      }),
    )
  },
  violators: [
    reversedCode,
    rolledFeatures,
    spoiled(
      'reconstructions are halved',
      'decode',
      allRows((rows) => rows.map((row) => scale(row, 0.5))),
    ),
  ],
})

/** The components left out along which the data vary enough to have taught the subject anything. */
function leftOut({ truth, latent }: Trained): Rows {
  const first = variance(truth, latent + 1)
  return truth.components.slice(latent).filter((_, i) => variance(truth, latent + 1 + i) >= first / 2)
}

/** As long as the data's largest deviation, in a random direction. */
function shiftOf(measured: Trained, within: boolean, normal: (n: number) => Float64Array): Float64Array {
  const { truth, latent } = measured
  const directions = within ? truth.components.slice(0, latent) : leftOut(measured)
  const shift = combine(normal(directions.length), directions)
  return scale(shift, Math.sqrt(variance(truth, 1)) / norm(shift))
}

/**
 * How far, relative to d, an error of `slack` above the optimum lets the map depart from the projection P. Write the map
 * as Q (Q' + M), Q orthonormal. The error above the optimum is at least gap |sin|^2 + sum over i of lambda_i |M v_i|^2.
 * Within, the departure is Q M d - (I - Q Q') d, of orthogonal parts; across, Q Q' d + Q M d.
 */
function turn(measured: Trained, within: boolean): number {
  const gap = eigengap(measured)
  if (within) return Math.sqrt(measured.slack / gap)
  const least = variance(measured.truth, measured.latent + leftOut(measured).length)
  return Math.sqrt(measured.slack * (1 / gap + 1 / least))
}

const whyLoose = (tolerance: number): string | undefined =>
  tolerance <= 0.5 ? undefined : 'the data determine the map too loosely in these directions'
