import type { Precision } from '../engines/engine.ts'
import type { Lowered, LoweredConstant, LoweredNode, OnnxAttribute } from '../ops/lowering.ts'
import { type Element, elements } from './element.ts'
import type { Attribute, Cells, OnnxNode, OnnxTensor } from './model.ts'

/** Collects the nodes and initializers of a graph, and gives names to the values between. */
export interface Emitter {
  readonly nodes: readonly OnnxNode[]
  readonly initializers: readonly OnnxTensor[]
  /** A name that nothing bears yet. */
  fresh(base: string): string
  /** The name of a constant; equal ones are one. */
  constant(constant: LoweredConstant): string
  /** Adds the nodes that compute an expression into a value of the given name. */
  compute(lowered: Lowered, result: string): void
}

export const modelElements = { float32: 'float', float64: 'double' } as const satisfies Record<
  Precision,
  Element
>

export function emitter(precision: Precision, taken: Iterable<string>): Emitter {
  const fresh = namer(taken)
  const nodes: OnnxNode[] = []
  const initializers = new Map<string, OnnxTensor>()
  const real = modelElements[precision]

  function constant({ type, shape, values }: LoweredConstant): string {
    const element = type === 'real' ? real : type
    const data = cellsOf(element, values)
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1')
    const key = `${element} ${shape.join('x')} ${bytes}`
    const known = initializers.get(key)
    if (known) return known.name
    const name = fresh(type === 'real' ? 'constant' : 'shape')
    initializers.set(key, { name, element, shape, data })
    return name
  }

  function compute(lowered: Lowered, result: string): void {
    const names = new Map<LoweredNode, string>() // an expression may hold one part twice
    const nameOf = (part: Lowered): string => {
      if (typeof part === 'string') return part
      if (part.kind === 'constant') return constant(part)
      const name = names.get(part) ?? add(part, fresh(`${result}/${part.op}`))
      names.set(part, name)
      return name
    }
    const add = ({ op, inputs, attributes }: LoweredNode, name: string): string => {
      const converted = Object.entries(attributes).map(([key, value]) => [key, attributeOf(value, real)])
      nodes.push({
        name,
        op,
        domain: '',
        inputs: inputs.map(nameOf),
        outputs: [name],
        attributes: Object.fromEntries(converted),
      })
      return name
    }
    if (typeof lowered === 'object' && lowered.kind === 'node') add(lowered, result)
    else add({ kind: 'node', op: 'Identity', inputs: [lowered], attributes: {} }, result)
  }

  return {
    nodes,
    get initializers() {
      return [...initializers.values()]
    },
    fresh,
    constant,
    compute,
  }
}

function namer(taken: Iterable<string>): (base: string) => string {
  const known = new Set(taken)
  const counts = new Map<string, number>()
  return (base) => {
    let name: string
    do {
      const count = (counts.get(base) ?? 0) + 1
      counts.set(base, count)
      name = `${base}_${count}`
    } while (known.has(name))
    known.add(name)
    return name
  }
}

function cellsOf(element: 'float' | 'double' | 'int64', values: ArrayLike<number>): Cells {
  if (element === 'int64') return BigInt64Array.from(Array.from(values, BigInt))
  return elements[element].array.from(values)
}

/** How an op's rule gives attributes, and how a model does. */
function attributeOf(value: OnnxAttribute, real: Element): Attribute {
  if (typeof value === 'number') return { kind: 'int', value: BigInt(value) }
  if (typeof value === 'string') {
    return { kind: 'int', value: BigInt(elements[value === 'real' ? real : value].code) }
  }
  return 'float' in value
    ? { kind: 'float', value: value.float }
    : { kind: 'ints', value: value.map((each) => BigInt(each)) }
}
