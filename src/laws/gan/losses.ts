import type { Subject } from '../../subjects/subject.ts'
import { meanOf } from '../adversarial/calls.ts'
import { sigmoid, softplus } from '../logistic.ts'

/** What a loss makes of one score: its value, its slope, and a bound of its third derivative around it. */
export interface Term {
  readonly value: (score: number) => number
  readonly slope: (score: number) => number
  readonly third: (score: number) => number
}

/** A game's losses: mean of `real` over real scores and of `fake` over generated ones; mean of `generator`. */
export interface Game {
  readonly real: Term
  readonly fake: Term
  readonly generator: Term
}

/** The greatest |second derivative| of the sigmoid, 1 / (6 sqrt 3). */
const sigmoidCurvature = 0.0963

/** -log sigma(s) */
const claimsReal: Term = {
  value: (s) => softplus(-s),
  slope: (s) => sigmoid(s) - 1,
  third: () => sigmoidCurvature,
}
/** -log(1 - sigma(s)) */
const claimsFake: Term = { value: softplus, slope: sigmoid, third: () => sigmoidCurvature }

/** -log p, and -log(1 - p); twice the third derivative, which bounds it a small step away too. */
const ofReal: Term = { value: (p) => -Math.log(p), slope: (p) => -1 / p, third: (p) => 4 / p ** 3 }
const ofFake: Term = {
  value: (p) => -Math.log(1 - p),
  slope: (p) => 1 / (1 - p),
  third: (p) => 4 / (1 - p) ** 3,
}

const squaredFrom = (label: number): Term => ({
  value: (s) => (s - label) ** 2,
  slope: (s) => 2 * (s - label),
  third: () => 0,
})
const margin = (sign: number): Term => ({
  value: (s) => Math.max(0, 1 + sign * s),
  slope: (s) => (1 + sign * s > 0 ? sign : 0),
  third: () => 0,
})
const negated = ({ value, slope, third }: Term): Term => ({
  value: (s) => -value(s),
  slope: (s) => -slope(s),
  third,
})
const line: Term = { value: (s) => s, slope: () => 1, third: () => 0 }

const logits = { real: claimsReal, fake: claimsFake }
const probabilities = { real: ofReal, fake: ofFake }

/** The losses that can be declared, by the scores that they are of. */
export const games: Readonly<Record<string, Readonly<Record<string, Game>>>> = {
  minimax: {
    logits: { ...logits, generator: negated(claimsFake) },
    probability: { ...probabilities, generator: negated(ofFake) },
  },
  non_saturating: {
    logits: { ...logits, generator: claimsReal },
    probability: { ...probabilities, generator: ofReal },
  },
  hinge: onAnyScore({ real: margin(-1), fake: margin(1), generator: negated(line) }),
  least_squares: onAnyScore({ real: squaredFrom(1), fake: squaredFrom(0), generator: squaredFrom(1) }),
}

function onAnyScore(game: Game): Record<string, Game> {
  return { logits: game, probability: game }
}

export const scoreOf = ({ conventions }: Subject): string => String(conventions.score ?? 'logits')
export const lossNameOf = ({ conventions }: Subject): string => String(conventions.loss ?? 'minimax')
export const gameOf = (subject: Subject): Game => games[lossNameOf(subject)]?.[scoreOf(subject)]

export function whyUnknown(subject: Subject): string | undefined {
  if (gameOf(subject)) return undefined
  return `no loss '${lossNameOf(subject)}' of scores '${scoreOf(subject)}' is known; they are ${Object.keys(games).join(', ')} of logits or probability`
}

const isHalf = ({ conventions }: Subject): boolean => conventions.average === 'half'

/** What the means are multiplied by. Only least squares has a generator loss with a half (Mao et al. 2017, eq. 2). */
export const weightOf = (subject: Subject, of: 'discriminator' | 'generator'): number =>
  isHalf(subject) && (of === 'discriminator' || lossNameOf(subject) === 'least_squares') ? 0.5 : 1

export const discriminatorLoss = (game: Game, real: readonly number[], fake: readonly number[]): number =>
  meanOf(real.map(game.real.value)) + meanOf(fake.map(game.fake.value))

export const generatorLoss = (game: Game, fake: readonly number[]): number =>
  meanOf(fake.map(game.generator.value))
