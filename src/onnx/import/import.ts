import { quote } from '../../data/data-error.ts'
import { buildGraph, type Graph } from '../../graph/graph.ts'
import type { Shapes } from '../../graph/trace.ts'
import type { Shape } from '../../ops/shape.ts'
import { constant, input, type Tensor } from '../../ops/tensor.ts'
import type { Model, OnnxNode } from '../model.ts'
import { readers } from './operators/index.ts'
import { isKnown, mostCells, type Reading } from './reading.ts'
import type { Site } from './site.ts'
import { UnreadableError, unreadable } from './unreadable.ts'
import { readWeights } from './weights.ts'

/** A file may be small and its constants large: of all of them together, so many cells are read. */
const mostInAll = 2 * mostCells

/**
 * An ONNX model as a graph of ours, at given shapes of its inputs: what depends on shapes and weights alone is computed,
 * the rest is written in ops, in float64 and with derivatives. Inputs and outputs keep their names.
 * Throws an UnreadableError that names the first operator for which there is no reading.
 */
export function importModel({ graph, opsets }: Model, shapes: Shapes): Graph {
  const inputs = new Map(Object.entries(shapes).map(([name, shape]) => [name, input(name, shape)]))
  const readings = new Map<string, Reading>()
  for (const weights of graph.initializers) readings.set(weights.name, readWeights(weights))
  for (const [name, tensor] of inputs) readings.set(name, { kind: 'real', shape: tensor.shape, tensor })
  const needed = neededNodes(
    graph.nodes,
    graph.outputs.map(({ name }) => name),
  )
  let cells = 0
  for (const node of needed) {
    const results = read(node, readings, opsets[''] ?? opsets['ai.onnx'] ?? 1)
    results.forEach((result, i) => {
      if (isKnown(result)) cells += result.cells.length
      readings.set(node.outputs[i], result)
    })
    if (cells > mostInAll) unreadable(node.op, `the model makes more than ${mostInAll} constants`)
  }
  const outputs = graph.outputs.map(({ name }) => [name, outputOf(name, readings)] as const)
  return buildGraph(inputs, new Map(outputs))
}

/** Whether there is a reading of every operator, be it not in every use. */
export const hasReadings = ({ graph }: Model): boolean =>
  graph.nodes.every(({ op, domain }) => isOnnx(domain) && Object.hasOwn(readers, op))

const isOnnx = (domain: string): boolean => domain === '' || domain === 'ai.onnx'

/** Those that an output depends on, in the file's order, in which operands come before results. */
function neededNodes(nodes: readonly OnnxNode[], outputs: readonly string[]): OnnxNode[] {
  const needed = new Set(outputs)
  return nodes
    .toReversed()
    .filter((node) => {
      const isNeeded = node.outputs.some((name) => needed.has(name))
      if (isNeeded) for (const name of node.inputs) needed.add(name)
      return isNeeded
    })
    .reverse()
}

function read(node: OnnxNode, readings: ReadonlyMap<string, Reading>, opset: number): readonly Reading[] {
  const { op, domain, attributes } = node
  if (!isOnnx(domain)) unreadable(op, `it is of the set ${quote(domain)}`)
  const reader = Object.hasOwn(readers, op) ? readers[op] : unreadable(op, 'it has no reading')
  const operands = node.inputs.map((name) =>
    name === '' ? undefined : (readings.get(name) ?? unreadable(op, `${quote(name)} is not defined`)),
  )
  const site: Site = { op, opset, operands, results: node.outputs.length, attributes }
  try {
    const found = reader(site)
    return Array.isArray(found) ? found : [found as Reading]
  } catch (cause) {
    if (cause instanceof UnreadableError) throw cause
    throw new UnreadableError(`operator ${quote(op)} cannot be read: ${(cause as Error).message}`, { cause })
  }
}

function outputOf(name: string, readings: ReadonlyMap<string, Reading>): Tensor {
  const found = readings.get(name)
  if (!found) throw new UnreadableError(`no operator computes the output ${quote(name)}`)
  return isKnown(found) ? constant(found.cells, found.shape as Shape) : found.tensor
}
