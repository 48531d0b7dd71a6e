import type { Precision } from '../engines/engine.ts'
import type { Graph } from '../graph/graph.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { Element } from './element.ts'
import { emitter, modelElements } from './emit.ts'
import type { Model, OnnxGraph, ValueInfo } from './model.ts'
import { dropAliases } from './peepholes/aliases.ts'
import { feedUnexpanded } from './peepholes/broadcasts.ts'
import { mergeConcats } from './peepholes/concats.ts'
import { multiplyFullConvolutions } from './peepholes/full-convolutions.ts'
import { fuseGemm } from './peepholes/gemm.ts'
import { collapseReshapes } from './peepholes/reshapes.ts'
import { clipSteps } from './peepholes/steps.ts'
import { dropSummedAxes } from './peepholes/sums.ts'
import { type Peephole, type Plan, planOf, withoutUnused } from './plan.ts'

/** In an order in which each finds what those before have cleared the way to. */
export const peepholes: readonly Peephole[] = [
  dropAliases,
  collapseReshapes,
  mergeConcats,
  feedUnexpanded,
  fuseGemm,
  multiplyFullConvolutions,
  dropSummedAxes,
  clipSteps,
]

export interface LowerOptions {
  readonly precision: Precision
  readonly name?: string
  readonly metadata?: Readonly<Record<string, string>>
  /** All of them unless told. */
  readonly peepholes?: readonly Peephole[]
}

/** The newest that PyTorch 1.13 and Debian's onnx know as well. */
const opset = 17
const irVersion = 8

/**
 * A graph as an ONNX model of standard operators. Inputs and outputs keep their names and order, but an output
 * that bears an input's name gets `_out` after it: ONNX wants them apart.
 * Throws a RangeError where there is no output, or an input or an output has no name.
 */
export const lower = (graph: Graph, { metadata = {}, ...options }: LowerOptions): Model =>
  modelOf(lowerGraph(graph, options), metadata)

export const modelOf = (graph: OnnxGraph, metadata: Model['metadata']): Model => ({
  irVersion,
  producer: 'touchstone',
  producerVersion: '',
  opsets: { '': opset },
  graph,
  metadata,
  functions: [],
})

/** The graph alone: also the body of a scan. */
export function lowerGraph(graph: Graph, options: Omit<LowerOptions, 'metadata'>): OnnxGraph {
  const { precision, name = 'touchstone', peepholes: chosen = peepholes } = options
  const plan = withoutUnused(chosen.reduce((improved, peephole) => peephole(improved), planOf(graph)))
  const outputNames = outputNamesOf(graph)
  const emit = emitter(precision, [...graph.inputs.keys(), ...outputNames])
  const names = namesOf(graph, plan, outputNames)
  const nameOf = (tensor: Tensor): string => {
    const known = names.get(tensor)
    if (known !== undefined) return known
    const { shape, data } = tensor
    const given = data
      ? emit.constant({ kind: 'constant', type: 'real', shape, values: data })
      : emit.fresh(tensor.op)
    names.set(tensor, given)
    return given
  }
  for (const { tensor, operands, lowered } of plan.steps) {
    emit.compute(lowered(operands.map(nameOf)), nameOf(tensor))
  }
  ;[...plan.outputs.values()].forEach((tensor, i) => {
    if (nameOf(tensor) !== outputNames[i]) emit.compute(nameOf(tensor), outputNames[i])
  })
  const declared = declaredAs(modelElements[precision])
  return {
    name,
    nodes: emit.nodes,
    initializers: emit.initializers,
    inputs: [...graph.inputs].map(([name, tensor]) => declared(name, tensor)),
    outputs: [...graph.outputs.values()].map((tensor, i) => declared(outputNames[i], tensor)),
    values: [],
  }
}

const declaredAs =
  (element: Element) =>
  (name: string, { shape }: Tensor): ValueInfo => ({ name, element, shape })

function outputNamesOf({ inputs, outputs }: Graph): string[] {
  const taken = new Set([...inputs.keys(), ...outputs.keys()])
  if (taken.has('')) throw new RangeError("an input or output is called ''; ONNX needs names: give it one")
  if (outputs.size === 0) throw new RangeError('the graph has no outputs; ONNX needs at least one')
  return [...outputs.keys()].map((name) => {
    let free = name
    while (inputs.has(free) || (free !== name && taken.has(free))) free = `${free}_out`
    taken.add(free)
    return free
  })
}

/** The names that are given: those of inputs, and those of outputs to the steps that compute them. */
function namesOf(
  { inputs }: Graph,
  { steps, outputs }: Plan,
  outputNames: readonly string[],
): Map<Tensor, string> {
  const computed = new Set(steps.map(({ tensor }) => tensor))
  const names = new Map([...inputs].map(([name, tensor]) => [tensor, name]))
  ;[...outputs.values()].forEach((tensor, i) => {
    if (computed.has(tensor) && !names.has(tensor)) names.set(tensor, outputNames[i])
  })
  return names
}
