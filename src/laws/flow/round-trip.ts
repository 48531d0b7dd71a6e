import type { Subject } from '../../subjects/subject.ts'
import type { Residual } from '../law.ts'
import { inconclusive, worst } from '../measure.ts'
import { amplification, departure, probeGrain, roundoff, sizes } from './amplification.ts'
import { type Mapped, type Row, type Rows, toData, toLatent } from './maps.ts'
import { isOnEdge, type Side, spaceOf } from './spaces.ts'

/** There and back again: what came back, the way, and how far rounding alone may have carried each coordinate. */
export interface RoundTrip {
  readonly there: Mapped
  readonly back: Mapped
  /** Whether rounding left a sample on the edge of the other side, where the way ends, [N]. */
  readonly isLost: readonly boolean[]
  /** [N][D] */
  readonly tolerance: Rows
  /** For the sum of both log-determinants, [N]. */
  readonly logDetTolerance: Row
}

/**
 * Rounding errors of the way there, as large as its inputs' sizes make them, meet those of the way back, and are
 * amplified by it: |J^-1| (|J| (|x| + 1) + |z| + 1) + |x| + 1 unit roundoffs.
 */
export async function roundTrip(subject: Subject, from: Side, at: Rows): Promise<RoundTrip> {
  const [out, home] = from === 'data' ? [toLatent, toData] : [toData, toLatent]
  const to = from === 'data' ? 'latent' : 'data'
  const there = await out(subject, at)
  const back = await home(subject, there.value)
  const outward = await amplification(subject, out, from, at, sizes(at))
  const middle = sizes(there.value).map((row, n) => row.map((own, i) => own + outward.value[n][i]))
  const homeward = await amplification(subject, home, to, there.value, middle)
  const [space, grain] = [spaceOf(subject, to), probeGrain(subject)]
  return {
    there,
    back,
    isLost: there.value.map((row) => row.some((cell) => isOnEdge(space, cell, grain))),
    tolerance: sizes(at).map((row, n) => row.map((own, j) => roundoff(subject, own + homeward.value[n][j]))),
    logDetTolerance: there.logDet.map((logDet, n) =>
      roundoff(subject, at[n].length + Math.abs(logDet) + outward.logDet[n] + homeward.logDet[n]),
    ),
  }
}

/** What a sample says that rounding put on the edge, or that leaves its space altogether. */
export const lost = inconclusive('the sample comes to lie on the edge of its space, or outside')

/** The coordinate that came back furthest off, over all samples. */
export function departures({ back, isLost, tolerance }: RoundTrip, at: Rows, input: 'x' | 'z'): Residual {
  return worst(
    at.flatMap((row, n) => {
      if (isLost[n]) return [lost]
      const size = 1 + Math.max(...row.map(Math.abs))
      return row.map((cell, j) =>
        departure(Math.abs(back.value[n][j] - cell), tolerance[n][j], size, { [input]: [row] }),
      )
    }),
  )
}
