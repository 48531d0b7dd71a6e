import type { Scan } from '../engines/scan.ts'
import { type LowerOptions, lowerGraph, modelOf } from './lower.ts'
import type { Model, OnnxGraph, OnnxNode, ValueInfo } from './model.ts'

/**
 * A scan as an ONNX model of one operator, Scan, whose body is the graph; the number of turns is free. Inputs and
 * outputs come in the graph's order, under names of their own: those of a body must differ from those around it.
 */
export function lowerScan({ graph, scanned }: Scan, { metadata = {}, ...options }: LowerOptions): Model {
  const whole = lowerGraph(graph, options)
  const inputs = [...graph.inputs.keys()]
  const outputs = [...graph.outputs.keys()]
  const carried = inputs.filter((name) => graph.outputs.has(name))
  const reports = outputs.filter((name) => !graph.inputs.has(name))
  const isScanned = new Set(scanned)
  const fixed = new Set(inputs.filter((name) => !isScanned.has(name) && !graph.outputs.has(name)))

  const inputOf = (name: string) => whole.inputs[inputs.indexOf(name)]
  const outputOf = (name: string) => whole.outputs[outputs.indexOf(name)]
  const body: OnnxGraph = {
    ...whole,
    inputs: [...carried, ...scanned].map(inputOf),
    outputs: [...carried, ...reports].map(outputOf),
  }
  const scan: OnnxNode = {
    name: 'scan',
    op: 'Scan',
    domain: '',
    inputs: [...carried, ...scanned].map(before),
    outputs: [...carried, ...reports].map(after),
    attributes: {
      body: { kind: 'graph', value: body },
      num_scan_inputs: { kind: 'int', value: BigInt(scanned.length) },
    },
  }
  const given = (name: string): ValueInfo => {
    const info = inputOf(name)
    if (fixed.has(name)) return info // the body sees it by its name
    return { ...(isScanned.has(name) ? everyTurn(info) : info), name: before(name) }
  }
  const results = outputs.map((name) => {
    const info = outputOf(name)
    return { ...(graph.inputs.has(name) ? info : everyTurn(info)), name: after(name) }
  })
  return modelOf(
    {
      name: whole.name,
      nodes: [scan],
      initializers: [],
      inputs: inputs.map(given),
      outputs: results,
      values: [],
    },
    metadata,
  )
}

const before = (name: string) => `before/${name}`
const after = (name: string) => `after/${name}`

const everyTurn = (info: ValueInfo): ValueInfo => ({ ...info, shape: ['turns', ...(info.shape ?? [])] })
