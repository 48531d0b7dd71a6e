/** How long a spell of steps may take until a signal is heard and the progress is shown, in milliseconds. */
const patience = 1000

/** How many steps, or rounds, are taken in one go: as many as take a second, from 1 to `stride`. */
export interface Pace {
  readonly longest: () => number
  /** Takes note of how long a number of them took. */
  readonly note: (steps: number, milliseconds: number) => void
}

export function paceOf(stride: number): Pace {
  let longest = 1
  return {
    longest: () => longest,
    note(steps, milliseconds) {
      const fitting = Math.floor((patience * steps) / milliseconds)
      longest = Math.max(1, Math.min(stride, fitting))
    },
  }
}
