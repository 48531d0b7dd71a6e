import type { Tensor } from '../ops/tensor.ts'

/**
 * A computation with static shapes. `nodes` come in an order in which operands stand before results, no two of them
 * compute the same thing, and each is needed for an output.
 */
export interface Graph {
  readonly inputs: ReadonlyMap<string, Tensor>
  readonly nodes: readonly Tensor[]
  readonly outputs: ReadonlyMap<string, Tensor>
}

/** Inputs and constants are there before anything is computed. */
export const isLeaf = ({ op, data }: Tensor): boolean => op === 'input' || data !== undefined

/** All tensors that the given ones are computed from, themselves included, operands first. */
export function ancestors(tensors: Iterable<Tensor>): Tensor[] {
  const found = new Set<Tensor>(tensors)
  for (const tensor of found) for (const operand of tensor.inputs) found.add(operand)
  return [...found].sort((a, b) => a.id - b.id)
}

/** The graph that computes the outputs, in which equal expressions are computed once. */
export function buildGraph(inputs: ReadonlyMap<string, Tensor>, outputs: ReadonlyMap<string, Tensor>): Graph {
  const kept = new Map<Tensor, Tensor>()
  const known = new Map<string, Tensor>()
  for (const tensor of ancestors([...inputs.values(), ...outputs.values()])) {
    const operands = tensor.inputs.map((operand) => kept.get(operand) as Tensor)
    const key = expressionKey(tensor, operands)
    const same = known.get(key)
    const isUnchanged = operands.every((operand, i) => operand === tensor.inputs[i])
    const node = same ?? (isUnchanged ? tensor : { ...tensor, inputs: operands })
    known.set(key, node)
    kept.set(tensor, node)
  }
  const renamed = (tensors: ReadonlyMap<string, Tensor>) =>
    new Map([...tensors].map(([name, tensor]) => [name, kept.get(tensor) as Tensor]))
  return { inputs: renamed(inputs), nodes: [...new Set(kept.values())], outputs: renamed(outputs) }
}

/** JSON and text know neither -0 nor what is not finite. */
const distinct = (_key: string, value: unknown): unknown =>
  Object.is(value, -0) ? '-0' : typeof value === 'number' && !Number.isFinite(value) ? String(value) : value

/** Equal for tensors that are sure to have equal values. */
function expressionKey({ op, attributes, shape, data }: Tensor, operands: readonly Tensor[]): string {
  return [
    op,
    JSON.stringify(attributes, distinct),
    shape.join('x'),
    operands.map(({ id }) => id),
    Array.from(data ?? [], (x) => distinct('', x)).join(),
  ].join('|')
}
