import { size } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import { loss, reconstruct, sampleShape } from './calls.ts'
import { type Draw, draws, samplesOf } from './cases.ts'
import { autoencoderLaw } from './define.ts'
import { roundoff } from './measure.ts'
import { squaredNorm, subtract } from './rows.ts'
import { eachCell, spoiled } from './violators.ts'

/** What a sum of squared errors, one of each sample, becomes. */
const reductions: Readonly<Record<string, (sum: number, samples: number, features: number) => number>> = {
  feature_sum_batch_mean: (sum, samples) => sum / samples,
  mean: (sum, samples, features) => sum / (samples * features),
  sum: (sum) => sum,
}

const declared = ({ conventions }: Subject): string =>
  String(conventions.loss_reduction ?? 'feature_sum_batch_mean')

export const lossIsReconstructionError = autoencoderLaw<Draw>({
  name: 'autoencoder/loss-is-reconstruction-error',
  statement:
    'loss(x) is the squared error of decode(encode(x)), reduced as loss_reduction declares, and never < 0',
  source: 'Baldi & Hornik 1989, eq. 1',
  needs: ['encode', 'decode', 'loss'],
  exempts: (subject) =>
    Object.hasOwn(reductions, declared(subject))
      ? undefined
      : `its loss_reduction '${declared(subject)}' is none of ${Object.keys(reductions).join(', ')}`,
  cases: () => draws,
  runs: 12,
  async residual(subject, draw) {
    const x = samplesOf(subject, draw)
    const measured = await loss(subject, x)
    const reconstructions = await reconstruct(subject, x)
    const features = size(sampleShape(subject))
    const carry = 2 * roundoff(subject.precision, features, ...x, ...reconstructions)
    const errors = x.map((row, n) => squaredNorm(subtract(reconstructions[n], row)))
    const reduced = (of: number[], as: string) =>
      reductions[as](
        of.reduce((sum, term) => sum + term, 0),
        x.length,
        features,
      )
    const expected = reduced(errors, declared(subject))
    const tolerance = reduced(
      errors.map((error) => 2 * Math.sqrt(error) * carry + carry ** 2),
      declared(subject),
    )
    const mistake = Object.keys(reductions).find(
      (as) => as !== declared(subject) && Math.abs(measured - reduced(errors, as)) <= tolerance,
    )
    return {
      error: Math.abs(measured - expected),
      tolerance,
      at: { loss: measured, expected },
      ...(mistake ? { diagnosis: `the loss is reduced as "${mistake}", not as "${declared(subject)}"` } : {}),
    }
  },
  violators: [
    spoiled(
      'the loss is another reduction: averaged over two',
      'loss',
      eachCell((loss) => loss / 2),
    ),
    spoiled('the loss is a root', 'loss', eachCell(Math.sqrt)),
    spoiled(
      'the loss is negated',
      'loss',
      eachCell((loss) => -loss),
    ),
    spoiled('the loss adds a hundredth of |x|^2', 'loss', (loss, { x }) =>
      eachCell((given) => given + 0.01 * squaredNorm(Float64Array.from(x.data)))(loss),
    ),
  ],
})
