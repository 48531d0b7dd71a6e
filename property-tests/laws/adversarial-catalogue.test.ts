import { describe, expect, test } from 'vitest'
import { centredOnBatch } from '../../src/laws/adversarial/batch.ts'
import { meanOf } from '../../src/laws/adversarial/calls.ts'
import { exchanged, lossFrom, lossTo } from '../../src/laws/adversarial/violators.ts'
import { sigmoidTwice } from '../../src/laws/gan/discriminator-loss.ts'
import { marginOfFake } from '../../src/laws/gan/generator-loss.ts'
import { sigmoid, softplus } from '../../src/laws/gan/losses.ts'
import { ganLaws } from '../../src/laws/gan.ts'
import { type Alteration, altered, mapCells } from '../../src/laws/violators.ts'
import { alphaTo, criticOfBatch, farther } from '../../src/laws/wgan/violators.ts'
import { wganLaws } from '../../src/laws/wgan.ts'
import { toyGan } from './gan-subjects.ts'
import { diagnosisOf, failuresOf } from './law-verdicts.ts'
import { toyWgan } from './wgan-subjects.ts'

type Wrong = Readonly<Record<string, Alteration>>

/** Mistakes that shipped, in the catalogue's order, and the laws that reject each; no other law does. */
const ofGans: readonly (readonly [string, Wrong, readonly string[]])[] = [
  [
    '37: a sigmoid is taken twice, in the loss',
    { discriminator_loss: sigmoidTwice() },
    [
      'discriminator-loss',
      'discriminator-gradient',
      'optimal-discriminator',
      'optimal-on-the-line',
      'losses-are-stable',
    ],
  ],
  // Only the range of the scores can tell: as logits they are a right subject's that is never sure.
  [
    '37: a sigmoid is taken twice, in the network',
    { discriminate: ({ score }) => ({ score: mapCells(score, sigmoid) }) },
    ['scores-as-declared'],
  ],
  [
    '37: the arguments of the cross-entropy are swapped',
    { discriminator_loss: exchanged('discriminator_loss', 'real', 'fake') },
    [
      'discriminator-loss',
      'discriminator-gradient',
      'losses-pull-the-right-way',
      'optimal-discriminator',
      'optimal-on-the-line',
      'losses-are-stable',
    ],
  ],
  [
    '45: the logarithm of a sigmoid reaches that of 0',
    {
      discriminator_loss: lossFrom(({ real, fake }) => {
        const log = (p: number) => Math.log(Math.fround(p))
        return -meanOf(real.map((s) => log(sigmoid(s)))) - meanOf(fake.map((s) => log(1 - sigmoid(s))))
      }),
    },
    ['discriminator-loss', 'discriminator-gradient', 'optimal-on-the-line', 'losses-are-stable'],
  ],
  [
    '53: the hinge generator loss has a margin',
    { generator_loss: marginOfFake() },
    ['generator-loss', 'generator-gradient', 'losses-are-stable'],
  ],
  [
    '53: a relativistic loss has the opposite sign',
    {
      discriminator_loss: lossFrom(({ real, fake }) => meanOf(real.map((s, n) => softplus(s - fake[n])))),
    },
    [
      'discriminator-loss',
      'discriminator-gradient',
      'losses-pull-the-right-way',
      'optimal-discriminator',
      'optimal-on-the-line',
      'losses-are-stable',
    ],
  ],
  [
    '59: the discriminator is used as in training: by the statistics of its batch',
    { discriminate: centredOnBatch('score') },
    ['batch-independent', 'samples-are-told-apart'],
  ],
  [
    '59: the generator is used as in training: by the statistics of its batch',
    { generate: centredOnBatch('x') },
    ['batch-independent', 'samples-are-told-apart'],
  ],
  [
    'the discriminator descends the value function',
    { discriminator_loss: lossTo((loss) => -loss) },
    [
      'discriminator-loss',
      'discriminator-gradient',
      'losses-pull-the-right-way',
      'optimal-discriminator',
      'optimal-on-the-line',
      'losses-are-stable',
    ],
  ],
]

describe('mistakes of GANs', () => {
  test.each(ofGans)('%s', async (name, wrong, laws) => {
    const loss = name.includes('hinge') ? 'hinge' : 'non_saturating'
    expect(await failuresOf(ganLaws, altered(toyGan({ loss, precision: 'float32' }), wrong))).toEqual(laws)
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
      const wrong = { ...subject, conventions: { ...subject.conventions, loss: 'non_saturating' } }
      expect(await diagnosisOf(ganLaws, law, wrong)).toContain("the loss is 'minimax', not 'non_saturating'")
    },
  )

  test('are named: halves that are not declared', async () => {
    const subject = toyGan({ loss: 'least_squares', half: true })
    const wrong = { ...subject, conventions: { ...subject.conventions, average: 'sum' } }
    for (const law of ['discriminator-loss', 'generator-loss'])
      expect(await diagnosisOf(ganLaws, law, wrong)).toContain('the loss is halved')
  })

  test('are named: a margin of the generated scores', async () => {
    const wrong = altered(toyGan({ loss: 'hinge' }), { generator_loss: marginOfFake() })
    expect(await diagnosisOf(ganLaws, 'generator-loss', wrong)).toContain('a margin is taken')
  })
})

/** Alpha drawn for each pixel, all of a sample's being made from the one that is given. */
const alphaPerPixel: Alteration = alphaTo((alpha) => (alpha * 7.3) % 1)

const ofWgans: readonly (readonly [string, Wrong, readonly string[]])[] = [
  [
    '49: alpha is not the one that is given',
    { gradient_penalty: alphaPerPixel },
    ['gradient-penalty', 'penalty-is-of-points-between'],
  ],
  [
    '49: points off the segment',
    { gradient_penalty: farther },
    ['gradient-penalty', 'penalty-is-of-points-between'],
  ],
  [
    '51: batch normalisation couples the samples of the critic',
    { critic: centredOnBatch('score'), ...criticOfBatch },
    ['gradient-penalty', 'penalty-is-of-points-between', 'losses-are-means', 'batch-independent'],
  ],
]

test('each mistake is rejected by two laws, but for one of which the range of scores alone can tell', () => {
  const byOne = [...ofGans, ...ofWgans].filter(([, , laws]) => laws.length < 2)
  expect(byOne.map(([name]) => name)).toEqual(['37: a sigmoid is taken twice, in the network'])
})

describe('mistakes of Wasserstein GANs', () => {
  test.each(ofWgans)('%s', async (_, wrong, laws) => {
    const found = await failuresOf(wganLaws, altered(toyWgan(), wrong))
    expect(found).toEqual(laws)
  })

  test('49: an alpha for each pixel is no number a sample', async () => {
    const subject = toyWgan()
    const { gradient_penalty, ...others } = subject.functions
    const inputs = { ...gradient_penalty.inputs, alpha: [5] }
    const wrong = { ...subject, functions: { ...others, gradient_penalty: { ...gradient_penalty, inputs } } }
    expect(await failuresOf(wganLaws, wrong)).toContain('shapes-and-finite')
  })
})
