import { grad } from '../graph/grad.ts'
import type { Graph } from '../graph/graph.ts'
import { trace } from '../graph/trace.ts'
import type { Model } from '../models/model.ts'
import type { Optimizer } from '../nn/optimizers.ts'
import type { Shape } from '../ops/shape.ts'
import type { Tensor } from '../ops/tensor.ts'
import { type Pack, packsOf, packTensors, unpackTensors } from './packing.ts'

/**
 * A whole training step, forward, backward and optimiser, as one graph.
 *
 * Inputs: x [batch, ...sample] and the noise; every pack's vector and slots, by name ('packed', 'packed.m', ...); the optimiser's
 * scalars. Outputs: the vectors and slots after the step, under the same names, and the loss before it.
 */
export interface TrainingStep {
  readonly graph: Graph
  readonly packs: readonly Pack[]
  readonly optimizer: Optimizer
}

/** What a batch is made of: x, and the noise that the loss asks for. */
export function batchShapes({ sample, noise = {} }: Model, batch: number): Record<string, Shape> {
  const shapes = Object.entries({ x: sample, ...noise }).map(([name, one]) => [name, [batch, ...one]])
  return Object.fromEntries(shapes)
}

export const slotName = (pack: Pack, slot: string): string => `${pack.name}.${slot}`

export function trainingStep(model: Model, optimizer: Optimizer, batch: number): TrainingStep {
  const packs = packsOf(model.parameters)
  const shapes = batchShapes(model, batch)
  for (const pack of packs) {
    shapes[pack.name] = [pack.size]
    for (const slot of optimizer.slots) shapes[slotName(pack, slot)] = [pack.size]
  }
  for (const scalar of Object.keys(optimizer.scalars(1))) shapes[scalar] = []
  return { graph: trace(shapes, (inputs) => step(model, optimizer, packs, inputs)), packs, optimizer }
}

function step(
  model: Model,
  optimizer: Optimizer,
  packs: readonly Pack[],
  inputs: Readonly<Record<string, Tensor>>,
): Record<string, Tensor> {
  const params = Object.assign({}, ...packs.map((pack) => unpackTensors(pack, inputs[pack.name])))
  const loss = model.loss(params, inputs)
  const paths = Object.keys(params)
  const gradients = Object.fromEntries(grad(loss, Object.values(params)).map((g, i) => [paths[i], g]))
  const outputs: Record<string, Tensor> = { loss }
  for (const pack of packs) {
    const slots = Object.fromEntries(optimizer.slots.map((slot) => [slot, inputs[slotName(pack, slot)]]))
    const updated = optimizer.update(inputs[pack.name], packTensors(pack, gradients), slots, inputs)
    outputs[pack.name] = updated.parameter
    for (const slot of optimizer.slots) outputs[slotName(pack, slot)] = updated.slots[slot]
  }
  return outputs
}
