import { eightGaussians, twoMoons } from '../../src/data/densities.ts'
import { type Random, seededRandom } from '../../src/data/random.ts'
import type { Value, Values } from '../../src/engines/engine.ts'
import { value } from '../../src/engines/value.ts'
import { convolutionalAutoencoder } from '../../src/models/convolutional-autoencoder.ts'
import { dcgan } from '../../src/models/dcgan.ts'
import { deepAutoencoder } from '../../src/models/deep-autoencoder.ts'
import { gan2d } from '../../src/models/gan.ts'
import { linearAutoencoder } from '../../src/models/linear-autoencoder.ts'
import type { Phase } from '../../src/models/model.ts'
import { phi4Flow } from '../../src/models/phi4-flow.ts'
import { realNvp } from '../../src/models/realnvp.ts'
import { realNvpImage } from '../../src/models/realnvp-image.ts'
import { vae } from '../../src/models/vae.ts'
import { adam, type Optimizer, type Schedule, sgd } from '../../src/nn/optimizers.ts'
import { drawNoise } from '../../src/training/noise.ts'
import { freshState } from '../../src/training/run.ts'
import type { TrainingState } from '../../src/training/trainer.ts'
import { sigmoidAutoencoder, type Trained } from './sigmoid-autoencoder.ts'
import type { Undrawn } from './undrawn.ts'

/**
 * How long does a whole training step take: a batch fed, forward, backward, the optimiser, the loss read? Where phases take turns,
 * a step is a round of them.
 */
export interface TrainCase {
  readonly suite: 'train'
  readonly name: string
  readonly model: Trained
  readonly optimizerOf: (phase: Phase) => Optimizer
  /** Samples a step. */
  readonly batch: number
  /** The same weights on every runner, so that the losses can be compared. */
  readonly start: TrainingState
  /** What the losses of a round take, by name: data and the noise of all phases. Taken in turn. */
  readonly batches: readonly Values[]
}

interface Recipe {
  readonly name: string
  readonly model: Trained
  readonly batch: number
  /** 1e-3 unless told. */
  readonly learningRate?: number
  /** The model's own unless told, or Adam. */
  readonly optimizer?: Optimizer
  /** A batch of the model's data, x [batch, dim]; none where it is trained on noise alone. */
  readonly draw?: (batch: number, random: Random) => Value
}

/** Cells in [0, 1), as grey pixels are. */
const pixels =
  (dim: number): NonNullable<Recipe['draw']> =>
  (batch, random) =>
    value(Float32Array.from(random.uniform(batch * dim)), [batch, dim])

const recipes: readonly Recipe[] = [
  {
    name: 'realnvp-2d',
    model: realNvp({ dim: 2, couplings: 6, width: 64 }),
    batch: 256,
    draw: (batch, random) => twoMoons(batch, random) as Value,
  },
  { name: 'realnvp-image', model: realNvpImage({ dim: 64 }), batch: 64, draw: pixels(64) },
  { name: 'phi4', model: phi4Flow({ side: 4 }), batch: 64 },
  {
    name: 'linear-autoencoder-mnist',
    model: linearAutoencoder({ dim: 784, latent: 16 }),
    batch: 128,
    draw: pixels(784),
  },
  {
    name: 'linear-autoencoder-digits',
    model: linearAutoencoder({ dim: 64, latent: 8 }),
    batch: 128,
    draw: pixels(64),
  },
  {
    name: 'sigmoid-autoencoder',
    model: sigmoidAutoencoder({ dim: 784, latent: 16 }),
    batch: 1,
    optimizer: sgd({ lr: 0.01 }),
    draw: pixels(784),
  },
  {
    name: 'autoencoder',
    model: deepAutoencoder({ dim: 784, latent: 16, width: 512 }),
    batch: 128,
    draw: pixels(784),
  },
  {
    name: 'conv-autoencoder',
    model: convolutionalAutoencoder({ dim: 784, latent: 16 }),
    batch: 64,
    draw: pixels(784),
  },
  {
    name: 'gan-2d',
    model: gan2d(),
    batch: 256,
    draw: (batch, random) => eightGaussians(batch, random) as Value,
  },
  {
    name: 'dcgan',
    model: dcgan({ dim: 784, latent: 32, channels: 32 }),
    batch: 64,
    learningRate: 2e-4, // the paper's; in float32, larger steps part from those in float64
    draw: pixels(784),
  },
  { name: 'vae', model: vae({ dim: 784, latent: 20, width: 400 }), batch: 128, draw: pixels(784) },
]

const seed = 1
const batchCount = 8
const constant: Schedule = () => 1

export const trainCases: readonly Undrawn<TrainCase>[] = recipes.map((recipe) => ({
  name: recipe.name,
  draw: () => ({
    suite: 'train',
    name: recipe.name,
    model: recipe.model,
    optimizerOf: optimizerOf(recipe),
    batch: recipe.batch,
    start: freshState(recipe.model, seed),
    batches: Array.from({ length: batchCount }, (_, i) =>
      drawBatch(recipe, seededRandom(seed).split(`batch ${i}`)),
    ),
  }),
}))

const optimizerOf =
  ({ learningRate = 1e-3, optimizer: told }: Recipe): TrainCase['optimizerOf'] =>
  ({ optimizer }) =>
    told ?? optimizer?.(learningRate, constant) ?? adam({ lr: learningRate }, constant)

function drawBatch({ model, batch, draw }: Recipe, random: Random): Values {
  const noise = Object.assign({}, ...model.phases.map((phase) => phase.noise))
  return { ...(draw ? { x: draw(batch, random) } : {}), ...drawNoise(noise, batch, random.split('noise')) }
}
