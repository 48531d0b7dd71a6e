import { loadDataset } from '../data/dataset.ts'
import { type KnownTheory, knownTheories } from '../lattice/known.ts'
import { agreement, asKnown, efficiency, identity, numbersOf } from './lattice/claims.ts'
import { figuresOf } from './lattice/figures.ts'
import { byFlow, byHmc, type Lattice } from './lattice/sampling.ts'
import type { Findings, Study, StudyContext } from './study.ts'
import type { TrainingRequest } from './trainings.ts'

interface Budget {
  readonly request: Omit<TrainingRequest, 'model'>
  readonly draws: number
  readonly trajectories: number
  readonly least: { readonly effective: number; readonly accepted: number }
}

/** A theory without a mass below zero, which a small flow learns in seconds: nothing is known of it from elsewhere. */
const easy: Budget = {
  request: {
    sizes: { mass_squared: 1, layers: 6, width: 4 },
    settings: { steps: 300, batch: 64, learningRate: 1e-2 },
  },
  draws: 4096,
  trajectories: 250,
  least: { effective: 0.5, accepted: 0.5 },
}

const [small, large] = knownTheories

const smallBudget: Budget = {
  request: { settings: { steps: 8000, batch: 128, learningRate: 3e-3 } },
  draws: 65_536,
  trajectories: 8000,
  least: { effective: 0.45, accepted: 0.6 },
}

/** A flow of the tutorial of 2021 reaches 0.255 and 0.49 after 10,000 steps. */
const largeBudget: Budget = {
  request: { sizes: { side: large.side }, settings: { steps: 12_000, batch: 128, learningRate: 3e-3 } },
  draws: 65_536,
  trajectories: 8000,
  least: { effective: 0.255, accepted: 0.49 },
}

const common = {
  source: 'Albergo et al. 2019 and 2021; Wolff 2004 for the errors',
  ownData: true,
  data: async () => {
    const nothing = await loadDataset('none')
    return { train: nothing, heldOut: nothing }
  },
} as const

/** A flow that trained itself proposes fields; Metropolis makes them exact; hybrid Monte Carlo, which shares nothing, agrees. */
export const lattice: Study = {
  ...common,
  name: 'lattice',
  title: 'Sampling lattice field theory with a flow',
  statement:
    'a flow trained on nothing but the action proposes fields that Metropolis makes exact: its chain agrees with hybrid Monte Carlo',
  run: (context) => (context.quick ? quickly(context) : thoroughly(context, small, smallBudget)),
}

/** The same on four times as many sites, where flows have a harder time. */
export const largerLattice: Study = {
  ...common,
  name: 'larger-lattice',
  title: 'Sampling a larger lattice with a flow',
  statement:
    'with longer training a flow proposes fields of 8 x 8 sites, too, better than the tutorial’s does',
  byHand: true,
  run: (context) => thoroughly(context, large, largeBudget),
}

/** The flow in the easy theory, and hybrid Monte Carlo in the known one. */
async function quickly(context: StudyContext): Promise<Findings> {
  const found = await sampled(context, easy)
  const atKnown = await hmcOf(context, small, easy, 'known')
  return {
    ...found,
    claims: [...found.claims, ...asKnown('HMC', atKnown.estimates, small)],
  }
}

/** Both in the known theory, and both beside what is known. */
async function thoroughly(context: StudyContext, known: KnownTheory, budget: Budget): Promise<Findings> {
  const { flow, hmc, ...found } = await sampled(context, budget)
  return {
    ...found,
    claims: [...found.claims, ...asKnown("the flow's chain", flow, known), ...asKnown('HMC', hmc, known)],
  }
}

/** Its chains run no graph: they are the same for all engines. */
const hmcOf = ({ share, random }: StudyContext, of: Lattice, { trajectories }: Budget, label: string) =>
  share(label, async () => byHmc(of, trajectories, random.split(label)))

async function sampled(context: StudyContext, budget: Budget) {
  const { train, subject, random } = context
  const trained = await train({ model: 'phi4-flow', ...budget.request })
  const { side, mass_squared, coupling } = trained.model.options
  const theory = { side, theory: { massSquared: mass_squared, coupling } }
  const flow = await byFlow(subject(trained), theory, budget.draws, random)
  const hmc = await hmcOf(context, theory, budget, 'hmc')
  return {
    flow: flow.estimates,
    hmc: hmc.estimates,
    claims: [
      ...agreement(flow.estimates, hmc.estimates),
      identity("the flow's chain", flow.estimates),
      identity('HMC', hmc.estimates),
      ...efficiency(flow, budget.least),
    ],
    figures: figuresOf(trained.losses, flow, hmc),
    numbers: numbersOf(flow, hmc),
  }
}
