import { centredOnBatch } from '../../src/laws/adversarial/batch.ts'
import { meanOf } from '../../src/laws/adversarial/calls.ts'
import { exchanged, lossFrom, lossTo } from '../../src/laws/adversarial/violators.ts'
import { sigmoidTwice } from '../../src/laws/gan/discriminator-loss.ts'
import { marginOfFake } from '../../src/laws/gan/generator-loss.ts'
import { ganLaws } from '../../src/laws/gan.ts'
import { sigmoid, softplus } from '../../src/laws/logistic.ts'
import { type Alteration, altered, mapCells } from '../../src/laws/violators.ts'
import { type ToyGanChoices, toyGan } from '../laws/gan-subjects.ts'
import type { Family, Mutant } from './specimen.ts'
import { altering, because, declaring, heldTo, named, type Shipped } from './subjects.ts'

const { facts, shipped, specimen, violators } = heldTo(ganLaws)

/** A mistake as alterations of a right GAN. */
interface Mistake extends Omit<Shipped, 'make'> {
  readonly of?: ToyGanChoices
  readonly wrong: Readonly<Record<string, Alteration>>
}

/** All that look at the discriminator's loss: a loss of another sign escapes none. */
const ofTheDiscriminator = [
  'discriminator-loss',
  'discriminator-gradient',
  'losses-pull-the-right-way',
  'optimal-discriminator',
  'optimal-on-the-line',
  'losses-are-stable',
]

/** Mistakes that published implementations shipped, and laws that reject each. */
const mistakes: readonly Mistake[] = [
  {
    bug: 37,
    name: 'a sigmoid is taken twice, in the loss',
    wrong: { discriminator_loss: sigmoidTwice() },
    laws: [
      'discriminator-loss',
      'discriminator-gradient',
      'optimal-discriminator',
      'optimal-on-the-line',
      'losses-are-stable',
    ],
  },
  {
    bug: 37,
    name: 'a sigmoid is taken twice, in the network',
    wrong: { discriminate: ({ score }) => ({ score: mapCells(score, sigmoid) }) },
    laws: ['scores-as-declared'],
    alone:
      "only the range of the scores tells: as logits they are a right discriminator's that is never sure",
  },
  {
    bug: 37,
    name: 'the arguments of the cross-entropy are swapped',
    wrong: { discriminator_loss: exchanged('discriminator_loss', 'real', 'fake') },
    laws: ofTheDiscriminator,
  },
  {
    bug: 45,
    name: 'the logarithm of a sigmoid reaches that of 0',
    wrong: {
      discriminator_loss: lossFrom(({ real, fake }) => {
        const log = (p: number) => Math.log(Math.fround(p))
        return -meanOf(real.map((s) => log(sigmoid(s)))) - meanOf(fake.map((s) => log(1 - sigmoid(s))))
      }),
    },
    laws: ['losses-are-stable'],
  },
  {
    bug: 53,
    name: 'the hinge generator loss has a margin',
    of: { loss: 'hinge' },
    wrong: { generator_loss: marginOfFake() },
    laws: ['generator-loss', 'generator-gradient', 'losses-are-stable'],
  },
  {
    bug: 53,
    name: 'a relativistic loss has the opposite sign',
    wrong: {
      discriminator_loss: lossFrom(({ real, fake }) => meanOf(real.map((s, n) => softplus(s - fake[n])))),
    },
    laws: ofTheDiscriminator,
  },
  {
    bug: 59,
    name: 'the discriminator is used as in training: by the statistics of its batch',
    wrong: { discriminate: centredOnBatch('score') },
    laws: ['batch-independent', 'samples-are-told-apart'],
  },
  {
    bug: 59,
    name: 'the generator is used as in training: by the statistics of its batch',
    wrong: { generate: centredOnBatch('x') },
    laws: ['batch-independent', 'samples-are-told-apart'],
  },
  {
    name: 'the discriminator descends the value function',
    wrong: { discriminator_loss: lossTo((loss) => -loss) },
    laws: ofTheDiscriminator,
  },
]

export const shippedGans: readonly Mutant[] = mistakes.map(({ of, wrong, ...mistake }) =>
  shipped({
    ...mistake,
    make: altering((seed) => toyGan({ ...of, precision: 'float32', seed }), wrong),
  }),
)

const probability = { score: 'probability' } as const
const bounded = ['losses-are-stable', 'optimal-on-the-line']

/** Choices that are all right where they are declared, and the laws that do not apply to each. */
export const rightGans: readonly (readonly [ToyGanChoices, exempt: readonly string[]])[] = [
  [{ loss: 'minimax' }, []],
  [{ loss: 'non_saturating' }, []],
  [{ loss: 'hinge' }, ['optimal-on-the-line']],
  [{ loss: 'least_squares' }, []],
  [{ loss: 'minimax', half: true }, []],
  [{ loss: 'hinge', half: true }, ['optimal-on-the-line']],
  [{ loss: 'least_squares', half: true }, []],
  [{ ...probability, loss: 'minimax' }, bounded],
  [{ ...probability, loss: 'non_saturating', half: true }, bounded],
  [{ ...probability, loss: 'hinge' }, [...bounded, 'optimal-discriminator']],
  [{ ...probability, loss: 'least_squares' }, bounded],
  [{ batch: 5 }, []],
  [{ batch: 1 }, ['batch-independent', 'losses-are-means']],
]

/** A right GAN as in training, by the statistics of its batch, which it declares. */
export const learningGan = (seed = 1) =>
  altered(declaring(toyGan({ seed }), { statistics: 'batch' }), {
    generate: centredOnBatch('x'),
    discriminate: centredOnBatch('score'),
  })

export const gans: Family = {
  name: 'gan',
  laws: facts,
  rights: [
    ...rightGans.map(([choices]) => specimen(named(choices), (seed) => toyGan({ ...choices, seed }))),
    specimen('as in training, declared', learningGan),
  ],
  mutants: [
    ...shippedGans,
    ...violators(
      (law, seed) =>
        law === 'batch-statistics' ? declaring(toyGan({ seed }), { statistics: 'batch' }) : toyGan({ seed }),
      {
        ...because(
          'every output is right, and belongs to another sample: only the batch tells',
          'batch-independent: generate gives the batch in reverse',
          'batch-independent: generate gives the first sample for all',
          'batch-statistics: generate gives the batch in reverse',
          'batch-statistics: discriminate gives the first sample for all',
          'batch-statistics: scores grow with the number of samples',
        ),
        ...because(
          'it is a right GAN but for that',
          'samples-are-told-apart: generate does not see its noise',
        ),
      },
    ),
  ],
}
