import type { Dataset } from '../../data/dataset.ts'
import { type Density, densities } from '../../data/densities.ts'
import { sampleMixture } from '../../data/gaussian-mixture.ts'
import { seededRandom } from '../../data/random.ts'

/** The ring as Metz et al. 2017 have it, appendix A. */
const narrow = { ...densities['eight-gaussians'].mixture, deviation: 0.02 }

/** What there is to learn. */
export const boards = {
  'Ring of 8': densities['eight-gaussians'],
  'Narrow ring of 8': { sample: (n, random) => sampleMixture(narrow, n, random), mixture: narrow },
  'Grid of 25': densities['grid-gaussians'],
  'Two moons': densities.moons,
} satisfies Record<string, Density>
export type Board = keyof typeof boards

/** What is spent on a board, and claimed of it. */
export interface Budget {
  readonly rounds: number
  readonly width: number
  /** How often the game is played, each time with other data and weights. */
  readonly plays: number
  /** Of WGAN-GP's samples, those that may lie near no mode: of the mixture's own draws 0.011 do. */
  readonly strays?: number
  /** Whether the GAN is claimed to lose modes. */
  readonly collapses?: boolean
}

export const budgets: Readonly<Record<'quick' | 'thorough', Readonly<Partial<Record<Board, Budget>>>>> = {
  quick: {
    'Ring of 8': { rounds: 600, width: 64, plays: 1, strays: 0.1 },
    'Narrow ring of 8': { rounds: 800, width: 64, plays: 1, collapses: true },
  },
  thorough: {
    'Ring of 8': { rounds: 1500, width: 64, plays: 5, strays: 0.1 },
    'Narrow ring of 8': { rounds: 3000, width: 64, plays: 1, collapses: true },
    'Grid of 25': { rounds: 10_000, width: 128, plays: 1, strays: 0.1, collapses: true },
    'Two moons': { rounds: 1500, width: 64, plays: 1 },
  },
}

/** Points of a board. */
export const drawn = (board: Board, seed: number): Dataset => ({
  name: board,
  x: boards[board].sample(10_000, seededRandom(seed)),
})
