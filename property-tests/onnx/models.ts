import fc from 'fast-check'
import { type Element, elementNames, elements } from '../../src/onnx/element.ts'
import type { Attribute, Cells, Model, OnnxGraph, OnnxTensor, ValueInfo } from '../../src/onnx/model.ts'
import { size } from '../../src/ops/index.ts'

/** Plain objects, as decode makes them. */
const record = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record<T>(fields, { noNullPrototype: true })

const text = fc.string({ unit: 'binary', maxLength: 6 })
const texts = fc.dictionary(text, text, { noNullPrototype: true })
const shape = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 })
const bits64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const element = fc.constantFrom<Element | 'string'>(...elementNames, 'string')

/** Cells of any bits: numbers, infinities and NaNs with their payloads. */
const cells = (of: Element, length: number): fc.Arbitrary<Cells> => {
  const { array } = elements[of]
  const bytes = array.BYTES_PER_ELEMENT * length
  return fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((raw) => new array(raw.slice().buffer))
}

const tensor: fc.Arbitrary<OnnxTensor> = record({ name: text, element, shape }).chain(
  ({ name, element, shape }) => {
    const length = size(shape)
    const data: fc.Arbitrary<OnnxTensor['data']> = fc.oneof(
      record({ external: texts }),
      element === 'string'
        ? fc.array(text, { minLength: length, maxLength: length })
        : cells(element, length),
    )
    return data.map((data) => ({ name, element, shape, data }))
  },
)

const valueInfo: fc.Arbitrary<ValueInfo> = record({
  name: text,
  element: fc.option(element),
  shape: fc.option(fc.array(fc.oneof(fc.nat(), text, fc.constant(null)), { maxLength: 3 })),
})
  // A type that is no tensor's has no shape.
  .map((info) => (info.element === null ? { ...info, shape: null } : info))

const list = <T>(of: fc.Arbitrary<T>) => fc.array(of, { maxLength: 3 })

const { graph } = fc.letrec<{ graph: OnnxGraph; attribute: Attribute }>((tie) => {
  const kind = <K extends Attribute['kind'], V>(kind: K, value: fc.Arbitrary<V>) =>
    record({ kind: fc.constant(kind), value })
  const float = fc.float()
  return {
    attribute: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      kind('int', bits64),
      kind('float', float),
      kind('string', text),
      kind('tensor', tensor),
      kind('floats', list(float)),
      kind('ints', list(bits64)),
      kind('strings', list(text)),
      kind('tensors', list(tensor)),
      kind('graph', tie('graph')),
      kind('graphs', fc.array(tie('graph'), { maxLength: 1 })),
    ),
    graph: record({
      name: text,
      nodes: fc.array(
        record({
          name: text,
          op: text,
          domain: text,
          inputs: list(text),
          outputs: list(text),
          attributes: fc.dictionary(text, tie('attribute'), { maxKeys: 2, noNullPrototype: true }),
        }),
        { maxLength: 2, depthIdentifier: 'graph' },
      ),
      initializers: list(tensor),
      inputs: list(valueInfo),
      outputs: list(valueInfo),
      values: list(valueInfo),
    }),
  }
})

/** Any model that a file can hold, sensible or not. */
export const models: fc.Arbitrary<Model> = record({
  irVersion: fc.integer({ min: 1, max: 20 }),
  producer: text,
  producerVersion: text,
  opsets: fc.dictionary(text, fc.nat(), { noNullPrototype: true }),
  graph,
  metadata: texts,
  functions: list(record({ domain: text, name: text })),
})
