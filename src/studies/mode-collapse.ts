import { loadDataset } from '../data/dataset.ts'
import { type Density, densities } from '../data/densities.ts'
import type { GaussianMixture } from '../data/gaussian-mixture.ts'
import { value } from '../engines/value.ts'
import { adversarialField } from '../report/plots/adversarial-field.ts'
import { joinPanels } from '../report/plots/plot.ts'
import { toPoints } from '../report/plots/points.ts'
import { type ModeCoverage, modeCoverage } from '../statistics/mode-coverage.ts'
import { watchGame } from './mode-collapse/watch.ts'
import type { Claim, Findings, Study, StudyContext } from './study.ts'
import type { TrainedModel } from './trainings.ts'

const [points, samples] = [10_000, 10_000]
const [dataShown, looks, reach] = [240, 13, 3.2]

/** The same two networks in both, of which the judge takes five steps in a round and the generator one. */
const players = {
  GAN: { model: 'gan-2d', sizes: { discriminator_steps: 5 } },
  'WGAN-GP': { model: 'wgan-gp', sizes: { critic_steps: 5, lambda: 0.1 } },
}
type Player = keyof typeof players
type ByPlayer<T> = Readonly<Record<Player, T>>

interface Budget {
  readonly rounds: number
  readonly width: number
  /** How often the game is played, each time with other data and weights. */
  readonly plays: number
  /** Of WGAN-GP's samples, those that may lie near no mode: of the mixture's own draws 0.011 do. */
  readonly strays?: number
  /** Whether the GAN is claimed to lose modes. */
  readonly collapses?: boolean
}

const titles = { 'eight-gaussians': 'Ring of 8', 'grid-gaussians': 'Grid of 25', moons: 'Two moons' }
type Name = keyof typeof titles

const budgets: Readonly<Record<'quick' | 'thorough', Readonly<Partial<Record<Name, Budget>>>>> = {
  quick: {
    'eight-gaussians': { rounds: 800, width: 64, plays: 1, strays: 0.1 },
    'grid-gaussians': { rounds: 800, width: 64, plays: 1, collapses: true },
  },
  thorough: {
    'eight-gaussians': { rounds: 1500, width: 64, plays: 5, strays: 0.1 },
    'grid-gaussians': { rounds: 10_000, width: 128, plays: 1, strays: 0.1, collapses: true },
    moons: { rounds: 1500, width: 64, plays: 1 },
  },
}

/** GANs of points, whose modes can be counted: a generator can please its judge with a part of what it should learn. */
export const modeCollapse: Study = {
  name: 'mode-collapse',
  title: 'Mode collapse',
  statement:
    'with the same networks, batches and number of steps, a Wasserstein GAN with a gradient penalty learns every mode of a mixture, and a plain GAN loses some',
  source:
    'Gulrajani et al. 2017; the counts as in Srivastava et al. 2017, the picture as in Kahng et al. 2018',
  ownData: true,
  data: async (seed) => ({
    train: await loadDataset('eight-gaussians', { n: points, seed }),
    heldOut: await loadDataset('eight-gaussians', { n: samples, seed: seed + 1 }),
  }),
  async run(context) {
    const chosen = Object.entries(budgets[context.quick ? 'quick' : 'thorough'])
    const all: Findings[] = []
    for (const [name, budget] of chosen) all.push(await compared(context, name as Name, budget))
    return {
      claims: all.flatMap(({ claims }) => claims),
      figures: all.flatMap(({ figures }) => figures),
      numbers: Object.assign({}, ...all.map(({ numbers }) => numbers)),
    }
  },
}

/** Both players on one density. */
async function compared(context: StudyContext, name: Name, budget: Budget): Promise<Findings> {
  const games = {
    GAN: await played(context, name, 'GAN', budget),
    'WGAN-GP': await played(context, name, 'WGAN-GP', budget),
  }
  const figures = context.draws ? [await figure(context, name, games)] : []
  const { mixture }: Density = densities[name]
  if (!mixture) return { claims: [], figures }
  const coverage = {
    GAN: await coverages(context, games.GAN, mixture),
    'WGAN-GP': await coverages(context, games['WGAN-GP'], mixture),
  }
  return {
    claims: claims(name, budget, coverage),
    figures,
    numbers: { ...numbers(name, 'GAN', coverage.GAN), ...numbers(name, 'WGAN-GP', coverage['WGAN-GP']) },
  }
}

async function played(
  { seed, train }: StudyContext,
  name: Name,
  player: Player,
  { rounds, width, plays }: Budget,
): Promise<TrainedModel[]> {
  const { model, sizes } = players[player]
  const games: TrainedModel[] = []
  for (let play = 0; play < plays; play++) {
    const own = seed + play
    games.push(
      await train({
        model,
        sizes: { ...sizes, width },
        settings: { steps: rounds, batch: 128, learningRate: 4e-3, seed: own },
        data: await loadDataset(name, { n: points, seed: own }),
        ...(play === 0 ? { looks } : {}),
      }),
    )
  }
  return games
}

async function coverages(
  { subject, random }: StudyContext,
  games: readonly TrainedModel[],
  mixture: GaussianMixture,
): Promise<ModeCoverage[]> {
  const all: ModeCoverage[] = []
  for (const game of games) {
    const [latent] = game.model.functions.generate.inputs.z
    const z = value(random.split('samples').normal(samples * latent), [samples, latent])
    const { x } = await subject(game).call('generate', { z })
    all.push(modeCoverage(toPoints(x), mixture))
  }
  return all
}

/** In the worst of several plays. */
const leastCovered = (all: readonly ModeCoverage[]): number => Math.min(...all.map(({ covered }) => covered))
const leastQuality = (all: readonly ModeCoverage[]): number =>
  Math.min(...all.map(({ highQuality }) => highQuality))

function claims(
  name: Name,
  { strays, collapses }: Budget,
  { GAN: gan, 'WGAN-GP': ours }: ByPlayer<readonly ModeCoverage[]>,
): Claim[] {
  const title = titles[name]
  const modes = ours[0].counts.length
  const lost = { name: `${title}: modes that WGAN-GP loses`, measured: modes - leastCovered(ours), bound: 0 }
  const kept = {
    name: `${title}: modes that the GAN keeps, of ${modes}`,
    measured: leastCovered(gan),
    bound: modes - 1,
  }
  const near = `${title}: samples of WGAN-GP near no mode`
  return [
    lost,
    ...(strays === undefined ? [] : [{ name: near, measured: 1 - leastQuality(ours), bound: strays }]),
    ...(collapses ? [kept] : []),
  ]
}

function numbers(name: Name, player: Player, all: readonly ModeCoverage[]) {
  const of = all.length > 1 ? ` in the worst of ${all.length}` : ''
  return {
    [`${titles[name]}, ${player}: modes covered${of}`]: leastCovered(all),
    [`${titles[name]}, ${player}: share of samples near a mode${of}`]: leastQuality(all),
  }
}

async function figure(
  { engine, random }: StudyContext,
  name: Name,
  games: ByPlayer<readonly TrainedModel[]>,
) {
  const panels = []
  for (const [player, [game]] of Object.entries(games)) {
    const shown = value(game.data.x.data.slice(0, 2 * dataShown), [dataShown, 2])
    const moments = await watchGame(game, engine, reach, random.split(name))
    panels.push(adversarialField({ title: player, reach, data: toPoints(shown), moments }))
  }
  return {
    title: `${titles[name]}: the game`,
    caption:
      "The judge's field, green where it takes points for data and brown where for generated ones; data in green, generated samples in brown, with lines to where the generator's loss pushes them. A GAN's field is its probability, a critic's is scaled at every moment. A pointer stops the picture.",
    ...joinPanels(panels),
  }
}
