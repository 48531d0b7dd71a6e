import { seededRandom } from '../data/random.ts'
import type { Engine, Value } from '../engines/engine.ts'
import type { Model } from '../models/model.ts'
import { adam, cosineDecay } from '../nn/optimizers.ts'
import { initialWeights } from '../nn/parameters.ts'
import { batches, noise } from './batches.ts'
import { createTrainer, type TrainingState } from './trainer.ts'

/** What decides a run: the same settings give the same bits on one engine. */
export interface RunSettings {
  readonly seed: number
  readonly steps: number
  readonly batch: number
  readonly learningRate: number
}

export interface TrainOptions {
  /** Where to go on from; a fresh start unless given. */
  readonly start?: TrainingState
  /** Called after every step with its number, from 1, and the loss before it. */
  readonly onStep?: (step: number, loss: number) => void
  /** Called with the state every so many steps. */
  readonly checkpoint?: { readonly every: number; readonly save: (state: TrainingState) => Promise<void> }
  /** Stops after the current step when it is aborted. */
  readonly signal?: AbortSignal
}

/** A model's state before its first step. */
export const freshState = (model: Model, seed: number): TrainingState => ({
  step: 0,
  weights: initialWeights(model.parameters, seededRandom(seed).split('weights')),
  slots: {},
})

/**
 * Trains a model on data x [M, ...sample] with Adam and gives the state where it ended: after `steps`, or where the
 * signal stopped it. Throws where the data do not fit the model, or the loss is not finite any more.
 */
export async function train(
  model: Model,
  engine: Engine,
  x: Value,
  { seed, steps, batch, learningRate }: RunSettings,
  { start = freshState(model, seed), onStep, checkpoint, signal }: TrainOptions = {},
): Promise<TrainingState> {
  const optimizer = adam({ lr: learningRate }, cosineDecay(steps))
  const noiseOf = noise(model, batch, seededRandom(seed).split('noise'))
  const batchOf = batches(x, batch, seededRandom(seed).split('batches'))
  const trainer = await createTrainer(model, optimizer, engine, batch, start)
  try {
    for (let step = start.step; step < steps && !signal?.aborted; step++) {
      const loss = await trainer.step({ x: batchOf(step), ...noiseOf(step) })
      onStep?.(step + 1, loss)
      if (checkpoint && (step + 1) % checkpoint.every === 0) await checkpoint.save(trainer.state())
      // Engines compute without letting go of the thread; a signal needs a turn of the event loop to be heard.
      if (step % 16 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    return trainer.state()
  } finally {
    await trainer.dispose()
  }
}
