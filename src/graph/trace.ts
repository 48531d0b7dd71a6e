import type { Shape } from '../ops/shape.ts'
import { input, type Tensor } from '../ops/tensor.ts'
import { ancestors, buildGraph, type Graph } from './graph.ts'

export type Tensors = Readonly<Record<string, Tensor>>
export type Shapes = Readonly<Record<string, Shape>>

/** Runs a function of tensors once, on inputs that stand for values to come, and gives the graph of what it did. */
export function trace<Names extends string>(
  shapes: Readonly<Record<Names, Shape>>,
  body: (inputs: Readonly<Record<Names, Tensor>>) => Tensors,
): Graph {
  const inputs = new Map<string, Tensor>()
  for (const [name, shape] of Object.entries<Shape>(shapes)) inputs.set(name, input(name, shape))
  const outputs = body(Object.fromEntries(inputs) as Record<Names, Tensor>)
  for (const { attributes, op } of ancestors(Object.values(outputs))) {
    if (op === 'input' && !inputs.has(String(attributes.name))) {
      throw new Error(
        `trace: the outputs depend on '${attributes.name}', which is not among the inputs; declare it`,
      )
    }
  }
  return buildGraph(inputs, new Map(Object.entries(outputs)))
}
