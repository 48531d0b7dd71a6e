/**
 * The messages and fields of ONNX files that are read or written here, as `name: 'number type'`; `[]` is repeated.
 * Fields that are not in the table are passed over. Numbers: https://onnx.ai/onnx/repo-docs/IR.html.
 */
const messages = {
  Model: {
    irVersion: '1 int64',
    producerName: '2 string',
    producerVersion: '3 string',
    graph: '7 Graph',
    opsets: '8 Opset[]',
    metadata: '14 Entry[]',
    functions: '25 Function[]',
  },
  Opset: { domain: '1 string', version: '2 int64' },
  Entry: { key: '1 string', value: '2 string' },
  Function: { name: '1 string', domain: '10 string' },
  Graph: {
    nodes: '1 Node[]',
    name: '2 string',
    initializers: '5 Tensor[]',
    inputs: '11 ValueInfo[]',
    outputs: '12 ValueInfo[]',
    values: '13 ValueInfo[]',
    sparseInitializers: '15 bytes[]',
  },
  Node: {
    inputs: '1 string[]',
    outputs: '2 string[]',
    name: '3 string',
    op: '4 string',
    attributes: '5 Attribute[]',
    domain: '7 string',
  },
  Attribute: {
    name: '1 string',
    float: '2 float',
    int: '3 int64',
    string: '4 bytes',
    tensor: '5 Tensor',
    graph: '6 Graph',
    floats: '7 float[]',
    ints: '8 int64[]',
    strings: '9 bytes[]',
    tensors: '10 Tensor[]',
    graphs: '11 Graph[]',
    kind: '20 int32',
  },
  Tensor: {
    shape: '1 int64[]',
    type: '2 int32',
    floats: '4 float[]',
    int32s: '5 int32[]',
    strings: '6 bytes[]',
    int64s: '7 int64[]',
    name: '8 string',
    raw: '9 bytes',
    doubles: '10 double[]',
    uint64s: '11 uint64[]',
    external: '13 Entry[]',
    location: '14 int32',
  },
  ValueInfo: { name: '1 string', type: '2 Type' },
  Type: { tensor: '1 TensorType' },
  TensorType: { element: '1 int32', shape: '2 Shape' },
  Shape: { axes: '1 Dimension[]' },
  Dimension: { length: '1 int64', symbol: '2 string' },
} as const

type Messages = typeof messages
export type MessageName = keyof Messages

interface Scalars {
  string: string
  bytes: Uint8Array
  float: number
  double: number
  int32: number
  int64: bigint
  uint64: bigint
}

type TypeNamed<T> = T extends keyof Scalars ? Scalars[T] : T extends MessageName ? Wire<T> : never
type FieldType<F> = F extends `${number} ${infer T}[]`
  ? readonly TypeNamed<T>[]
  : F extends `${number} ${infer T}`
    ? TypeNamed<T>
    : never

/** A message as it is written: a field that is left out is not in the file. */
export type Wire<M extends MessageName> = { readonly [F in keyof Messages[M]]?: FieldType<Messages[M][F]> }

/** A message as it was read: a scalar that was not in the file has its type's zero, a list is empty. */
export type Read<M extends MessageName> = {
  readonly [F in keyof Messages[M]]: Messages[M][F] extends `${number} ${infer T}[]`
    ? readonly (T extends MessageName ? Read<T> : TypeNamed<T>)[]
    : Messages[M][F] extends `${number} ${infer T}`
      ? T extends MessageName
        ? Read<T> | undefined
        : TypeNamed<T>
      : never
}

export interface Field {
  readonly name: string
  readonly number: number
  /** A scalar's or a message's name. */
  readonly type: string
  readonly isRepeated: boolean
}

export const messageNames = Object.keys(messages) as MessageName[]

export const fieldsOf = (message: MessageName): Field[] =>
  Object.entries<string>(messages[message]).map(([name, text]) => {
    const [number, type] = text.split(' ')
    const isRepeated = type.endsWith('[]')
    return { name, number: Number(number), type: isRepeated ? type.slice(0, -2) : type, isRepeated }
  })
