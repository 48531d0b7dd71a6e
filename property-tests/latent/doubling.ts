import ndarray from 'ndarray'
import type { Value, Values } from '../../src/engines/engine.ts'
import type { Conventions } from '../../src/models/model.ts'
import type { Signature, Subject } from '../../src/subjects/subject.ts'

/** A subject whose functions give back twice their first input, as each of their outputs. */
export function doubling(functions: Record<string, Signature>, conventions: Conventions = {}): Subject {
  return {
    name: 'doubling',
    kind: 'gan',
    engine: 'none',
    precision: 'float64',
    functions,
    conventions,
    batch: null,
    async call(name, inputs): Promise<Values> {
      const [{ data, shape }] = Object.values(inputs) as [Value]
      const twice = ndarray(
        Float64Array.from(data, (cell) => 2 * cell),
        shape,
      )
      return Object.fromEntries(functions[name]!.outputs.map((output) => [output, twice]))
    },
    async dispose() {},
  }
}

/** A function of one input of two numbers. */
export const takes = (input: string, outputs: string[]): Signature => ({
  inputs: { [input]: [2] },
  outputs,
})
