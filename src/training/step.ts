import { grad } from '../graph/grad.ts'
import type { Graph } from '../graph/graph.ts'
import { trace } from '../graph/trace.ts'
import type { Objective, Phase, Trainable } from '../models/model.ts'
import type { Optimizer } from '../nn/optimizers.ts'
import type { Parameters, Params } from '../nn/parameters.ts'
import type { Shape } from '../ops/shape.ts'
import { stopGradient } from '../ops/stop-gradient.ts'
import type { Tensor } from '../ops/tensor.ts'
import { type Pack, packsOf, packTensors, unpackTensors } from './packing.ts'

/**
 * Whole training steps, forward, backward and optimiser, of one phase or of several after each other, as one graph.
 *
 * Inputs: what each phase takes, under its name: the data, each [batch, ...sample], the noise, the model's scalars, and
 * the optimiser's ('generator/x', 'generator/optimizer.rate', ...); every pack's vector, and the slots of those that are
 * moved ('packed', 'packed.m', ...).
 * Outputs: the vectors and slots that changed, under the same names, and the loss before each step ('generator/loss').
 */
export interface TrainingStep {
  readonly graph: Graph
  readonly phases: readonly Phase[]
  /** The inputs that hold parameters or the optimiser's memory. */
  readonly vectors: readonly string[]
}

/** How a phase is optimised. */
export type OptimizerOf = (phase: Phase) => Optimizer

/** How a model's parameters are packed: those that a phase moves apart from all others. */
export interface Packing {
  readonly all: readonly Pack[]
  readonly movedBy: (phase: Phase) => readonly Pack[]
}

export const slotName = (pack: Pack, slot: string): string => `${pack.name}.${slot}`
export const scalarName = (scalar: string): string => `optimizer.${scalar}`
/** The name under which a step has a phase's own input or output. */
export const ownName = ({ name }: Phase, own: string): string => `${name}/${own}`

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
  phases: readonly Phase[],
  optimizerOf: OptimizerOf,
  batch: number,
  packing: Packing = packingOf(model),
): TrainingStep {
  const steps = phases.map((phase) => ({
    phase,
    optimizer: optimizerOf(phase),
    packs: packing.all,
    moved: packing.movedBy(phase),
    own: ownShapes(model, phase, optimizerOf(phase), batch),
  }))
  const vectors: Record<string, Shape> = Object.assign({}, ...steps.map(vectorShapes))
  const own = steps.map(({ phase, own }) => under(phase, own))
  const graph = trace(Object.assign({}, ...own, vectors), (inputs) =>
    inTurn(steps, Object.keys(vectors), inputs),
  )
  return { graph, phases, vectors: Object.keys(vectors) }
}

interface Step {
  readonly phase: Phase
  readonly optimizer: Optimizer
  readonly packs: readonly Pack[]
  readonly moved: readonly Pack[]
  /** What it takes besides vectors. */
  readonly own: Readonly<Record<string, Shape>>
}

function ownShapes(model: Trainable, phase: Phase, optimizer: Optimizer, batch: number): Step['own'] {
  const scalars = Object.keys(optimizer.scalars(1)).map((name) => [scalarName(name), []])
  return { ...lossShapes(model, phase, batch), ...Object.fromEntries(scalars) }
}

const vectorShapes = ({ packs, moved, optimizer: { slots } }: Step): Record<string, Shape> =>
  Object.fromEntries([
    ...packs.map(({ name, size }) => [name, [size]]),
    ...moved.flatMap((pack) => slots.map((slot) => [slotName(pack, slot), [pack.size]])),
  ])

type Inputs = Readonly<Record<string, Tensor>>

/** One step after the other, each on what those before have left, as given numbers: no gradient flows back into them. */
function inTurn(steps: readonly Step[], names: readonly string[], inputs: Inputs): Record<string, Tensor> {
  const vectors = Object.fromEntries(names.map((name) => [name, inputs[name]]))
  const changed: Record<string, Tensor> = {}
  const losses: Record<string, Tensor> = {}
  for (const { phase, own, ...step } of steps) {
    const left = Object.entries(changed).map(([name, vector]) => [name, stopGradient(vector)])
    const given = Object.keys(own).map((name) => [name, inputs[ownName(phase, name)]])
    const { loss, ...after } = stepped(phase, step, {
      ...vectors,
      ...Object.fromEntries([...left, ...given]),
    })
    losses[ownName(phase, 'loss')] = loss
    Object.assign(changed, after)
  }
  return { ...losses, ...changed }
}

const under = <T>(phase: Phase, own: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(own).map(([name, one]) => [ownName(phase, name), one]))

function stepped(
  phase: Phase,
  { optimizer, packs, moved }: Pick<Step, 'optimizer' | 'packs' | 'moved'>,
  inputs: Inputs,
): Record<string, Tensor> {
  const unpacked = (all: readonly Pack[], vectors: Inputs): Params =>
    Object.assign({}, ...all.map((pack) => unpackTensors(pack, vectors[pack.name])))
  const params = unpacked(packs, inputs)
  const { loss, state } = partsOf(phase.loss(params, inputs))
  const moves = optimized(optimizer, moved, params, loss, inputs)
  const settled = { ...params, ...state, ...(phase.after ? unpacked(moved, moves) : {}) }
  const changes = { ...state, ...phase.after?.(settled) }
  const outputs: Record<string, Tensor> = { loss, ...moves }
  for (const pack of packs) {
    if (!pack.members.some(({ path }) => path in changes)) continue
    const vector = moves[pack.name] ?? inputs[pack.name]
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
