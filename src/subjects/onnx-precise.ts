import { elements } from '../onnx/element.ts'
import { readWeights } from '../onnx/import/weights.ts'
import type { Attribute, Model, OnnxGraph, OnnxNode, OnnxTensor, ValueInfo } from '../onnx/model.ts'

/** A precision that all numbers of lower ones are turned to. */
interface Widening {
  readonly from: readonly string[]
  readonly to: 'float' | 'double'
}

const toDouble: Widening = { from: ['float', 'float16', 'bfloat16'], to: 'double' }
const toSingle: Widening = { from: ['float16', 'bfloat16'], to: 'float' }

/**
 * The same mathematics in float64: inputs, weights, constants and casts are widened, operators stay. Where ONNX Runtime
 * has an operator for float64 it gives derivatives and condition numbers that float32 can't. Weights keep their values.
 */
export const widened = (model: Model): Model => widenedBy(toDouble, model)

/** A model without half precision, in which no law could see anything: what is float16 becomes float32. */
export const withoutHalves = (model: Model): Model => (hasHalves(model) ? widenedBy(toSingle, model) : model)

/** Whether inputs, outputs, weights or casts are of half precision. */
export function hasHalves({ graph }: Model): boolean {
  const { inputs, outputs, initializers, nodes } = graph
  const isHalf = ({ element }: { element: string | null }) => toSingle.from.includes(element ?? '')
  return (
    [...inputs, ...outputs, ...initializers].some(isHalf) ||
    nodes.some(({ attributes: { to, value } }) => {
      const casts = to?.kind === 'int' && codes(toSingle).includes(to.value)
      return casts || (value?.kind === 'tensor' && isHalf(value.value))
    })
  )
}

const codeOf = (element: string): bigint => BigInt(elements[element as keyof typeof elements].code)

const codes = ({ from }: Widening): bigint[] => from.map(codeOf)

const widenedBy = (by: Widening, model: Model): Model => ({ ...model, graph: widenedGraph(by, model.graph) })

const widenedGraph = (by: Widening, graph: OnnxGraph): OnnxGraph => ({
  ...graph,
  nodes: graph.nodes.map((node) => widenedNode(by, node)),
  initializers: graph.initializers.map((tensor) => widenedTensor(by, tensor)),
  inputs: graph.inputs.map((port) => widenedPort(by, port)),
  outputs: graph.outputs.map((port) => widenedPort(by, port)),
  values: [],
})

const widenedPort = ({ from, to }: Widening, port: ValueInfo): ValueInfo =>
  from.includes(port.element ?? '') ? { ...port, element: to } : port

function widenedTensor({ from, to }: Widening, tensor: OnnxTensor): OnnxTensor {
  if (!from.includes(tensor.element)) return tensor
  return { ...tensor, element: to, data: elements[to].array.from(readWeights(tensor).cells) }
}

function widenedNode(by: Widening, node: OnnxNode): OnnxNode {
  const { op, attributes } = node
  if (op === 'Cast') return { ...node, attributes: { ...attributes, to: widenedType(by, attributes.to) } }
  if (op === 'Constant') return { ...node, attributes: { value: constantOf(by, attributes) } }
  if (op === 'ConstantOfShape') return { ...node, attributes: { value: fillOf(by, attributes.value) } }
  return node
}

const widenedType = (by: Widening, to: Attribute): Attribute =>
  to?.kind === 'int' && codes(by).includes(to.value) ? { kind: 'int', value: codeOf(by.to) } : to

/** A constant may be written as a tensor, or as a number or list that stands for one. */
function constantOf(by: Widening, attributes: OnnxNode['attributes']): Attribute {
  const [written] = Object.values(attributes)
  if (written.kind === 'tensor') return tensorAttribute(widenedTensor(by, written.value))
  if (written.kind === 'float') return tensorAttribute(reals(by, [written.value], []))
  if (written.kind === 'floats') return tensorAttribute(reals(by, written.value, [written.value.length]))
  if (written.kind === 'int') return tensorAttribute(longs([written.value], []))
  if (written.kind === 'ints') return tensorAttribute(longs(written.value, [written.value.length]))
  return written
}

/** Zero of float32 where nothing is written. */
const fillOf = (by: Widening, fill: Attribute | undefined): Attribute =>
  fill?.kind === 'tensor'
    ? tensorAttribute(widenedTensor(by, fill.value))
    : tensorAttribute(reals(by, [0], [1]))

const tensorAttribute = (value: OnnxTensor): Attribute => ({ kind: 'tensor', value })

const reals = ({ to }: Widening, cells: readonly number[], shape: readonly number[]): OnnxTensor => ({
  name: '',
  element: to,
  shape,
  data: elements[to].array.from(cells),
})

const longs = (cells: readonly bigint[], shape: readonly number[]): OnnxTensor => ({
  name: '',
  element: 'int64',
  shape,
  data: BigInt64Array.from(cells),
})
