import type { Random } from '../../data/random.ts'
import { cells, value } from '../../engines/value.ts'
import type { Field } from '../../lattice/field.ts'
import { hmc } from '../../lattice/hmc.ts'
import { effectiveSampleSize, independenceMetropolis } from '../../lattice/metropolis.ts'
import { type Measured, measurer, twoPoint } from '../../lattice/observables.ts'
import type { Phi4 } from '../../lattice/phi4.ts'
import { type Estimate, gammaMethod } from '../../statistics/gamma-method.ts'
import type { Subject } from '../../subjects/subject.ts'

/** A theory on a square lattice of a side. */
export interface Lattice {
  readonly side: number
  readonly theory: Phi4
}

/** What Markov chains of fields say, each number with its error by the Gamma method. */
export interface Estimates extends Readonly<Record<keyof Measured, Estimate>> {
  /** G(0) to G(side - 1). */
  readonly twoPoint: readonly Estimate[]
}

export interface Sampled {
  readonly estimates: Estimates
  readonly acceptance: number
  /** The fields of a chain, in its order. */
  readonly history: readonly Field[]
}

const perCall = 1024

/** Independent draws of the flow with the logarithms of their weights, log p - log q; a multiple of 1024 of them. */
async function propose(sampler: Subject, side: number, draws: number, random: Random) {
  const fields: Field[] = []
  const logWeights: number[] = []
  for (let done = 0; done < draws; done += perCall) {
    const z = value(random.normal(perCall * side * side), [perCall, side, side])
    const { x, log_q } = await sampler.call('propose', { z })
    const { log_density } = await sampler.call('log_density', { x })
    const [all, q, p] = [x, log_q, log_density].map(cells)
    for (let n = 0; n < perCall; n++) {
      logWeights.push(p[n] - q[n])
      fields.push(Float64Array.from(all.subarray(n * side * side, (n + 1) * side * side)))
    }
  }
  return { fields, logWeights }
}

export interface FlowSample extends Sampled {
  readonly logWeights: readonly number[]
  readonly effective: number
}

/** A chain of the flow's proposals, which independence Metropolis makes exact. */
export async function byFlow(
  sampler: Subject,
  lattice: Lattice,
  draws: number,
  random: Random,
): Promise<FlowSample> {
  const { fields, logWeights } = await propose(sampler, lattice.side, draws, random.split('proposals'))
  const { at, acceptance } = independenceMetropolis(logWeights, random.split('metropolis'))
  const history = Array.from(at, (i) => fields[i])
  const effective = effectiveSampleSize(logWeights)
  return { estimates: estimatesOf([history], lattice), acceptance, history, logWeights, effective }
}

/** Hybrid Monte Carlo, which shares nothing with the flow: 16 chains, of so many trajectories each. */
export function byHmc(lattice: Lattice, trajectories: number, random: Random): Sampled {
  const settings = { chains: 16, thermalisation: 100, trajectories, steps: 8, length: 1 }
  const { fields, acceptance } = hmc(lattice.theory, { side: lattice.side, ...settings }, random)
  return { estimates: estimatesOf(fields, lattice), acceptance, history: fields[0] }
}

function estimatesOf(chains: readonly (readonly Field[])[], { theory, side }: Lattice): Estimates {
  const measure = measurer(theory, side)
  const measured = chains.map((chain) => chain.map(measure))
  const correlated = chains.map((chain) => chain.map((phi) => twoPoint(phi, side)))
  const of = (name: keyof Measured) => gammaMethod(measured.map((chain) => chain.map((one) => one[name])))
  return {
    susceptibility: of('susceptibility'),
    square: of('square'),
    action: of('action'),
    virial: of('virial'),
    twoPoint: Array.from({ length: side }, (_, t) =>
      gammaMethod(correlated.map((chain) => chain.map((g) => g[t]))),
    ),
  }
}
