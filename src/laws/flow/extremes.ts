import type { Value, Values } from '../../engines/engine.ts'
import { cells } from '../../engines/value.ts'
import type { Subject } from '../../subjects/subject.ts'
import type { Law, Residual } from '../law.ts'
import { mapCells } from '../violators.ts'
import { farPointsOn, type Points } from './cases.ts'
import { flowLaw } from './flow-law.ts'
import { callRows, type Rows } from './maps.ts'
import { changed, inputChanged } from './mistakes.ts'
import { departures, roundTrip } from './round-trip.ts'
import { given, sides } from './shapes.ts'

const source = 'VincentStimper/normalizing-flows#47: an unbounded scale overflows'

/**
 * Data up to 1000 in size (0.0005 from the edges of the unit cube; from 0.001 to 1000 where positive). The inverse is
 * asked only where rounding leaves nine tenths of x: a right flow may be too ill-conditioned out there to come back.
 */
export const extremes: Law = flowLaw<Points>({
  name: 'flow/extremes',
  nature: 'extremes',
  statement:
    'for x up to 1000 all outputs are finite, and to_data(to_latent(x)) = x as far as rounding lets it',
  source,
  uses: { to_latent: ['z'] },
  cases: farPointsOn('data'),
  runs: 10,
  async residual(subject, { points }) {
    const broken = await unfinished(subject, 'data', points)
    if (broken) return broken
    if (!('to_data' in subject.functions)) return { error: 0, tolerance: 0 }
    const trip = departures(await roundTrip(subject, 'data', points), points, 'x')
    return trip.inconclusive === undefined ? trip : { error: 0, tolerance: 0 }
  },
  violators: {
    'z overflows beyond 88, where exp does in float32': {
      to_latent: changed('z', (cell) => (Math.abs(cell) > 88.8 ? Number.POSITIVE_INFINITY : cell)),
    },
    'log_prob is not a number far out': {
      log_prob: changed('log_prob', (cell) => (cell < -1e4 ? Number.NaN : cell)),
    },
    'z is clamped to 50': { to_latent: changed('z', (cell) => Math.min(Math.max(cell, -50), 50)) },
    'data are clamped to 20 on their way in': {
      to_latent: inputChanged('to_latent', 'x', (row) =>
        row.map((cell) => Math.min(Math.max(cell, -20), 20)),
      ),
    },
    'data are clamped to 100 on their way out': {
      to_data: changed('x', (cell) => Math.min(Math.max(cell, -100), 100)),
    },
  },
})

/** What a prior draws once in 10^15. */
export const extremeLatents: Law = flowLaw<Points>({
  name: 'flow/extreme-latents',
  nature: 'extremes',
  statement: 'for z up to 8 in size to_data gives finite numbers',
  source,
  uses: { to_data: ['x'] },
  cases: farPointsOn('latent'),
  runs: 10,
  residual: async (subject, { points }) =>
    (await unfinished(subject, 'latent', points)) ?? { error: 0, tolerance: 0 },
  violators: {
    'x overflows where z is beyond 6': {
      to_data: (outputs, { z }) => withInfinity(outputs, 'x', z, 6),
    },
    'log_det is not a number where z is beyond 5': {
      to_data: (outputs, { z }) => withInfinity(outputs, 'log_det', z, 5),
    },
  },
})

function withInfinity(outputs: Values, output: string, z: Value, limit: number): Values {
  const isFar = cells(z).some((cell) => Math.abs(cell) > limit)
  return isFar ? { ...outputs, [output]: mapCells(outputs[output], () => Number.POSITIVE_INFINITY) } : outputs
}

async function unfinished(
  subject: Subject,
  side: 'data' | 'latent',
  points: Rows,
): Promise<Residual | undefined> {
  for (const name of given(subject).filter((key) => sides[key] === side)) {
    for (const [output, rows] of Object.entries(await callRows(subject, name, points))) {
      const n = rows.findIndex((row) => row.some((cell) => !isAllowed(subject, output, cell)))
      if (n >= 0)
        return { error: Number.NaN, tolerance: 0, at: { function: name, output, input: [points[n]] } }
    }
  }
  return undefined
}

const isAllowed = ({ conventions }: Subject, output: string, cell: number): boolean =>
  Number.isFinite(cell) || (output === 'log_prob' && conventions.prior === 'uniform' && cell === -Infinity)
