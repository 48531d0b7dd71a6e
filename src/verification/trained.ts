import { loadDataset } from '../data/dataset.ts'
import type { Engine, Value, Values } from '../engines/engine.ts'
import { type Model, modelNamed, recipeOf } from '../models/index.ts'
import type { Weights } from '../nn/parameters.ts'
import { modelFor, trainingData } from '../training/data.ts'
import { type Losses, train } from '../training/run.ts'

/** A model, trained by its own recipe, and what it was trained on. */
export interface Trained {
  readonly model: Model
  readonly weights: Weights
  readonly data: Value
  /** What it was trained on, by the model's names; x is `data`. */
  readonly rows: Values
  readonly losses: readonly Losses[]
}

/** The engine that trains a model: the one its recipe names, where that is among them, else the first. */
export const trainingEngine = (name: string, engines: readonly Engine[]): Engine =>
  engines.find((engine) => engine.name === recipeOf(modelNamed(name)).engine) ?? engines[0]

export async function trainedModel(name: string, engine: Engine, seed: number): Promise<Trained> {
  const recipe = recipeOf(modelNamed(name))
  const dataset = await loadDataset(recipe.data, { seed })
  const model = modelFor(name, dataset, recipe.lawSizes)
  const rows = trainingData(model, dataset)
  const losses: Losses[] = []
  const onStep = (_: number, now: Losses) => losses.push(now)
  const { weights } = await train(
    model,
    engine,
    rows,
    { seed, ...recipe, steps: recipe.lawSteps ?? recipe.steps },
    { onStep },
  )
  return { model, weights, data: dataset.x, rows, losses }
}
