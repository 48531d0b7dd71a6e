import type { Density } from '../data/densities.ts'
import type { GaussianMixture } from '../data/gaussian-mixture.ts'
import { value } from '../engines/value.ts'
import { toPoints } from '../report/plots/points.ts'
import { type ModeCoverage, modeCoverage } from '../statistics/mode-coverage.ts'
import { type Board, type Budget, boards, budgets, drawn } from './mode-collapse/boards.ts'
import { gamesFigure } from './mode-collapse/figure.ts'
import type { Claim, Findings, Study, StudyContext } from './study.ts'
import type { TrainedModel } from './trainings.ts'

const [samples, looks] = [10_000, 13]

/**
 * The same two networks in both, of which the judge takes five steps in a round and the generator one. The penalty's
 * weight is that of its authors' own code for points.
 */
const players = {
  GAN: { model: 'gan-2d', sizes: { discriminator_steps: 5 } },
  'WGAN-GP': { model: 'wgan-gp', sizes: { critic_steps: 5, lambda: 0.1 } },
}
type Player = keyof typeof players
type ByPlayer<T> = Readonly<Record<Player, T>>

/** GANs of points, whose modes can be counted: a generator can please its judge with a part of what it should learn. */
export const modeCollapse: Study = {
  name: 'mode-collapse',
  title: 'Mode collapse',
  statement:
    'with the same networks, batches and number of steps, a Wasserstein GAN with a gradient penalty learns every mode of a mixture, and a plain GAN loses some',
  source:
    'Gulrajani et al. 2017; the counts as in Srivastava et al. 2017, the picture as in Kahng et al. 2018 (GAN Lab)',
  ownData: true,
  data: async (seed) => ({ train: drawn('Ring of 8', seed), heldOut: drawn('Ring of 8', seed + 1) }),
  async run(context) {
    const chosen = Object.entries(budgets[context.quick ? 'quick' : 'thorough'])
    const all: Findings[] = []
    for (const [board, budget] of chosen) all.push(await compared(context, board as Board, budget))
    return {
      claims: all.flatMap(({ claims }) => claims),
      figures: all.flatMap(({ figures }) => figures),
      numbers: Object.assign({}, ...all.map(({ numbers }) => numbers)),
    }
  },
}

/** Both players on one board. */
async function compared(context: StudyContext, board: Board, budget: Budget): Promise<Findings> {
  const games = {
    GAN: await played(context, board, 'GAN', budget),
    'WGAN-GP': await played(context, board, 'WGAN-GP', budget),
  }
  const [gan] = games.GAN
  const [ours] = games['WGAN-GP']
  const figures = context.draws ? [await gamesFigure(context, board, { GAN: gan, 'WGAN-GP': ours })] : []
  const { mixture }: Density = boards[board]
  if (!mixture) return { claims: [], figures }
  const coverage = {
    GAN: await coverages(context, games.GAN, mixture),
    'WGAN-GP': await coverages(context, games['WGAN-GP'], mixture),
  }
  return {
    claims: claims(board, budget, coverage),
    figures,
    numbers: { ...numbers(board, 'GAN', coverage.GAN), ...numbers(board, 'WGAN-GP', coverage['WGAN-GP']) },
  }
}

async function played(
  { seed, train }: StudyContext,
  board: Board,
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
        data: drawn(board, own),
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
  board: Board,
  { strays, collapses }: Budget,
  { GAN: gan, 'WGAN-GP': ours }: ByPlayer<readonly ModeCoverage[]>,
): Claim[] {
  const modes = ours[0].counts.length
  const lost = { name: `${board}: modes that WGAN-GP loses`, measured: modes - leastCovered(ours), bound: 0 }
  const kept = {
    name: `${board}: modes that the GAN keeps, of ${modes}`,
    measured: leastCovered(gan),
    bound: modes - 1,
  }
  const near = `${board}: samples of WGAN-GP near no mode`
  return [
    lost,
    ...(strays === undefined ? [] : [{ name: near, measured: 1 - leastQuality(ours), bound: strays }]),
    ...(collapses ? [kept] : []),
  ]
}

function numbers(board: Board, player: Player, all: readonly ModeCoverage[]) {
  const of = all.length > 1 ? ` in the worst of ${all.length}` : ''
  return {
    [`${board}, ${player}: modes covered${of}`]: leastCovered(all),
    [`${board}, ${player}: share of samples near a mode${of}`]: leastQuality(all),
  }
}
