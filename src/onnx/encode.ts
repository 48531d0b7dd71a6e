import {
  type Attribute,
  attributeKinds,
  type Model,
  type OnnxGraph,
  type OnnxNode,
  type ValueInfo,
} from './model.ts'
import type { Wire } from './schema.ts'
import { elementCode, entries, tensorToWire } from './tensors.ts'
import { toBytes } from './wire.ts'

/**
 * A model as the bytes of an ONNX file. What is written can be read back, functions but for their bodies.
 * Throws a RangeError where a tensor's cells do not fit its shape.
 */
export function encode(model: Model): Uint8Array<ArrayBuffer> {
  return toBytes('Model', {
    irVersion: BigInt(model.irVersion),
    producerName: model.producer,
    producerVersion: model.producerVersion,
    graph: graphToWire(model.graph),
    opsets: Object.entries(model.opsets).map(([domain, version]) => ({ domain, version: BigInt(version) })),
    metadata: entries(model.metadata),
    functions: model.functions,
  })
}

const graphToWire = (graph: OnnxGraph): Wire<'Graph'> => ({
  name: graph.name,
  nodes: graph.nodes.map(nodeToWire),
  initializers: graph.initializers.map(tensorToWire),
  inputs: graph.inputs.map(valueToWire),
  outputs: graph.outputs.map(valueToWire),
  values: graph.values.map(valueToWire),
})

const nodeToWire = ({ name, op, domain, inputs, outputs, attributes }: OnnxNode): Wire<'Node'> => ({
  name,
  op,
  domain,
  inputs,
  outputs,
  attributes: Object.entries(attributes).map(([key, attribute]) => attributeToWire(key, attribute)),
})

const attributeToWire = (name: string, attribute: Attribute): Wire<'Attribute'> => ({
  name,
  kind: attributeKinds.indexOf(attribute.kind) + 1,
  ...payload(attribute),
})

function payload({ kind, value }: Attribute): Wire<'Attribute'> {
  switch (kind) {
    case 'string':
      return { string: Buffer.from(value) }
    case 'strings':
      return { strings: value.map((each) => Buffer.from(each)) }
    case 'tensor':
      return { tensor: tensorToWire(value) }
    case 'tensors':
      return { tensors: value.map(tensorToWire) }
    case 'graph':
      return { graph: graphToWire(value) }
    case 'graphs':
      return { graphs: value.map(graphToWire) }
    default:
      return { [kind]: value }
  }
}

const valueToWire = ({ name, element, shape }: ValueInfo): Wire<'ValueInfo'> => ({
  name,
  ...(element && {
    type: {
      tensor: { element: elementCode(element), ...(shape && { shape: { axes: shape.map(axisToWire) } }) },
    },
  }),
})

function axisToWire(axis: number | string | null): Wire<'Dimension'> {
  if (axis === null) return {}
  return typeof axis === 'number' ? { length: BigInt(axis) } : { symbol: axis }
}
