import { loadDataset } from '../data/dataset.ts'
import type { Random } from '../data/random.ts'
import { cells, value } from '../engines/value.ts'
import type { Field } from '../lattice/field.ts'
import { hmc } from '../lattice/hmc.ts'
import { effectiveSampleSize, independenceMetropolis } from '../lattice/metropolis.ts'
import { type Measured, measurer } from '../lattice/observables.ts'
import { lossCurve } from '../report/plots/loss-curve.ts'
import { type Estimate, gammaMethod } from '../statistics/gamma-method.ts'
import type { Subject } from '../subjects/subject.ts'
import type { Claim, Study } from './study.ts'

const perCall = 1024

/**
 * In seconds, the theory of one phase, which a small flow learns; by hand the published point in the broken phase, where
 * the two signs of phi lie apart.
 */
const budgets = {
  quick: {
    sizes: { mass_squared: 1, layers: 8 },
    settings: { steps: 300, batch: 64, learningRate: 1e-2 },
    draws: 8192,
    trajectories: 500,
    leastEffective: 0.5,
    leastAccepted: 0.5,
  },
  thorough: {
    sizes: {},
    settings: { steps: 8000, batch: 128, learningRate: 3e-3 },
    draws: 65_536,
    trajectories: 8000,
    leastEffective: 0.45,
    leastAccepted: 0.6,
  },
}
/** Standard errors that two right estimates, or one and the truth, may be apart: once in 16,000. */
const joint = 4
const observables = { susceptibility: 'chi_2', square: 'mean phi^2', action: 'S / V' } as const

/** Two independent estimates, apart by as many of their joint errors. */
const apart = (a: Estimate, b: Estimate): number => Math.abs(a.mean - b.mean) / Math.hypot(a.error, b.error)

/** A flow that trained itself proposes fields; Metropolis makes them exact; hybrid Monte Carlo, which shares nothing, agrees. */
export const lattice: Study = {
  name: 'lattice',
  title: 'Sampling lattice field theory with a flow',
  statement:
    'a flow trained on nothing but the action proposes fields that Metropolis makes exact: its chain agrees with hybrid Monte Carlo',
  source: 'Albergo et al. 2019; Wolff 2004 for the errors',
  ownData: true,
  data: async () => {
    const nothing = await loadDataset('none')
    return { train: nothing, heldOut: nothing }
  },
  async run({ train, subject, random, quick }) {
    const budget = quick ? budgets.quick : budgets.thorough
    const { sizes, settings, trajectories } = budget
    const trained = await train({ model: 'phi4-flow', sizes, settings })
    const { side, mass_squared, coupling } = trained.model.options
    const theory = { massSquared: mass_squared, coupling }
    const proposals = await propose(subject(trained), side, budget.draws, random)
    const chain = independenceMetropolis(proposals.logWeights, random.split('metropolis'))
    const measure = measurer(theory, side)
    const measured = proposals.fields.map(measure)
    const byFlow = estimates([Array.from(chain.at, (i) => measured[i])])
    const reference = hmc(
      theory,
      { side, chains: 16, thermalisation: 100, trajectories, steps: 8, length: 1 },
      random.split('hmc'),
    )
    const byHmc = estimates(reference.fields.map((fields) => fields.map(measure)))
    const effective = effectiveSampleSize(proposals.logWeights)
    const agreement = (Object.keys(observables) as (keyof typeof observables)[]).map(
      (name): Claim => ({
        name: `${observables[name]} by the flow's chain and by HMC, in joint errors`,
        measured: apart(byFlow[name], byHmc[name]),
        bound: joint,
      }),
    )
    return {
      claims: [
        ...agreement,
        {
          name: '<sum phi dS/dphi> = V by HMC, in errors',
          measured: Math.abs(byHmc.virial.mean - 1) / byHmc.virial.error,
          bound: joint,
        },
        {
          name: 'proposals for each effective one',
          measured: 1 / effective,
          bound: 1 / budget.leastEffective,
        },
        {
          name: 'share of proposals refused',
          measured: 1 - chain.acceptance,
          bound: 1 - budget.leastAccepted,
        },
      ],
      numbers: {
        'effective sample size': effective,
        acceptance: chain.acceptance,
        'acceptance of HMC': reference.acceptance,
        'chi_2 by the flow': byFlow.susceptibility.mean,
        'its error': byFlow.susceptibility.error,
        'chi_2 by HMC': byHmc.susceptibility.mean,
        'its error by HMC': byHmc.susceptibility.error,
      },
      figures: [
        {
          title: 'Training without data',
          caption: `The reverse Kullback-Leibler divergence, up to log Z, over ${trained.losses.length} steps.`,
          ...lossCurve([{ label: 'KL', points: trained.losses.map(({ loss }, i) => [i + 1, loss]) }]),
        },
      ],
    }
  },
}

async function propose(sampler: Subject, side: number, draws: number, random: Random) {
  const noise = random.split('proposals')
  const fields: Field[] = []
  const logWeights: number[] = []
  for (let done = 0; done < draws; done += perCall) {
    const z = value(noise.normal(perCall * side * side), [perCall, side, side])
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

const estimates = (chains: readonly (readonly Measured[])[]) => {
  const of = (name: keyof Measured) => gammaMethod(chains.map((chain) => chain.map((one) => one[name])))
  return {
    susceptibility: of('susceptibility'),
    square: of('square'),
    action: of('action'),
    virial: of('virial'),
  }
}
