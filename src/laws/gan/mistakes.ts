import type { Subject } from '../../subjects/subject.ts'
import { meanOf } from '../adversarial/calls.ts'
import { sigmoid } from '../logistic.ts'
import {
  discriminatorLoss,
  type Game,
  gameOf,
  games,
  generatorLoss,
  lossNameOf,
  scoreOf,
  weightOf,
} from './losses.ts'

type Mistakes = Readonly<Record<string, number>>

/** What known mistakes make of a discriminator's loss. */
export function mistakenDiscriminator(subject: Subject, real: number[], fake: number[]): Mistakes {
  const weight = weightOf(subject, 'discriminator')
  const loss = (game: Game) => weight * discriminatorLoss(game, real, fake)
  const game = gameOf(subject)
  return {
    'real and fake are exchanged': weight * discriminatorLoss(game, fake, real),
    'the term of the generated samples is left out': weight * meanOf(real.map(game.real.value)),
    'the term of the real samples is left out': weight * meanOf(fake.map(game.fake.value)),
    [halved(weight)]: (loss(game) * 0.5) / weight ** 2,
    ...ofAnyLoss(subject, real.length, loss),
    ...twice(
      subject,
      (onScores) => weight * discriminatorLoss(onScores, real.map(sigmoid), fake.map(sigmoid)),
    ),
  }
}

/** What known mistakes make of a generator's loss. */
export function mistakenGenerator(subject: Subject, fake: number[]): Mistakes {
  const weight = weightOf(subject, 'generator')
  const loss = (game: Game) => weight * generatorLoss(game, fake)
  return {
    'a margin is taken of the generated scores too': meanOf(fake.map((s) => Math.max(0, 1 - s))),
    [halved(weight)]: (loss(gameOf(subject)) * 0.5) / weight ** 2,
    ...ofAnyLoss(subject, fake.length, loss),
    ...twice(subject, (onScores) => weight * generatorLoss(onScores, fake.map(sigmoid))),
  }
}

const halved = (weight: number): string =>
  weight === 1
    ? "the loss is halved, where 'sum' is declared"
    : "the loss is not halved, where 'half' is declared"

function ofAnyLoss(subject: Subject, samples: number, loss: (game: Game) => number): Mistakes {
  const own = lossNameOf(subject)
  const others = Object.keys(games).filter((name) => name !== own)
  return {
    'the loss has the opposite sign': -loss(gameOf(subject)),
    'the loss is a sum over the batch, not a mean': samples * loss(gameOf(subject)),
    ...Object.fromEntries(
      others.map((name) => [`the loss is '${name}', not '${own}'`, loss(games[name][scoreOf(subject)])]),
    ),
  }
}

/** A logit's sigmoid where a logit is asked for, or a sigmoid of what is a probability already. */
function twice(subject: Subject, ofSigmoids: (game: Game) => number): Mistakes {
  return { 'a sigmoid is taken twice': ofSigmoids(gameOf(subject)) }
}
