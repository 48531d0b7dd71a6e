import type { Phase } from '../models/model.ts'

/** How often a phase is taken in round 1, 2, ... */
export const repeatsOf = ({ repeats }: Phase, round: number): number => repeats?.(round) ?? 1

/** The steps that each part of a model has behind it after a number of rounds, by the name under which phases move it. */
export function stepsTaken(phases: readonly Phase[], rounds: number): Map<string, number> {
  const taken = new Map<string, number>(phases.map(({ moves }) => [moves, 0]))
  for (const phase of phases) {
    let steps = phase.repeats ? 0 : rounds
    for (let round = 1; phase.repeats && round <= rounds; round++) steps += repeatsOf(phase, round)
    taken.set(phase.moves, (taken.get(phase.moves) ?? 0) + steps)
  }
  return taken
}

/** One step of a run: of which phase, in which round, from 1, and whether the round ends with it. */
export interface Turn {
  readonly phase: Phase
  readonly round: number
  readonly isLast: boolean
}

/** The steps of the rounds after `done`, in their order, until `rounds` are done. */
export function* turnsAfter(phases: readonly Phase[], done: number, rounds: number): Generator<Turn> {
  for (let round = done + 1; round <= rounds; round++) {
    const turns = phases.flatMap((phase) => Array<Phase>(repeatsOf(phase, round)).fill(phase))
    for (const [i, phase] of turns.entries()) yield { phase, round, isLast: i === turns.length - 1 }
  }
}

/**
 * The same steps in spells that are taken in one go: of one phase, or of whole rounds where each phase is taken once. A
 * spell has at most `stride` of them, steps or rounds, or what `longest` says as it begins; a round that something waits
 * for ends its spell. Where the stride is 1, it is of steps.
 */
export function* spells(
  turns: Iterable<Turn>,
  stride: number,
  isAwaited: (round: number) => boolean,
  longest: () => number = () => stride,
): Generator<readonly Turn[]> {
  let spell: Turn[][] = []
  let most = longest()
  for (const bout of stride > 1 ? bouts(turns) : each(turns)) {
    const last = spell.at(-1)
    const isOver = last && (!samePhases(last, bout) || endsAwaited(last, isAwaited))
    if (isOver || spell.length === most) {
      yield spell.flat()
      spell = []
      most = longest()
    }
    spell.push(bout)
  }
  if (spell.length > 0) yield spell.flat()
}

/** The phases that a spell takes in turn. */
export const phasesOf = (spell: readonly Turn[]): readonly Phase[] => [
  ...new Set(spell.map(({ phase }) => phase)),
]

/** Rounds in which each phase is taken once, and the single steps of all others. */
function* bouts(turns: Iterable<Turn>): Generator<Turn[]> {
  let round: Turn[] = []
  for (const turn of turns) {
    round.push(turn)
    if (!turn.isLast) continue
    if (phasesOf(round).length === round.length) yield round
    else yield* each(round)
    round = []
  }
  yield* each(round)
}

function* each(turns: Iterable<Turn>): Generator<Turn[]> {
  for (const turn of turns) yield [turn]
}

const samePhases = (a: readonly Turn[], b: readonly Turn[]): boolean =>
  a.length === b.length && a.every(({ phase }, i) => phase === b[i].phase)

const endsAwaited = (bout: readonly Turn[], isAwaited: (round: number) => boolean): boolean =>
  bout.some(({ isLast, round }) => isLast && isAwaited(round))
