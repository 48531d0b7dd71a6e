import type { Law } from '../law.ts'
import { type Points, pointsOn } from './cases.ts'
import { flowLaw } from './flow-law.ts'
import { backToFront, cachedInverse, changed, inputChanged, rowsChanged } from './mistakes.ts'
import { departures, roundTrip } from './round-trip.ts'

const source = 'Dinh et al. 2017, section 3.2: the map is a bijection, and to_data is its inverse'
const uses = { to_latent: ['z'], to_data: ['x'] }

export const inverse: Law = flowLaw<Points>({
  name: 'flow/inverse',
  nature: 'identity',
  statement: 'to_data(to_latent(x)) = x',
  source,
  uses,
  cases: pointsOn('data'),
  runs: 10,
  residual: async (subject, { points }) => departures(await roundTrip(subject, 'data', points), points, 'x'),
  violators: {
    'to_data is off by a thousandth': { to_data: changed('x', (cell) => 1.001 * cell) },
    'to_data leaves out a small shift': { to_data: rowsChanged('x', (row) => row.with(0, row[0] + 0.01)) },
    'to_data takes the coordinates in the other order': { to_data: rowsChanged('x', backToFront) },
    'to_data is another network': {
      to_data: inputChanged('to_data', 'z', (row) => row.map((cell) => Math.sin(cell))),
    },
  },
})

/** Asked at a z that no call of to_latent has just given: a cache of the last pair hides a wrong inverse from the other. */
export const inverseOfData: Law = flowLaw<Points>({
  name: 'flow/inverse-of-data',
  nature: 'identity',
  statement: 'to_latent(to_data(z)) = z, for a z that nothing has computed before',
  source: `${source}; the cache: facebookincubator/flowtorch PR#100`,
  uses,
  cases: pointsOn('latent'),
  runs: 10,
  residual: async (subject, { points }) =>
    departures(await roundTrip(subject, 'latent', points), points, 'z'),
  violators: {
    'a cache hides an inverse that is off by a hundredth': cachedInverse(changed('x', (cell) => 1.01 * cell)),
    'a cache hides an inverse in the wrong order': cachedInverse(rowsChanged('x', backToFront)),
    'to_data knows positive z only': {
      to_data: inputChanged('to_data', 'z', (row) => row.map((cell) => Math.abs(cell))),
    },
    'to_latent is off by a thousandth': { to_latent: changed('z', (cell) => 1.001 * cell) },
  },
})
