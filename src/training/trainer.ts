import type { Engine, Executable, Value, Values } from '../engines/engine.ts'
import { compileScan, type Scan, stack } from '../engines/scan.ts'
import { cells, value } from '../engines/value.ts'
import type { Phase, Trainable } from '../models/model.ts'
import type { Optimizer } from '../nn/optimizers.ts'
import type { Weights } from '../nn/parameters.ts'
import { packWeights, unpackWeights } from './packing.ts'
import {
  type OptimizerOf,
  ownName,
  type Packing,
  packingOf,
  scalarName,
  slotName,
  type TrainingStep,
  trainingStep,
} from './step.ts'
import { stepsTaken } from './turns.ts'

/** All that a run needs to go on where it stands: the weights, what the optimiser remembers, and the rounds done. */
export interface TrainingState {
  readonly step: number
  readonly weights: Weights
  /** The optimisers' memory, by pack and slot; empty before the first step. */
  readonly slots: Values
}

export interface Trainer {
  /** Steps of a phase, or rounds, that are best taken in one go: more than one where the engine goes on by itself. */
  readonly stride: number
  /**
   * Takes gradient steps of phases in turn, of the first alone unless told, one for each batch: the data, the noise and
   * the model's scalars. Gives the loss before each. Throws where one is not finite.
   */
  steps(batches: readonly Values[], phases?: readonly Phase[]): Promise<number[]>
  /** A copy of the weights and the optimisers' memory, as they are now. */
  state(): Omit<TrainingState, 'step'>
  dispose(): Promise<void>
}

/** More steps save no more time; and a run is stopped, and shows how far it is, only between one scan and the next. */
export const longestScan = 16

/** Trains a model on an engine, from a state, with batches of one size. */
export async function createTrainer(
  model: Trainable,
  optimizerOf: OptimizerOf,
  engine: Engine,
  batch: number,
  start: TrainingState,
): Promise<Trainer> {
  const packing = packingOf(model)
  const vectors = initialVectors(model, packing, optimizerOf, start)
  const taken = stepsTaken(model.phases, start.step)
  const compiled = new Map<string, Compiled>()
  async function compile(phases: readonly Phase[]): Promise<Compiled> {
    checkPhases(model, phases)
    const key = phases.map(({ name }) => name).join('/')
    const known = compiled.get(key)
    if (known) return known
    const step = trainingStep(model, phases, optimizerOf, batch, packing)
    const executable = await compileScan(engine, scanOf(step))
    compiled.set(key, { step, executable })
    return { step, executable }
  }
  return {
    stride: engine.compileScan ? longestScan : 1,
    async steps(batches, phases = model.phases.slice(0, 1)) {
      const { step, executable } = await compile(phases)
      const turns = numbered(phases, batches, taken)
      const results = await executable.run(feedsOf(step, vectors, turns, optimizerOf))
      const losses = lossesOf(turns, phases, results)
      checkLosses(model, turns, losses)
      for (const name of step.vectors) if (results[name]) vectors.set(name, results[name])
      for (const { phase, number } of turns) taken.set(phase.moves, number)
      return losses
    },
    state: () => stateOf(packing, vectors),
    async dispose() {
      for (const { executable } of compiled.values()) await executable.dispose()
    },
  }
}

interface Compiled {
  readonly step: TrainingStep
  readonly executable: Executable
}

function checkPhases({ phases: known }: Trainable, phases: readonly Phase[]): void {
  const stranger = phases.find((phase) => !known.includes(phase))
  if (!stranger) return
  const names = known.map(({ name }) => name).join(', ')
  throw new RangeError(`the model has no phase '${stranger.name}' of this kind; it has ${names}`)
}

function initialVectors(
  { phases }: Trainable,
  { all, movedBy }: Packing,
  optimizerOf: OptimizerOf,
  { weights, slots }: TrainingState,
): Map<string, Value> {
  const vectors = new Map<string, Value>(all.map((pack) => [pack.name, packWeights(pack, weights)]))
  for (const phase of phases) {
    for (const pack of movedBy(phase)) {
      for (const name of optimizerOf(phase).slots.map((slot) => slotName(pack, slot))) {
        vectors.set(name, slots[name] ?? value(new Float64Array(pack.size)))
      }
    }
  }
  return vectors
}

/** A step that is about to be taken: its number among those that move the same part, from 1, and its batch. */
interface NumberedTurn {
  readonly phase: Phase
  readonly number: number
  readonly batch: Values
}

function numbered(
  phases: readonly Phase[],
  batches: readonly Values[],
  taken: ReadonlyMap<string, number>,
): NumberedTurn[] {
  if (batches.length % phases.length !== 0) {
    const names = phases.map(({ name }) => name).join(', ')
    throw new RangeError(`${batches.length} batches are no whole rounds of ${names}; give each its own`)
  }
  const counts = new Map(taken)
  return batches.map((batch, i) => {
    const phase = phases[i % phases.length]
    const number = (counts.get(phase.moves) ?? 0) + 1
    counts.set(phase.moves, number)
    return { phase, number, batch }
  })
}

/** The batches and the optimiser's scalars differ from step to step; vectors are carried on, or stay as they are. */
function scanOf({ graph, vectors }: TrainingStep): Scan {
  return { graph, scanned: [...graph.inputs.keys()].filter((name) => !vectors.includes(name)) }
}

function feedsOf(
  { phases, vectors: names }: TrainingStep,
  vectors: ReadonlyMap<string, Value>,
  turns: readonly NumberedTurn[],
  optimizerOf: OptimizerOf,
): Values {
  const stacks = phases.flatMap((phase) => {
    const own = turns
      .filter((turn) => turn.phase === phase)
      .map(({ number, batch }) => ({ ...batch, ...scalarsOf(optimizerOf(phase), number) }))
    return Object.keys(own[0]).map((name) => [ownName(phase, name), stack(own.map((inputs) => inputs[name]))])
  })
  const kept = names.map((name) => [name, vectors.get(name)])
  return Object.fromEntries([...stacks, ...kept])
}

const scalarsOf = (optimizer: Optimizer, step: number): Values =>
  Object.fromEntries(
    Object.entries(optimizer.scalars(step)).map(([name, number]) => [scalarName(name), value([number], [])]),
  )

/** The losses in the order of the turns; an engine gives those of each phase together. */
function lossesOf(turns: readonly NumberedTurn[], phases: readonly Phase[], results: Values): number[] {
  const reported = phases.map((phase) => cells(results[ownName(phase, 'loss')]))
  return turns.map((_, i) => reported[i % phases.length][Math.floor(i / phases.length)])
}

function checkLosses({ phases }: Trainable, turns: readonly NumberedTurn[], losses: readonly number[]): void {
  const bad = losses.findIndex((loss) => !Number.isFinite(loss))
  if (bad < 0) return
  const { phase, number } = turns[bad]
  const which = phases.length > 1 ? ` of the ${phase.name}` : ''
  throw new Error(
    `the loss${which} became ${losses[bad]} at step ${number}; lower the learning rate, or look at the data`,
  )
}

function stateOf({ all }: Packing, vectors: ReadonlyMap<string, Value>): Omit<TrainingState, 'step'> {
  const packs = new Set(all.map(({ name }) => name))
  const slots = [...vectors].filter(([name]) => !packs.has(name))
  return {
    weights: Object.assign({}, ...all.map((pack) => unpackWeights(pack, vectors.get(pack.name) as Value))),
    slots: Object.fromEntries(slots.map(([name, kept]) => [name, value(cells(kept).slice(), kept.shape)])),
  }
}
