import { loadDataset } from '../data/dataset.ts'
import type { Engine, Value } from '../engines/engine.ts'
import { type Model, modelNamed } from '../models/index.ts'
import type { Weights } from '../nn/parameters.ts'
import { train } from '../training/run.ts'

/** A model, trained by its own recipe, and what it was trained on. */
export interface Trained {
  readonly model: Model
  readonly weights: Weights
  readonly data: Value
  readonly losses: readonly number[]
}

/** The engine that trains a model: the one its recipe names, where that is among them, else the first. */
export const trainingEngine = (name: string, engines: readonly Engine[]): Engine =>
  engines.find((engine) => engine.name === modelNamed(name).recipe.engine) ?? engines[0]

export async function trainedModel(name: string, engine: Engine, seed: number): Promise<Trained> {
  const { recipe } = modelNamed(name)
  const { x } = await loadDataset(recipe.data, { seed })
  const model = modelNamed(name, { dim: x.shape[1] })
  const losses: number[] = []
  const { weights } = await train(
    model,
    engine,
    x,
    { seed, ...recipe },
    { onStep: (_, loss) => losses.push(loss) },
  )
  return { model, weights, data: x, losses }
}
