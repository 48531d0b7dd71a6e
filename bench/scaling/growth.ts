import { median } from '../../src/statistics/median.ts'
import { measured, type Rounds } from '../measuring/rounds.ts'
import { medianInterval } from '../statistics/median-interval.ts'
import { powerLaw } from '../statistics/power-law.ts'
import type { Scaling } from './scaling.ts'

type Growth = Pick<Scaling, 'exponent' | 'factor' | 'departure' | 'points'>

/** The power law of what was measured at each size, round by round: every round has an exponent, since rounds are independent. */
export function growthOf(sizes: readonly number[], samples: readonly Rounds[]): Growth {
  const rounds = samples[0].map((_, round) =>
    powerLaw(sizes.map((size, i) => [size, median(samples[i][round])])),
  )
  const points = sizes.map((size, i) => ({ size, value: measured(samples[i]) }))
  const whole = powerLaw(points.map(({ size, value }) => [size, value.median]))
  const exponents = rounds.map(({ exponent }) => exponent)
  const departures = points.map(({ size, value }) =>
    Math.abs(value.median / (whole.factor * size ** whole.exponent) - 1),
  )
  return {
    exponent: { median: whole.exponent, interval: medianInterval(exponents) },
    factor: whole.factor,
    departure: Math.max(...departures),
    points,
  }
}
