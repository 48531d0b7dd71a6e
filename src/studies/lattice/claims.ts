import { apart, type KnownTheory } from '../../lattice/known.ts'
import type { Claim } from '../study.ts'
import type { Estimates, FlowSample, Sampled } from './sampling.ts'

const observables = { susceptibility: 'chi_2', square: 'mean phi^2', action: 'S / V' } as const
const names = Object.keys(observables) as (keyof typeof observables)[]

/** Standard errors that two right estimates, or one and the truth, may be apart: once in 16,000. */
const joint = 4
/** And from what is known: once in 370. */
const fromKnown = 3

/** Two ways of sampling that share nothing say the same of every observable, and of the two-point function. */
export function agreement(flow: Estimates, hmc: Estimates): Claim[] {
  const half = flow.twoPoint.slice(0, flow.twoPoint.length / 2 + 1) // G(L - t) = G(t)
  return [
    ...names.map((name) => ({
      name: `${observables[name]} by the flow's chain and by HMC, in joint errors`,
      measured: apart(flow[name], hmc[name]),
      bound: joint,
    })),
    {
      name: "two-point function by the flow's chain and by HMC, in joint errors",
      measured: half.reduce((most, g, t) => Math.max(most, apart(g, hmc.twoPoint[t])), 0),
      bound: joint,
    },
  ]
}

/** What was measured is what is known. */
export const asKnown = (by: string, found: Estimates, known: KnownTheory): Claim[] =>
  names.map((name) => ({
    name: `${observables[name]} by ${by} and as known, in joint errors`,
    measured: apart(found[name], known.observables[name]),
    bound: fromKnown,
  }))

/** <sum phi dS/dphi> = V, exactly, by integration by parts. */
export const identity = (by: string, { virial }: Estimates): Claim => ({
  name: `<sum phi dS/dphi> = V by ${by}, in errors`,
  measured: Math.abs(virial.mean - 1) / virial.error,
  bound: joint,
})

/** The flow has learned the theory: few of its proposals are lost. */
export const efficiency = (
  { effective, acceptance }: FlowSample,
  least: { readonly effective: number; readonly accepted: number },
): Claim[] => [
  { name: 'proposals for each effective one', measured: 1 / effective, bound: 1 / least.effective },
  { name: 'share of proposals refused', measured: 1 - acceptance, bound: 1 - least.accepted },
]

/** What someone would like to read. */
export function numbersOf(flow: FlowSample, hmc: Sampled): Record<string, number> {
  const measured = names.flatMap((name) =>
    [
      ['the flow', flow.estimates],
      ['HMC', hmc.estimates],
    ].flatMap(([by, estimates]) => {
      const { mean, error } = (estimates as Estimates)[name]
      return [
        [`${observables[name]} by ${by}`, mean] as const,
        [`error of ${observables[name]} by ${by}`, error] as const,
      ]
    }),
  )
  return {
    'effective sample size': flow.effective,
    acceptance: flow.acceptance,
    'acceptance of HMC': hmc.acceptance,
    ...Object.fromEntries(measured),
  }
}
