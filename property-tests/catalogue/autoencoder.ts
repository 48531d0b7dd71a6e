import { value } from '../../src/engines/value.ts'
import { autoencoderLaws } from '../../src/laws/autoencoder.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { type Choices, digits, optimalWeights, random, subjectOf } from '../laws/autoencoder-subjects.ts'
import type { Family } from './specimen.ts'
import { because, declaring, heldTo } from './subjects.ts'

const { facts, specimen, violators } = heldTo(autoencoderLaws)

const few = value(digits.data.slice(0, 400 * 64), [400, 64])

/** Principal component analysis as a linear autoencoder. */
const ofComponents = (choices: Choices = {}): Subject =>
  subjectOf(optimalWeights(few, choices), { data: few })

/** Its loss is reduced in another way, and says so. */
function reduced(loss_reduction: string, factor: (samples: number) => number): Subject {
  const right = ofComponents()
  return declaring(
    {
      ...right,
      async call(name, inputs) {
        const outputs = await right.call(name, inputs)
        if (name !== 'loss') return outputs
        return { loss: value([outputs.loss.data[0] * factor(inputs.x.shape[0])], []) }
      },
    },
    { loss_reduction },
  )
}

export const autoencoders: Family = {
  name: 'autoencoder',
  laws: facts,
  rights: [
    specimen('principal components', () => ofComponents()),
    specimen('components that an invertible map mixes', (seed) => ofComponents({ mixing: random(seed) })),
    specimen('one component', () => ofComponents({ latent: 1 })),
    specimen('uncentred, declared', () => declaring(ofComponents({ centred: false }), { centred: false })),
    specimen('a mean over features, declared', () => reduced('mean', () => 1 / 64)),
    specimen('a sum over samples, declared', () => reduced('sum', (samples) => samples)),
  ],
  mutants: violators(() => ofComponents(), {
    ...because(
      'a function of the error as the right one is: only the definition tells which',
      'loss-is-reconstruction-error: the loss is another reduction: averaged over two',
      'loss-is-reconstruction-error: the loss is a root',
      'loss-is-reconstruction-error: the loss is negated',
      'loss-is-reconstruction-error: the loss adds a hundredth of |x|^2',
    ),
  }),
}
