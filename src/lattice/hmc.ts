import type { Random } from '../data/random.ts'
import { actionOf, type Field, neighbours } from './field.ts'
import type { Phi4 } from './phi4.ts'

export interface HmcSettings {
  /** Sites along a side of the lattice. */
  readonly side: number
  /** Chains that run apart, each from a normal field of its own. */
  readonly chains: number
  /** Trajectories that are thrown away first, and that are kept, of each chain. */
  readonly thermalisation: number
  readonly trajectories: number
  /** Leapfrog steps of a trajectory, and its length in time. */
  readonly steps: number
  readonly length: number
}

export interface HmcRun {
  /** The kept fields, [chain][trajectory]. */
  readonly fields: readonly (readonly Field[])[]
  readonly acceptance: number
}

/**
 * Hybrid Monte Carlo (Duane et al. 1987): normal momenta, the leapfrog along -dS/dphi, and a Metropolis step that makes up
 * for its error, so that exp(-S) is the exact stationary density for any step. It is the independent check of the flow.
 */
export function hmc(theory: Phi4, settings: HmcSettings, random: Random): HmcRun {
  const near = neighbours(settings.side)
  let accepted = 0
  const fields = Array.from({ length: settings.chains }, (_, chain) => {
    const own = random.split(`chain ${chain}`)
    let phi: Field = own.normal(settings.side ** 2).map((x) => 0.5 * x)
    const kept: Field[] = []
    for (let t = 0; t < settings.thermalisation + settings.trajectories; t++) {
      const momentum = own.normal(phi.length)
      const proposal = leapfrog(phi, momentum, near, theory, settings)
      const isTaken = Math.log1p(-own.uniform(1)[0]) < proposal.start - proposal.end
      if (isTaken) phi = proposal.phi
      if (t < settings.thermalisation) continue
      accepted += isTaken ? 1 : 0
      kept.push(phi)
    }
    return kept
  })
  return { fields, acceptance: accepted / (settings.chains * settings.trajectories) }
}

/** Where a trajectory ends, and the energy H = S + p^2 / 2 at its start and end. */
function leapfrog(
  from: Field,
  momentum: Float64Array,
  near: ReturnType<typeof neighbours>,
  theory: Phi4,
  { steps, length }: HmcSettings,
) {
  const h = length / steps
  const phi = from.slice()
  const p = momentum.slice()
  const kinetic = () => p.reduce((sum, x) => sum + x * x, 0) / 2
  let force = actionOf(phi, near, theory)
  const start = force.action + kinetic()
  for (let step = 0; step < steps; step++) {
    p.forEach((x, i) => {
      p[i] = x - (h / 2) * force.gradient[i]
    })
    phi.forEach((x, i) => {
      phi[i] = x + h * p[i]
    })
    force = actionOf(phi, near, theory)
    p.forEach((x, i) => {
      p[i] = x - (h / 2) * force.gradient[i]
    })
  }
  return { phi, start, end: force.action + kinetic() }
}
