import type { Subject } from '../../subjects/subject.ts'

export type Side = 'data' | 'latent'

/** Where a coordinate may lie: anywhere, in (0, 1), or above 0. */
export type Space = 'real' | 'unit' | 'positive'

/** Conventions of the contract: `domain` for data; a uniform `prior` makes the latent the unit cube. */
export function spaceOf({ conventions }: Subject, side: Side): Space {
  if (side === 'latent') return conventions.prior === 'uniform' ? 'unit' : 'real'
  const domain = conventions.domain ?? 'real'
  if (domain === 'real' || domain === 'unit' || domain === 'positive') return domain
  throw new RangeError(`convention domain: expected real, unit or positive, got ${domain}`)
}

/** How far a coordinate can be moved for it to stay well inside. */
export function room(space: Space, x: number): number {
  if (space === 'real') return Math.max(1, Math.abs(x))
  return space === 'positive' ? x : Math.min(x, 1 - x)
}

/** The nearest place that is well inside, for data that lie on the edge: a pixel of 0. */
export function inside(space: Space, x: number): number {
  const edge = 2 ** -8
  if (space === 'real') return x
  return space === 'positive' ? Math.max(x, edge) : Math.min(Math.max(x, edge), 1 - edge)
}

/** Whether a coordinate is so near the edge of its space that a probe, or rounding, may carry it across. */
export const isOnEdge = (space: Space, x: number, grain: number): boolean =>
  space !== 'real' && !(room(space, x) >= grain)

/** A smooth scale without edges for a coordinate: itself, its logit, its logarithm. */
export interface Chart {
  readonly from: (x: number) => number
  readonly to: (v: number) => number
  /** log dx/dv */
  readonly logSlope: (v: number) => number
  /** Beyond |v| = limit float32 has no room between x and the edge. */
  readonly limit: number
}

export const charts: Readonly<Record<Space, Chart>> = {
  real: { from: (x) => x, to: (v) => v, logSlope: () => 0, limit: Number.POSITIVE_INFINITY },
  unit: {
    from: (x) => Math.log(x) - Math.log1p(-x),
    to: (v) => 1 / (1 + Math.exp(-v)),
    logSlope: (v) => -Math.abs(v) - 2 * Math.log1p(Math.exp(-Math.abs(v))),
    limit: 12,
  },
  positive: { from: Math.log, to: Math.exp, logSlope: (v) => v, limit: 60 },
}
