import type { Attribute, Model, OnnxGraph, OnnxNode, OnnxTensor, ValueInfo } from '../onnx/model.ts'

/** ONNX's number for float64, as the operator Cast takes it. */
const double = 11n
const floats: readonly bigint[] = [1n, 10n, 16n]

/**
 * The same mathematics in float64: inputs, weights, constants and casts are widened, operators stay. Where ONNX Runtime
 * has an operator for float64 it gives derivatives and condition numbers that float32 can't. Weights keep their values.
 */
export const widened = (model: Model): Model => ({ ...model, graph: widenedGraph(model.graph) })

const widenedGraph = (graph: OnnxGraph): OnnxGraph => ({
  ...graph,
  nodes: graph.nodes.map(widenedNode),
  initializers: graph.initializers.map(widenedTensor),
  inputs: graph.inputs.map(widenedPort),
  outputs: graph.outputs.map(widenedPort),
  values: [],
})

const widenedPort = (port: ValueInfo): ValueInfo =>
  port.element === 'float' ? { ...port, element: 'double' } : port

function widenedTensor(tensor: OnnxTensor): OnnxTensor {
  if (!(tensor.data instanceof Float32Array)) return tensor
  return { ...tensor, element: 'double', data: Float64Array.from(tensor.data) }
}

function widenedNode(node: OnnxNode): OnnxNode {
  const { op, attributes } = node
  if (op === 'Cast') return { ...node, attributes: { ...attributes, to: widenedType(attributes.to) } }
  if (op === 'Constant') return { ...node, attributes: { value: constantOf(attributes) } }
  if (op === 'ConstantOfShape') return { ...node, attributes: { value: fillOf(attributes.value) } }
  return node
}

const widenedType = (to: Attribute): Attribute =>
  to?.kind === 'int' && floats.includes(to.value) ? { kind: 'int', value: double } : to

/** A constant may be written as a tensor, or as a number or list that stands for one. */
function constantOf(attributes: OnnxNode['attributes']): Attribute {
  const [written] = Object.values(attributes)
  if (written.kind === 'tensor') return tensorAttribute(widenedTensor(written.value))
  if (written.kind === 'float') return tensorAttribute(doubles([written.value], []))
  if (written.kind === 'floats') return tensorAttribute(doubles(written.value, [written.value.length]))
  if (written.kind === 'int') return tensorAttribute(longs([written.value], []))
  if (written.kind === 'ints') return tensorAttribute(longs(written.value, [written.value.length]))
  return written
}

/** Zero of float32 where nothing is written. */
const fillOf = (fill: Attribute | undefined): Attribute =>
  fill?.kind === 'tensor' ? tensorAttribute(widenedTensor(fill.value)) : tensorAttribute(doubles([0], [1]))

const tensorAttribute = (value: OnnxTensor): Attribute => ({ kind: 'tensor', value })

const doubles = (cells: readonly number[], shape: readonly number[]): OnnxTensor => ({
  name: '',
  element: 'double',
  shape,
  data: Float64Array.from(cells),
})

const longs = (cells: readonly bigint[], shape: readonly number[]): OnnxTensor => ({
  name: '',
  element: 'int64',
  shape,
  data: BigInt64Array.from(cells),
})
