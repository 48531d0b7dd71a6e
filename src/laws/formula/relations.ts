import type { Values } from '../../engines/engine.ts'
import type { Relation, Run, Setting } from './trial.ts'

type Change = (inputs: Values, at: Setting) => Values

/** f at inputs that are changed gives what `expected` makes of f at the inputs themselves. */
export const changes = (
  statement: string,
  change: Change,
  expected: (before: Values, at: Setting) => Values,
): Relation => ({
  statement,
  async gap(f, at) {
    const before = await f(at.inputs)
    const got = await f({ ...at.inputs, ...change(at.inputs, at) })
    return { got, expected: expected(before, at) }
  },
})

/** f does not see a change of its inputs; all outputs, or those named. */
export const ignores = (statement: string, change: Change, outputs?: readonly string[]): Relation =>
  changes(statement, change, (before) =>
    outputs ? Object.fromEntries(outputs.map((name) => [name, before[name]])) : before,
  )

/** f at certain inputs is known. */
export const known = (
  statement: string,
  change: Change,
  expected: (inputs: Values, at: Setting) => Values,
): Relation => ({
  statement,
  async gap(f, at) {
    const inputs = { ...at.inputs, ...change(at.inputs, at) }
    return { got: await f(inputs), expected: expected(inputs, at) }
  },
})

/** Something made of the outputs is known. */
export const satisfies = (
  statement: string,
  made: (outputs: Values, inputs: Values, at: Setting) => Values,
  expected: (inputs: Values, at: Setting) => Values,
  change: Change = () => ({}),
): Relation => ({
  statement,
  async gap(f, at) {
    const inputs = { ...at.inputs, ...change(at.inputs, at) }
    return { got: made(await f(inputs), inputs, at), expected: expected(inputs, at) }
  },
})

/** Something made of the outputs is in its bounds: equal to itself after it is put there. */
export const staysWithin = (
  statement: string,
  bounded: (outputs: Values, inputs: Values, at: Setting) => Values,
  change: Change = () => ({}),
): Relation => ({
  statement,
  async gap(f, at) {
    const inputs = { ...at.inputs, ...change(at.inputs, at) }
    const got = await f(inputs)
    return { got, expected: bounded(got, inputs, at) }
  },
})

/** f of f, or of others, as a relation writes it down. */
export const composes = (
  statement: string,
  gap: (f: Run, at: Setting) => Promise<{ got: Values; expected: Values }>,
): Relation => ({ statement, gap })
