import fc from 'fast-check'
import type { Subject } from '../../subjects/subject.ts'
import { inconclusive } from '../measure.ts'
import { reconstruct } from './calls.ts'
import { autoencoderLaw } from './define.ts'
import { distance } from './measure.ts'
import { exemptUntrained, trained, whyDegenerate } from './trained.ts'
import { withoutBias } from './violators.ts'

const exemptUncentred = (subject: Subject): string | undefined =>
  exemptUntrained(subject) ??
  (subject.conventions.centred === false ? 'its convention `centred` is false' : undefined)

export const centring = autoencoderLaw<null>({
  name: 'autoencoder/centring',
  nature: 'optimum',
  statement: 'the reconstruction of the mean of the data is that mean',
  source: 'Bourlard & Kamp 1988: the best biases do the centring; an offset d adds |d|^2 to the error',
  needs: ['encode', 'decode'],
  exempts: exemptUncentred,
  cases: () => fc.constant(null),
  runs: 1,
  async residual(subject) {
    const measured = await trained(subject)
    const reason = whyDegenerate(measured)
    if (reason) return inconclusive(reason)
    const { truth, slack, carry } = measured
    const [image] = await reconstruct(subject, [truth.mean])
    const error = distance(image, truth.mean)
    return { error, tolerance: Math.sqrt(slack) + carry, at: { 'length of the offset': error } }
  },
  violators: [withoutBias('decode'), withoutBias('encode')],
})
