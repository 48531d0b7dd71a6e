import { cells } from '../../../engines/value.ts'
import { build, map, meanOf, scalar } from '../../../formulas/arrays.ts'
import { changes, composes, ignores, known, staysWithin } from '../relations.ts'
import { constant, negative, scaled, shifted, zeros } from './cells.ts'
import type { Identities } from './identities.ts'

const atMostZero = (output: string) =>
  staysWithin(`${output} <= 0`, (outputs) => ({ [output]: map((c) => Math.min(c, 0), outputs[output]) }))
const atLeastZero = (output: string) =>
  staysWithin(`${output} >= 0`, (outputs) => ({ [output]: map((c) => Math.max(c, 0), outputs[output]) }))

const realMirrored = ignores(
  'real and fake exchanged, with the other sign, change nothing',
  ({ real, fake }) => ({ real: negative(fake), fake: negative(real) }),
)

export const adversarialIdentities: Readonly<Record<string, Identities>> = {
  bce_with_logits: {
    bounds: [atLeastZero('loss')],
    symmetry: [
      ignores('classes exchanged, and logits negated, change nothing', ({ logits, target }) => ({
        logits: negative(logits),
        target: map((t) => 1 - t, target),
      })),
    ],
    scaling: [
      changes(
        'logits negated add the mean of (2 target - 1) logits',
        ({ logits }) => ({ logits: negative(logits) }),
        ({ loss }, { inputs: { logits, target } }) => ({
          loss: shifted(loss, meanOf(map((a, t) => (2 * t - 1) * a, logits, target))),
        }),
      ),
    ],
    'special-values': [
      known(
        'loss = log 2 at logits of 0',
        ({ logits }) => ({ logits: zeros(logits) }),
        () => ({ loss: scalar(Math.LN2) }),
      ),
      known(
        'loss = log 4 - log 3 at logits of log 3 and targets of 1',
        ({ logits }) => ({ logits: constant(logits, Math.log(3)), target: constant(logits, 1) }),
        () => ({ loss: scalar(Math.log(4 / 3)) }),
      ),
      known(
        'loss = 100 at logits of 100 and targets of 0',
        ({ logits }) => ({ logits: constant(logits, 100), target: zeros(logits) }),
        () => ({ loss: scalar(100) }),
      ),
    ],
  },
  gan_value: {
    bounds: [atMostZero('value')],
    symmetry: [realMirrored],
    scaling: [
      changes(
        'logits negated add the mean of fake and take off that of real',
        ({ real, fake }) => ({ real: negative(real), fake: negative(fake) }),
        ({ value: v }, { inputs: { real, fake } }) => ({
          value: shifted(v, meanOf(fake) - meanOf(real)),
        }),
      ),
    ],
    'special-values': [
      known(
        'value = -log 4 for a discriminator that cannot tell',
        ({ real, fake }) => ({ real: zeros(real), fake: zeros(fake) }),
        () => ({ value: scalar(-Math.log(4)) }),
      ),
      known(
        'value = 2 log(3 / 4) at logits of log 3 and -log 3',
        ({ real, fake }) => ({ real: constant(real, Math.log(3)), fake: constant(fake, -Math.log(3)) }),
        () => ({ value: scalar(2 * Math.log(0.75)) }),
      ),
      known(
        'value = -200 for a discriminator that is sure, and wrong',
        ({ real, fake }) => ({ real: constant(real, -100), fake: constant(fake, 100) }),
        () => ({ value: scalar(-200) }),
      ),
    ],
  },
  generator_loss: {
    bounds: [
      staysWithin('loss >= 0, or <= 0 for minimax', ({ loss }, _, { settings }) => ({
        loss: map((l) => (settings.loss === 'minimax' ? Math.min(l, 0) : Math.max(l, 0)), loss),
      })),
      composes('a higher score has a lower loss, by less than the rise', async (f, { inputs }) => {
        const { loss } = await f(inputs)
        const higher = await f({ fake: shifted(inputs.fake, 1) })
        const fall = cells(loss)[0] - cells(higher.loss)[0]
        return {
          got: { loss: scalar(fall) },
          expected: { loss: scalar(Math.min(Math.max(fall, 0), 1)) },
        }
      }),
    ],
    scaling: [
      changes(
        'scores negated add their mean to the loss',
        ({ fake }) => ({ fake: negative(fake) }),
        ({ loss }, { inputs: { fake } }) => ({ loss: shifted(loss, meanOf(fake)) }),
      ),
    ],
    'special-values': [
      known(
        'the loss is log 2 at scores of 0, or its negative for minimax',
        ({ fake }) => ({ fake: zeros(fake) }),
        (_, { settings }) => ({ loss: scalar(settings.loss === 'minimax' ? -Math.LN2 : Math.LN2) }),
      ),
      known(
        'the loss is 100 at scores of -100, or -100 at scores of 100 for minimax',
        ({ fake }, { settings }) => ({ fake: constant(fake, settings.loss === 'minimax' ? 100 : -100) }),
        (_, { settings }) => ({ loss: scalar(settings.loss === 'minimax' ? -100 : 100) }),
      ),
    ],
  },
  hinge_loss: {
    bounds: [atLeastZero('discriminator_loss')],
    symmetry: [
      ignores(
        'real and fake exchanged, with the other sign, change nothing for the discriminator',
        ({ real, fake }) => ({ real: negative(fake), fake: negative(real) }),
        ['discriminator_loss'],
      ),
    ],
    scaling: [
      changes(
        "fakes that score one higher lower the generator's loss by one",
        ({ fake }) => ({ fake: shifted(fake, 1) }),
        ({ generator_loss }) => ({ generator_loss: shifted(generator_loss, -1) }),
      ),
    ],
    'special-values': [
      known(
        "the discriminator's loss is 2 at scores of 0",
        ({ real, fake }) => ({ real: zeros(real), fake: zeros(fake) }),
        () => ({ discriminator_loss: scalar(2), generator_loss: scalar(0) }),
      ),
      known(
        "the discriminator's loss is 0 where the margin is kept",
        ({ real, fake }) => ({
          real: map((r) => 1 + Math.abs(r), real),
          fake: map((f) => -1 - Math.abs(f), fake),
        }),
        () => ({ discriminator_loss: scalar(0) }),
      ),
      known(
        'one sample beyond the margin does not make up for another within it',
        ({ real, fake }) => ({
          real: build(real.shape, (n) => (n === 0 ? -1 : 5)),
          fake: build(fake.shape, (n) => (n === 0 ? 1 : -5)),
        }),
        ({ real }) => ({ discriminator_loss: scalar(4 / real.size) }),
      ),
    ],
  },
  wgan_critic_loss: {
    symmetry: [
      changes(
        'real and fake exchanged negate the loss',
        ({ real, fake }) => ({ real: fake, fake: real }),
        ({ loss }) => ({ loss: negative(loss) }),
      ),
      ignores('a critic shifted as a whole has the same loss', ({ real, fake }) => ({
        real: shifted(real, 1),
        fake: shifted(fake, 1),
      })),
    ],
    scaling: [
      changes(
        'a critic scaled scales its loss',
        ({ real, fake }) => ({ real: scaled(real, 2), fake: scaled(fake, 2) }),
        ({ loss }) => ({ loss: scaled(loss, 2) }),
      ),
    ],
    'special-values': [
      known(
        'real ones at 1 and fakes at -1 have the loss -2',
        ({ real, fake }) => ({ real: constant(real, 1), fake: constant(fake, -1) }),
        () => ({ loss: scalar(-2) }),
      ),
    ],
  },
}
