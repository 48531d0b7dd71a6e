import { describe, expect, test } from 'vitest'
import { exchanged, lossTo } from '../../src/laws/adversarial/violators.ts'
import { sigmoidTwice } from '../../src/laws/gan/discriminator-loss.ts'
import { marginOfFake } from '../../src/laws/gan/generator-loss.ts'
import { ganLaws } from '../../src/laws/gan.ts'
import { type Alteration, altered } from '../../src/laws/violators.ts'
import { wganLaws } from '../../src/laws/wgan.ts'
import { shippedGans } from '../catalogue/gan.ts'
import { rejecting } from '../catalogue/specimen.ts'
import { declaring } from '../catalogue/subjects.ts'
import { shippedWgans, wganOfAlphaPerPixel } from '../catalogue/wgan.ts'
import { toyGan } from './gan-subjects.ts'
import { diagnosisOf, failuresOf } from './law-verdicts.ts'

type Wrong = Readonly<Record<string, Alteration>>

describe('mistakes of GANs', () => {
  test.each(shippedGans)('are rejected: $name', async (mutant) => {
    expect(rejecting(await mutant.verdicts())).toEqual(expect.arrayContaining([...mutant.laws]))
  })

  test.each([
    ['real and fake are exchanged', { discriminator_loss: exchanged('discriminator_loss', 'real', 'fake') }],
    ['a sigmoid is taken twice', { discriminator_loss: sigmoidTwice() }],
    ['opposite sign', { discriminator_loss: lossTo((loss) => -loss) }],
    ['a sum over the batch', { discriminator_loss: lossTo((loss, samples) => samples * loss) }],
  ] as readonly (readonly [string, Wrong])[])('are named: %s', async (name, wrong) => {
    expect(await diagnosisOf(ganLaws, 'discriminator-loss', altered(toyGan(), wrong))).toContain(name)
  })

  test.each(['generator-loss', 'generator-gradient'])(
    'are named by %s: the loss that saturates',
    async (law) => {
      const subject = toyGan({ loss: 'minimax' })
      const wrong = declaring(subject, { loss: 'non_saturating' })
      expect(await diagnosisOf(ganLaws, law, wrong)).toContain("the loss is 'minimax', not 'non_saturating'")
    },
  )

  test('are named: halves that are not declared', async () => {
    const subject = toyGan({ loss: 'least_squares', half: true })
    const wrong = declaring(subject, { average: 'sum' })
    for (const law of ['discriminator-loss', 'generator-loss'])
      expect(await diagnosisOf(ganLaws, law, wrong)).toContain('the loss is halved')
  })

  test('are named: a margin of the generated scores', async () => {
    const wrong = altered(toyGan({ loss: 'hinge' }), { generator_loss: marginOfFake() })
    expect(await diagnosisOf(ganLaws, 'generator-loss', wrong)).toContain('a margin is taken')
  })
})

test.each(shippedWgans)('mistakes of Wasserstein GANs are rejected: $name', async (mutant) => {
  expect(rejecting(await mutant.verdicts())).toEqual(expect.arrayContaining([...mutant.laws]))
})

test('an alpha for each pixel is no number a sample', async () => {
  expect(await failuresOf(wganLaws, wganOfAlphaPerPixel())).toContain('shapes-and-finite')
})
