import type { Dataset } from '../data/dataset.ts'
import { fingerprint } from '../data/fingerprint.ts'
import type { Engine } from '../engines/engine.ts'
import { engineNamed } from '../engines/index.ts'
import { type Model, modelNamed, recipeOf } from '../models/index.ts'
import type { Weights } from '../nn/parameters.ts'
import { modelFor, trainingData } from '../training/data.ts'
import { freshState, type Losses, type RunSettings, train } from '../training/run.ts'
import type { TrainingState } from '../training/trainer.ts'

/**
 * What a study wants trained: a model by name, its sizes and settings where they are not the recipe's; or a model of the
 * study's own, which its name and options must tell from all others.
 */
export interface TrainingRequest {
  readonly model: string | Model
  readonly sizes?: Readonly<Record<string, number>>
  readonly settings?: Partial<RunSettings>
  /** Instead of the study's own training data. */
  readonly data?: Dataset
  /** How many looks to take at the weights, evenly over the run, besides that at its start. */
  readonly looks?: number
}

/** The weights after a number of rounds. */
export interface Snapshot {
  readonly step: number
  readonly weights: Weights
}

export interface TrainedModel {
  readonly model: Model
  readonly weights: Weights
  readonly data: Dataset
  readonly losses: readonly Losses[]
  /** From the start to the end, where looks were asked for; the end alone where none were. */
  readonly history: readonly Snapshot[]
}

export interface Trainings {
  train(request: TrainingRequest, data: Dataset, seed: number): Promise<TrainedModel>
  /** What else is trained, on `onnx`: made once for a key. */
  share<T>(key: string, make: (engine: Engine) => Promise<T>): Promise<T>
  dispose(): Promise<void>
}

/**
 * Trains what studies ask for, each on the engine that its recipe names, and keeps it: another study, or another engine
 * that runs it, gets the same weights. Throws as `train` does.
 */
export function startTrainings(onTraining: (what: string) => void = () => {}): Trainings {
  const known = new Map<string, Promise<TrainedModel>>()
  const shared = new Map<string, Promise<unknown>>()
  const engines = new Map<string, Promise<Engine>>()

  async function fresh(
    { model: wanted, sizes, settings, looks }: TrainingRequest,
    data: Dataset,
    seed: number,
  ) {
    const model = typeof wanted === 'string' ? modelFor(wanted, data, sizes) : wanted
    const { engine = 'onnx', steps, batch, learningRate } = recipeOf(model)
    onTraining(`training ${model.title} on ${engine}`)
    const losses: Losses[] = []
    const rows = trainingData(model, data)
    const most = Math.min(...Object.values(rows).map(({ shape }) => shape[0]))
    const own = { seed, steps, learningRate, ...settings, batch: Math.min(settings?.batch ?? batch, most) }
    const onStep = (_: number, now: Losses) => losses.push(now)
    const history = looks ? [freshState(model, own.seed)] : []
    const checkpoint = {
      every: looks ? Math.ceil(own.steps / looks) : Number.POSITIVE_INFINITY,
      save: async (state: TrainingState) => void history.push(state),
    }
    const end = await train(model, await engineOf(engine), rows, own, { onStep, checkpoint })
    if (history.at(-1)?.step !== end.step) history.push(end)
    return { model, weights: end.weights, data, losses, history }
  }

  function engineOf(name: string): Promise<Engine> {
    const engine = engines.get(name) ?? engineNamed(name)
    engines.set(name, engine)
    return engine
  }

  return {
    train(request, own, seed) {
      const { model, sizes, settings, looks, data = own } = request
      const { name, options } = typeof model === 'string' ? modelNamed(model) : model
      const key = JSON.stringify([name, { ...options, ...sizes }, settings, looks, fingerprint(data), seed])
      const found = known.get(key) ?? fresh(request, data, seed)
      known.set(key, found)
      return found
    },
    share<T>(key: string, make: (engine: Engine) => Promise<T>) {
      const found = (shared.get(key) as Promise<T> | undefined) ?? engineOf('onnx').then(make)
      shared.set(key, found)
      return found
    },
    async dispose() {
      for (const engine of engines.values()) await (await engine).dispose()
    },
  }
}
