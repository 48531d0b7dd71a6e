import type { Point } from '../../report/plots/plot.ts'

/** A game of two numbers by its slopes: x descends V(x, y), y climbs it. */
export interface Game {
  readonly byX: (z: Point) => number
  readonly byY: (z: Point) => number
}

/** V = x y, whose one equilibrium is 0: the simplest adversarial game, and every other one's near its equilibrium. */
export const bilinear: Game = { byX: ([, y]) => y, byY: ([x]) => x }

/** Where a rule goes from the last point, and the one before it. */
export type Rule = (game: Game, rate: number) => (now: Point, before: Point) => Point

/** Where both players would go from `from` by what they see at `seen`. */
const step = (game: Game, rate: number, from: Point, seen: Point): Point => [
  from[0] - rate * game.byX(seen),
  from[1] + rate * game.byY(seen),
]

/** Both players step at once. */
export const simultaneous: Rule = (game, rate) => (z) => step(game, rate, z, z)

/** The second player sees where the first went: as a GAN is trained (Goodfellow et al. 2014, algorithm 1). */
export const alternating: Rule =
  (game, rate) =>
  ([x, y]) => {
    const moved = x - rate * game.byX([x, y])
    return [moved, y + rate * game.byY([moved, y])]
  }

/** Both look one step ahead, and step from where they are by what they see there (Korpelevich 1976). */
export const extragradient: Rule = (game, rate) => (z) => step(game, rate, z, step(game, rate, z, z))

/** Twice the slope of now less that of before: the step ahead is guessed from the last (Daskalakis et al. 2018, eq. 9). */
export const optimistic: Rule = (game, rate) => (now, before) => [
  now[0] - rate * (2 * game.byX(now) - game.byX(before)),
  now[1] + rate * (2 * game.byY(now) - game.byY(before)),
]

/** The points from a start on, itself with them. */
export function trajectory(rule: Rule, game: Game, rate: number, start: Point, steps: number): Point[] {
  const next = rule(game, rate)
  const points = [start]
  for (let t = 0; t < steps; t++) points.push(next(points[t], points[Math.max(0, t - 1)]))
  return points
}

/** The means of all points so far. */
export function averages(points: readonly Point[]): Point[] {
  let [x, y] = [0, 0]
  return points.map((point, t) => {
    x += point[0]
    y += point[1]
    return [x / (t + 1), y / (t + 1)]
  })
}
