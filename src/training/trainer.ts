import type { Engine, Executable, Value, Values } from '../engines/engine.ts'
import { cells, value } from '../engines/value.ts'
import type { Model } from '../models/model.ts'
import type { Optimizer } from '../nn/optimizers.ts'
import type { Weights } from '../nn/parameters.ts'
import { packWeights, unpackWeights } from './packing.ts'
import { slotName, type TrainingStep, trainingStep } from './step.ts'

/** All that a run needs to go on where it stands: the weights, what the optimiser remembers, and the steps done. */
export interface TrainingState {
  readonly step: number
  readonly weights: Weights
  /** The optimiser's memory, by pack and slot; empty before the first step. */
  readonly slots: Values
}

export interface Trainer {
  readonly executor: string
  /**
   * Takes one gradient step on a batch, x [batch, ...sample] and the noise; gives the loss before it.
   * Throws where that is not finite.
   */
  step(inputs: Values): Promise<number>
  /** A copy of the state, as it is now. */
  state(): TrainingState
  dispose(): Promise<void>
}

/** Trains a model on an engine, from a state, with batches of one size. */
export async function createTrainer(
  model: Model,
  optimizer: Optimizer,
  engine: Engine,
  batch: number,
  start: TrainingState,
): Promise<Trainer> {
  const plan = trainingStep(model, optimizer, batch)
  const executable = await engine.compile(plan.graph)
  let step = start.step
  let vectors = initialVectors(plan, start)
  return {
    get executor() {
      return executable.executor
    },
    async step(inputs) {
      const { loss, ...after } = await runStep(executable, plan, step + 1, vectors, inputs)
      const reached = cells(loss)[0]
      if (!Number.isFinite(reached)) {
        throw new Error(
          `the loss became ${reached} at step ${step + 1}; lower the learning rate, or look at the data`,
        )
      }
      vectors = after
      step += 1
      return reached
    },
    state: () => stateOf(plan, step, vectors),
    dispose: () => executable.dispose(),
  }
}

function initialVectors({ packs, optimizer }: TrainingStep, { weights, slots }: TrainingState): Values {
  const vectors: Record<string, Value> = {}
  for (const pack of packs) {
    vectors[pack.name] = packWeights(pack, weights)
    for (const slot of optimizer.slots) {
      const name = slotName(pack, slot)
      vectors[name] = slots[name] ?? value(new Float64Array(pack.size))
    }
  }
  return vectors
}

function runStep(
  executable: Executable,
  { optimizer }: TrainingStep,
  step: number,
  vectors: Values,
  inputs: Values,
) {
  const scalars = Object.fromEntries(
    Object.entries(optimizer.scalars(step)).map(([name, number]) => [name, value([number], [])]),
  )
  return executable.run({ ...vectors, ...scalars, ...inputs })
}

function stateOf({ packs, optimizer }: TrainingStep, step: number, vectors: Values): TrainingState {
  const slots = packs.flatMap((pack) =>
    optimizer.slots.map((slot) => {
      const kept = vectors[slotName(pack, slot)]
      return [slotName(pack, slot), value(cells(kept).slice(), kept.shape)]
    }),
  )
  return {
    step,
    weights: Object.assign({}, ...packs.map((pack) => unpackWeights(pack, vectors[pack.name]))),
    slots: Object.fromEntries(slots),
  }
}
