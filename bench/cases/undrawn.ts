/** A case of which only the name is known until it is needed: to draw its numbers takes time. */
export interface Undrawn<Case> {
  readonly name: string
  readonly draw: () => Case
}

/** The case of a name, drawn. Throws a RangeError where there is none. */
export function drawCase<Case>(cases: readonly Undrawn<Case>[], name: string): Case {
  const found = cases.find((one) => one.name === name)
  if (found) return found.draw()
  throw new RangeError(
    `no case is called '${name}'; the cases are ${cases.map((one) => one.name).join(', ')}`,
  )
}
