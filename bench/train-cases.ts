import { twoMoons } from '../src/data/densities.ts'
import { type Random, seededRandom } from '../src/data/random.ts'
import type { Value } from '../src/engines/engine.ts'
import { value } from '../src/engines/value.ts'
import { linearAutoencoder } from '../src/models/linear-autoencoder.ts'
import type { Model } from '../src/models/model.ts'
import { realNvp } from '../src/models/realnvp.ts'
import { freshState } from '../src/training/run.ts'
import type { TrainingState } from '../src/training/trainer.ts'

/** How long does a whole training step take: a batch fed, forward, backward, Adam, the loss read? */
export interface TrainCase {
  readonly suite: 'train'
  readonly name: string
  readonly model: Model
  readonly learningRate: number
  /** The same weights on every runner, so that the losses can be compared. */
  readonly start: TrainingState
  /** Taken in turn. */
  readonly batches: readonly Value[]
}

interface Recipe {
  readonly name: string
  readonly model: Model
  readonly draw: (random: Random) => Value
}

const uniform = (batch: number, dim: number) => (random: Random) =>
  value(Float32Array.from(random.uniform(batch * dim)), [batch, dim])

const recipes: readonly Recipe[] = [
  {
    name: 'realnvp-2d',
    model: realNvp({ dim: 2, couplings: 6, width: 64 }),
    draw: (random) => twoMoons(256, random) as Value,
  },
  {
    name: 'linear-autoencoder-mnist',
    model: linearAutoencoder({ dim: 784, latent: 16 }),
    draw: uniform(128, 784),
  },
  {
    name: 'linear-autoencoder-digits',
    model: linearAutoencoder({ dim: 64, latent: 8 }),
    draw: uniform(128, 64),
  },
]

const seed = 1
const batchCount = 8

export const trainCases = (): TrainCase[] =>
  recipes.map(({ name, model, draw }) => ({
    suite: 'train',
    name,
    model,
    learningRate: 1e-3,
    start: freshState(model, seed),
    batches: Array.from({ length: batchCount }, (_, i) => draw(seededRandom(seed).split(`batch ${i}`))),
  }))
