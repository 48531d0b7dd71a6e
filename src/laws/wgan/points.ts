import type { Subject } from '../../subjects/subject.ts'
import { numberOf } from '../adversarial/calls.ts'
import { batchOf, type Draw, inputsOf, randomOf } from '../adversarial/cases.ts'
import type { RowsOf } from '../calls.ts'
import type { Rows } from '../rows.ts'

/** Real and generated samples, and one alpha a pair, such that float32 holds the points between them too. */
export interface Pairs extends RowsOf {
  readonly real: Rows
  readonly fake: Rows
  readonly alpha: Rows
}

/** All on a grid of 1/128, so that the points between are on one of 1/16384, which float32 holds. */
export function drawPairs(subject: Subject, draw: Draw): Pairs {
  const drawn = inputsOf(subject, 'gradient_penalty', randomOf(draw), batchOf(subject))
  return { real: drawn.real, fake: drawn.fake, alpha: drawn.alpha }
}

/** alpha real + (1 - alpha) fake, of each pair. */
export const between = ({ real, fake, alpha }: Pairs): Rows =>
  real.map((row, n) => row.map((x, i) => alpha[n][0] * x + (1 - alpha[n][0]) * fake[n][i]))

export const complement = (alpha: Rows): Rows => alpha.map((row) => row.map((a) => 1 - a))

export const penaltyOf = (subject: Subject, pairs: RowsOf): Promise<number> =>
  numberOf(subject, 'gradient_penalty', pairs)
