import type { Value } from '../engines/engine.ts'
import { cells, value } from '../engines/value.ts'
import { nearestNeighbourAccuracy } from '../statistics/classifier-test.ts'
import { squaredEnergyDistance } from '../statistics/energy-distance.ts'
import { medianDistance, squaredMmd } from '../statistics/mmd.ts'
import { precisionRecall } from '../statistics/precision-recall.ts'
import { wasserstein1, wassersteinAlong } from '../statistics/wasserstein.ts'
import type { GoldenCase } from './case.ts'
import { boundOf, type Departure, departure } from './departure.ts'

/** One use of a statistic; `invalid` names outputs of which a wrong value is kept, too. */
export interface StatisticExample {
  readonly name: string
  readonly statistic: string
  readonly settings: Readonly<Record<string, number>>
  readonly invalid: readonly { readonly output: string; readonly note: string }[]
}

type Rows = readonly Float64Array[]
type Statistic = (
  sets: (name: string) => Rows,
  settings: StatisticExample['settings'],
) => Readonly<Record<string, number>>

const flat = (rows: Rows): number[] => rows.map(([number]) => number)

/** Our statistics under the goldens' names. */
const statistics: Readonly<Record<string, Statistic>> = {
  squared_mmd: (sets, { bandwidth }) => ({ squared: squaredMmd(sets('x'), sets('y'), bandwidth) }),
  median_distance: (sets) => ({ distance: medianDistance([...sets('x'), ...sets('y')]) }),
  squared_energy_distance: (sets) => ({ squared: squaredEnergyDistance(sets('x'), sets('y')) }),
  wasserstein1: (sets) => ({ distance: wasserstein1(flat(sets('x')), flat(sets('y'))) }),
  sliced_wasserstein: (sets) => ({
    distance: wassersteinAlong(sets('x'), sets('y'), sets('directions')),
  }),
  neighbour_accuracy: (sets) => ({ accuracy: nearestNeighbourAccuracy(sets('x'), sets('y')) }),
  precision_recall: (sets, { neighbours }) => ({
    ...precisionRecall(sets('real'), sets('generated'), neighbours),
  }),
}

/** How far our value of a statistic is from the golden one, output by output. */
export const statisticDepartures = (golden: GoldenCase, example: StatisticExample): Departure[] =>
  Object.entries(ours(golden, example)).map(([output, got]) =>
    departureOf(golden, example, output, golden.expected[`${example.name}/${output}`], got),
  )

/** How far each kept wrong value is from our right one. It must be farther than a right one may be. */
export const invalidStatistics = (golden: GoldenCase, example: StatisticExample): Departure[] =>
  example.invalid.map(({ output }) =>
    departureOf(
      golden,
      example,
      output,
      golden.expected[`${example.name}/invalid.${output}`],
      ours(golden, example)[output],
    ),
  )

function ours({ inputs }: GoldenCase, { name, statistic, settings }: StatisticExample) {
  return statistics[statistic]((set) => toRows(inputs[`${name}/${set}`]), settings)
}

/** A set of samples, [N, D], or of numbers, [N]. */
function toRows(of: Value): Float64Array[] {
  const [count, width = 1] = of.shape
  const all = Float64Array.from(cells(of))
  return Array.from({ length: count }, (_, n) => all.slice(n * width, (n + 1) * width))
}

function departureOf(
  { description }: GoldenCase,
  { name }: StatisticExample,
  output: string,
  expected: Value,
  got: number,
): Departure {
  const tensor = `${name}/${output}`
  const bound = boundOf(description, { precision: 'float64' }, tensor)
  return departure(tensor, value([got], []), expected, bound, 'tensor')
}
