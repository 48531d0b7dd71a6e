import { DataError, quote } from '../data/data-error.ts'
import {
  type Attribute,
  attributeKinds,
  type Model,
  type OnnxGraph,
  type OnnxNode,
  type ValueInfo,
} from './model.ts'
import type { Read } from './schema.ts'
import { elementNamed, record, tensorFromWire, text } from './tensors.ts'
import { fromBytes, has } from './wire.ts'

/**
 * The bytes of an ONNX file as a model. The model is described, not checked: whether its operators exist and its
 * names are defined is for ONNX Runtime to say, and external data is named, never opened.
 * Throws a DataError where the bytes are no ONNX model, are cut short, or hold what is not supported.
 */
export function decode(bytes: Uint8Array): Model {
  const wire = readModel(bytes)
  if (!wire.graph || wire.irVersion === 0n) {
    throw new DataError(
      'not an ONNX model: it has no graph or no format version; give a file that an exporter wrote',
    )
  }
  return {
    irVersion: Number(wire.irVersion),
    producer: wire.producerName,
    producerVersion: wire.producerVersion,
    opsets: Object.fromEntries(wire.opsets.map(({ domain, version }) => [domain, Number(version)])),
    graph: graphFromWire(wire.graph),
    metadata: record(wire.metadata),
    functions: wire.functions.map(({ domain, name }) => ({ domain, name })),
  }
}

function readModel(bytes: Uint8Array): Read<'Model'> {
  try {
    return fromBytes('Model', bytes)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new DataError(
      `not an ONNX model: ${bytes.length} bytes that break off or are no protobuf message (${reason}); ` +
        'give a whole .onnx file',
      { cause },
    )
  }
}

function graphFromWire(wire: Read<'Graph'>): OnnxGraph {
  if (wire.sparseInitializers.length > 0) {
    throw new DataError(
      `graph ${quote(wire.name)} has sparse initializers, which are not supported; store them dense`,
    )
  }
  return {
    name: wire.name,
    nodes: wire.nodes.map(nodeFromWire),
    initializers: wire.initializers.map(tensorFromWire),
    inputs: wire.inputs.map(valueFromWire),
    outputs: wire.outputs.map(valueFromWire),
    values: wire.values.map(valueFromWire),
  }
}

function nodeFromWire({ name, op, domain, inputs, outputs, attributes }: Read<'Node'>): OnnxNode {
  const named = new Map(attributes.map((each) => [each.name, attributeFromWire(each)]))
  if (named.size < attributes.length) {
    throw new DataError(
      `node ${quote(name)} (${quote(op)}) has two attributes of one name; the file is damaged`,
    )
  }
  return { name, op, domain, inputs, outputs, attributes: Object.fromEntries(named) }
}

/** Throws a DataError where the attribute is of a kind that no plain value stands for. */
function attributeFromWire(wire: Read<'Attribute'>): Attribute {
  const kind = attributeKinds[wire.kind - 1]
  switch (kind) {
    case 'float':
      return { kind, value: wire.float }
    case 'int':
      return { kind, value: wire.int }
    case 'string':
      return { kind, value: text(wire.string) }
    case 'tensor':
      return { kind, value: tensorFromWire(present(wire, wire.tensor)) }
    case 'graph':
      return { kind, value: graphFromWire(present(wire, wire.graph)) }
    case 'floats':
      return { kind, value: wire.floats }
    case 'ints':
      return { kind, value: wire.ints }
    case 'strings':
      return { kind, value: wire.strings.map(text) }
    case 'tensors':
      return { kind, value: wire.tensors.map(tensorFromWire) }
    case 'graphs':
      return { kind, value: wire.graphs.map(graphFromWire) }
    default:
      throw new DataError(`attribute ${quote(wire.name)} is of kind ${wire.kind}, which is not supported`)
  }
}

function present<T>({ name }: Read<'Attribute'>, value: T | undefined): T {
  if (value === undefined) throw new DataError(`attribute ${quote(name)} has no value`)
  return value
}

function valueFromWire({ name, type }: Read<'ValueInfo'>): ValueInfo {
  const tensor = type?.tensor
  return {
    name,
    element: (tensor && elementNamed(tensor.element)) ?? null,
    shape: tensor?.shape?.axes.map(axisFromWire) ?? null,
  }
}

/** Some exporters write -1 for a length that they leave open. */
function axisFromWire(axis: Read<'Dimension'>): number | string | null {
  if (has('Dimension', axis, 'symbol')) return axis.symbol
  return has('Dimension', axis, 'length') && axis.length >= 0n ? Number(axis.length) : null
}
