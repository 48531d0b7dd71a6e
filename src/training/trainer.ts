import type { Engine, Executable, Value, Values } from '../engines/engine.ts'
import { compileScan, type Scan, stack } from '../engines/scan.ts'
import { cells, value } from '../engines/value.ts'
import type { Phase, Trainable } from '../models/model.ts'
import type { Optimizer } from '../nn/optimizers.ts'
import type { Weights } from '../nn/parameters.ts'
import { packWeights, unpackWeights } from './packing.ts'
import { type Packing, packingOf, scalarName, slotName, type TrainingStep, trainingStep } from './step.ts'
import { stepsTaken } from './turns.ts'

/** All that a run needs to go on where it stands: the weights, what the optimiser remembers, and the rounds done. */
export interface TrainingState {
  readonly step: number
  readonly weights: Weights
  /** The optimisers' memory, by pack and slot; empty before the first step. */
  readonly slots: Values
}

export interface Trainer {
  readonly executor: string
  /** Steps that are best taken in one go: more than one where the engine goes from step to step by itself. */
  readonly stride: number
  /**
   * Takes gradient steps of a phase, the first unless told, one for each batch: the data, the noise and the model's
   * scalars. Gives the loss before each. Throws where one is not finite.
   */
  steps(batches: readonly Values[], phase?: Phase): Promise<number[]>
  /** A copy of the weights and the optimisers' memory, as they are now. */
  state(): Omit<TrainingState, 'step'>
  dispose(): Promise<void>
}

/** More steps save no more time; and a run is stopped, and shows how far it is, only between one scan and the next. */
export const longestScan = 16

/** Trains a model on an engine, from a state, with batches of one size. */
export async function createTrainer(
  model: Trainable,
  optimizerOf: (phase: Phase) => Optimizer,
  engine: Engine,
  batch: number,
  start: TrainingState,
): Promise<Trainer> {
  const packing = packingOf(model)
  const steps = new Map<Phase, { plan: TrainingStep; executable: Executable }>()
  for (const phase of model.phases) {
    const plan = trainingStep(model, phase, optimizerOf(phase), batch, packing)
    steps.set(phase, { plan, executable: await compileScan(engine, scanOf(plan)) })
  }
  const vectors = initialVectors(packing, [...steps.values()], start)
  const taken = stepsTaken(model.phases, start.step)
  const first = model.phases[0]
  return {
    get executor() {
      return stepOf(steps, first).executable.executor
    },
    stride: engine.compileScan ? longestScan : 1,
    async steps(batches, phase = first) {
      const { plan, executable } = stepOf(steps, phase)
      const before = taken.get(phase.moves) ?? 0
      const { loss, ...after } = await executable.run(feedsOf(plan, vectors, batches, before + 1))
      const losses = Array.from(cells(loss))
      const bad = losses.findIndex((reached) => !Number.isFinite(reached))
      if (bad >= 0) {
        const which = model.phases.length > 1 ? ` of the ${phase.name}` : ''
        throw new Error(
          `the loss${which} became ${losses[bad]} at step ${before + bad + 1}; lower the learning rate, or look at the data`,
        )
      }
      for (const [name, vector] of Object.entries(after)) vectors.set(name, vector)
      taken.set(phase.moves, before + batches.length)
      return losses
    },
    state: () => stateOf(packing, vectors),
    async dispose() {
      for (const { executable } of steps.values()) await executable.dispose()
    },
  }
}

function stepOf<S>(steps: ReadonlyMap<Phase, S>, phase: Phase): S {
  const found = steps.get(phase)
  if (found) return found
  const known = [...steps.keys()].map(({ name }) => name).join(', ')
  throw new RangeError(`the model has no phase '${phase.name}' of this kind; it has ${known}`)
}

function initialVectors(
  { all }: Packing,
  steps: readonly { plan: TrainingStep }[],
  { weights, slots }: TrainingState,
): Map<string, Value> {
  const vectors = new Map<string, Value>(all.map((pack) => [pack.name, packWeights(pack, weights)]))
  for (const { plan } of steps) {
    for (const pack of plan.moved) {
      for (const name of plan.optimizer.slots.map((slot) => slotName(pack, slot))) {
        vectors.set(name, slots[name] ?? value(new Float64Array(pack.size)))
      }
    }
  }
  return vectors
}

/** The batches and the optimiser's scalars differ from step to step; vectors are carried on, or stay as they are. */
function scanOf({ graph, vectors }: TrainingStep): Scan {
  return { graph, scanned: [...graph.inputs.keys()].filter((name) => !vectors.includes(name)) }
}

function feedsOf(
  { optimizer, vectors: names }: TrainingStep,
  vectors: ReadonlyMap<string, Value>,
  batches: readonly Values[],
  first: number,
): Values {
  const own = batches.map((batch, i) => ({ ...batch, ...scalarsOf(optimizer, first + i) }))
  const stacks = Object.keys(own[0]).map((name) => [name, stack(own.map((inputs) => inputs[name]))])
  const kept = names.map((name) => [name, vectors.get(name)])
  return Object.fromEntries([...stacks, ...kept])
}

const scalarsOf = (optimizer: Optimizer, step: number): Values =>
  Object.fromEntries(
    Object.entries(optimizer.scalars(step)).map(([name, number]) => [scalarName(name), value([number], [])]),
  )

function stateOf({ all }: Packing, vectors: ReadonlyMap<string, Value>): Omit<TrainingState, 'step'> {
  const packs = new Set(all.map(({ name }) => name))
  const slots = [...vectors].filter(([name]) => !packs.has(name))
  return {
    weights: Object.assign({}, ...all.map((pack) => unpackWeights(pack, vectors.get(pack.name) as Value))),
    slots: Object.fromEntries(slots.map(([name, kept]) => [name, value(cells(kept).slice(), kept.shape)])),
  }
}
