import { type Random, seededRandom } from '../../src/data/random.ts'
import type { Value } from '../../src/engines/engine.ts'
import { cells, value } from '../../src/engines/value.ts'
import { dcgan } from '../../src/models/dcgan.ts'
import { gan } from '../../src/models/gan.ts'
import type { Model } from '../../src/models/model.ts'
import { realNvp } from '../../src/models/realnvp.ts'
import { vae } from '../../src/models/vae.ts'
import { initialWeights, type Weights } from '../../src/nn/parameters.ts'
import { size } from '../../src/ops/shape.ts'
import type { Undrawn } from './undrawn.ts'

/** How long does a batch of samples take: latents, drawn before, through a model whose weights stay as they are? */
export interface SampleCase {
  readonly suite: 'sample'
  readonly name: string
  readonly model: Model
  /** The function that takes latents z to samples, and what it calls them. */
  readonly through: string
  readonly output: string
  readonly weights: Weights
  /** Latents, [batch, latent], standard normal. */
  readonly z: Value
}

type Recipe = Pick<SampleCase, 'name' | 'model' | 'through' | 'output'> & { readonly batch: number }

const recipes: readonly Recipe[] = [
  {
    name: 'vae-decoder',
    model: vae({ dim: 784, latent: 20, width: 400 }),
    through: 'decode',
    output: 'logits',
    batch: 128,
  },
  {
    name: 'gan-generator',
    model: gan({ dim: 784, latent: 32, width: 256 }),
    through: 'generate',
    output: 'x',
    batch: 128,
  },
  {
    name: 'dcgan-generator',
    model: dcgan({ dim: 784, latent: 32, channels: 32 }),
    through: 'generate',
    output: 'x',
    batch: 64,
  },
  {
    name: 'realnvp-inverse',
    model: realNvp({ dim: 2, couplings: 6, width: 64 }),
    through: 'to_data',
    output: 'x',
    batch: 1024,
  },
]

export const sampleCases: readonly Undrawn<SampleCase>[] = recipes.map((recipe) => ({
  name: recipe.name,
  draw: () => sampleCase(recipe),
}))

function sampleCase({ batch, ...recipe }: Recipe): SampleCase {
  const random = seededRandom(1).split(recipe.name)
  const [latent] = recipe.model.functions[recipe.through].inputs.z
  const z = value(Float32Array.from(random.split('z').normal(batch * latent)), [batch, latent])
  return { suite: 'sample', ...recipe, weights: usedWeights(recipe.model, random), z }
}

/** Initial weights, each moved a little: some start at 0, where a model is simpler than it is in use. */
function usedWeights({ parameters }: Model, random: Random): Weights {
  const initial = initialWeights(parameters, random.split('weights'))
  return Object.fromEntries(
    Object.entries(initial).map(([path, weight]) => {
      const moves = random.split(path).uniform(size(weight.shape))
      return [
        path,
        value(
          Float32Array.from(cells(weight), (w, i) => w + 0.1 * moves[i]),
          weight.shape,
        ),
      ]
    }),
  )
}
