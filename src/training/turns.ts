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
