import { grad } from '../graph/grad.ts'
import type { Graph } from '../graph/graph.ts'
import { trace } from '../graph/trace.ts'
import type { Objective, Phase, Trainable } from '../models/model.ts'
import type { Optimizer } from '../nn/optimizers.ts'
import type { Parameters, Params } from '../nn/parameters.ts'
import type { Shape } from '../ops/shape.ts'
import type { Tensor } from '../ops/tensor.ts'
import { type Pack, packsOf, packTensors, unpackTensors } from './packing.ts'

/**
 * A whole training step of one phase, forward, backward and optimiser, as one graph.
 *
 * Inputs: the data, each [batch, ...sample], the noise and the model's scalars; every pack's vector, and the slots of
 * those that it moves, by name ('packed', 'packed.m', ...); the optimiser's scalars, as 'optimizer.rate'.
 * Outputs: the vectors and slots that changed, under the same names, and the loss before the step.
 */
export interface TrainingStep {
  readonly graph: Graph
  readonly phase: Phase
  /** The packs that it moves. */
  readonly moved: readonly Pack[]
  /** The inputs that hold parameters or the optimiser's memory. */
  readonly vectors: readonly string[]
  readonly optimizer: Optimizer
}

/** How a model's parameters are packed: those that a phase moves apart from all others. */
export interface Packing {
  readonly all: readonly Pack[]
  readonly movedBy: (phase: Phase) => readonly Pack[]
}

export const slotName = (pack: Pack, slot: string): string => `${pack.name}.${slot}`
export const scalarName = (scalar: string): string => `optimizer.${scalar}`

const isMoved = (path: string, { trained }: Parameters[string], part: string): boolean =>
  trained !== false && (part === '' || path.startsWith(`${part}.`))

/** The parameters that a phase moves. */
export const movedParameters = (parameters: Parameters, { moves }: Phase): Parameters =>
  Object.fromEntries(Object.entries(parameters).filter(([path, one]) => isMoved(path, one, moves)))

export function packingOf({ parameters, phases }: Trainable): Packing {
  const parts = new Map(
    phases.map((phase) => [phase.moves, packsOf(movedParameters(parameters, phase), phase.moves)]),
  )
  const isOther = ([path, one]: [string, Parameters[string]]) =>
    phases.every(({ moves }) => !isMoved(path, one, moves))
  const others = Object.fromEntries(Object.entries(parameters).filter(isOther))
  return {
    all: [...[...parts.values()].flat(), ...packsOf(others, 'state')],
    movedBy: ({ moves }) => parts.get(moves) ?? [],
  }
}

/** What a phase's loss takes: the data, [batch, ...sample] each, the noise, and the model's scalars. */
export function lossShapes({ samples, schedule }: Trainable, { noise = {} }: Phase, batch: number) {
  const draws = Object.entries(noise).map(([name, { shape }]) => [name, shape] as const)
  const rows = [...Object.entries(samples), ...draws].map(([name, one]) => [name, [batch, ...one]])
  const scalars = Object.keys(schedule?.(1, 1) ?? {}).map((name) => [name, []])
  return Object.fromEntries([...rows, ...scalars]) as Record<string, Shape>
}

export function trainingStep(
  model: Trainable,
  phase: Phase,
  optimizer: Optimizer,
  batch: number,
  packing: Packing = packingOf(model),
): TrainingStep {
  const moved = packing.movedBy(phase)
  const shapes = lossShapes(model, phase, batch)
  const vectors: Record<string, Shape> = Object.fromEntries(
    packing.all.map(({ name, size }) => [name, [size]]),
  )
  for (const pack of moved) {
    for (const slot of optimizer.slots) vectors[slotName(pack, slot)] = [pack.size]
  }
  for (const scalar of Object.keys(optimizer.scalars(1))) shapes[scalarName(scalar)] = []
  const graph = trace({ ...shapes, ...vectors }, (inputs) =>
    step(phase, optimizer, packing.all, moved, inputs),
  )
  return { graph, phase, moved, vectors: Object.keys(vectors), optimizer }
}

type Inputs = Readonly<Record<string, Tensor>>

function step(
  phase: Phase,
  optimizer: Optimizer,
  packs: readonly Pack[],
  moved: readonly Pack[],
  inputs: Inputs,
): Record<string, Tensor> {
  const unpacked = (all: readonly Pack[], vectors: Inputs): Params =>
    Object.assign({}, ...all.map((pack) => unpackTensors(pack, vectors[pack.name])))
  const params = unpacked(packs, inputs)
  const { loss, state } = partsOf(phase.loss(params, inputs))
  const stepped = optimized(optimizer, moved, params, loss, inputs)
  const settled = { ...params, ...state, ...(phase.after ? unpacked(moved, stepped) : {}) }
  const changes = { ...state, ...phase.after?.(settled) }
  const outputs: Record<string, Tensor> = { loss, ...stepped }
  for (const pack of packs) {
    if (!pack.members.some(({ path }) => path in changes)) continue
    const vector = stepped[pack.name] ?? inputs[pack.name]
    outputs[pack.name] = packTensors(pack, { ...unpackTensors(pack, vector), ...changes })
  }
  return outputs
}

/** The vectors and slots of the packs that a gradient step moves, after it. */
function optimized(
  optimizer: Optimizer,
  moved: readonly Pack[],
  params: Params,
  loss: Tensor,
  inputs: Inputs,
): Record<string, Tensor> {
  const paths = moved.flatMap(({ members }) => members.map(({ path }) => path))
  const wrt = paths.map((path) => params[path])
  const gradients = Object.fromEntries(grad(loss, wrt).map((g, i) => [paths[i], g]))
  const scalars = Object.fromEntries(
    Object.keys(optimizer.scalars(1)).map((name) => [name, inputs[scalarName(name)]]),
  )
  const outputs: Record<string, Tensor> = {}
  for (const pack of moved) {
    const slots = Object.fromEntries(optimizer.slots.map((slot) => [slot, inputs[slotName(pack, slot)]]))
    const updated = optimizer.update(inputs[pack.name], packTensors(pack, gradients), slots, scalars)
    outputs[pack.name] = updated.parameter
    for (const slot of optimizer.slots) outputs[slotName(pack, slot)] = updated.slots[slot]
  }
  return outputs
}

/** An objective's loss, and the state that it renews. */
export const partsOf = (objective: Objective): { loss: Tensor; state: Params } =>
  'loss' in objective ? objective : { loss: objective, state: {} }
