import { size } from '../../ops/shape.ts'
import { squaredNorm, subtract } from '../rows.ts'
import { loss, reconstruct, sampleShape } from './calls.ts'
import { type Draw, draws, samplesOf } from './cases.ts'
import { autoencoderLaw } from './define.ts'
import { roundoff } from './measure.ts'
import { declaredReduction, otherReductions, reduced, whyReductionUnknown } from './reduction.ts'
import { eachCell, spoiled } from './violators.ts'

export const lossIsReconstructionError = autoencoderLaw<Draw>({
  name: 'autoencoder/loss-is-reconstruction-error',
  nature: 'definition',
  statement:
    'loss(x) is the squared error of decode(encode(x)), reduced as loss_reduction declares, and never < 0',
  source: 'Baldi & Hornik 1989, eq. 1',
  needs: ['encode', 'decode', 'loss'],
  exempts: whyReductionUnknown,
  cases: () => draws,
  runs: 12,
  async residual(subject, draw) {
    const x = samplesOf(subject, draw)
    const measured = await loss(subject, x)
    const reconstructions = await reconstruct(subject, x)
    const features = size(sampleShape(subject))
    const carry = 2 * roundoff(subject.precision, features, ...x, ...reconstructions)
    const errors = x.map((row, n) => squaredNorm(subtract(reconstructions[n], row)))
    const declared = declaredReduction(subject)
    const expected = reduced(errors, features, declared)
    const allowed = errors.map((error) => 2 * Math.sqrt(error) * carry + carry ** 2)
    const tolerance = reduced(allowed, features, declared)
    const isNear = (wrong: number) => Math.abs(measured - wrong) <= tolerance
    const mistake = otherReductions(subject).find((as) => isNear(reduced(errors, features, as)))
    const named = mistake
      ? `the loss is reduced as "${mistake}", not as "${declared}"`
      : isNear(expected / 2)
        ? 'the loss is half of the squared error'
        : isNear(Math.sqrt(expected))
          ? 'the loss is a root of the squared error'
          : undefined
    return {
      error: Math.abs(measured - expected),
      tolerance,
      at: { loss: measured, expected },
      ...(named ? { diagnosis: named } : {}),
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
