import { meanOf } from '../adversarial/calls.ts'
import { lossFrom } from '../adversarial/violators.ts'
import type { Alteration } from '../violators.ts'
import { discriminatorLoss, gameOf, generatorLoss, weightOf } from './losses.ts'

type Pair = readonly [real: readonly number[], fake: readonly number[]]
type Change = (
  scores: Readonly<Record<string, number[]>>,
  average: (scores: readonly number[]) => number[],
) => Pair

/** The declared discriminator loss, of other scores than it is given. */
export const lossOfTerms = (change: Change): Alteration =>
  lossFrom(
    (scores, right) =>
      weightOf(right, 'discriminator') *
      discriminatorLoss(gameOf(right), ...change(scores, (all) => [meanOf(all)])),
  )

/** A discriminator or generator loss of the first sample, whatever the others are. */
export const ofFirst = (name: 'discriminator_loss' | 'generator_loss'): Alteration =>
  name === 'generator_loss'
    ? lossFrom(({ fake }, right) => generatorLoss(gameOf(right), fake.slice(0, 1)))
    : lossOfTerms(({ real, fake }) => [real.slice(0, 1), fake.slice(0, 1)])
