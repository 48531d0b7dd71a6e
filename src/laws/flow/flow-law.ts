import type { Subject } from '../../subjects/subject.ts'
import type { Law, Violator } from '../law.ts'
import { type Alteration, altered } from '../violators.ts'

/** A law of flows in short: the outputs that it uses, by function, say where it applies. */
export interface FlowLaw<Case> extends Omit<Law<Case>, 'kind' | 'needs' | 'violators'> {
  readonly uses: Readonly<Record<string, readonly string[]>>
  /** What each wrong subject does to the functions of a right one. */
  readonly violators: Readonly<Record<string, Readonly<Record<string, Alteration>>>>
}

export function flowLaw<Case>({ uses, violators, ...law }: FlowLaw<Case>): Law {
  return {
    ...law,
    kind: 'flow',
    needs: Object.keys(uses),
    exempts: (subject) => lackingOutput(subject, uses) ?? law.exempts?.(subject),
    residual: (subject, at) => law.residual(subject, at as Case),
    violators: Object.entries(violators).map(
      ([name, alterations]): Violator => ({ name, make: (right) => altered(right, alterations) }),
    ),
  }
}

function lackingOutput({ functions }: Subject, uses: FlowLaw<unknown>['uses']): string | undefined {
  for (const [name, outputs] of Object.entries(uses)) {
    const lacking = outputs.find((output) => !functions[name].outputs.includes(output))
    if (lacking !== undefined) return `${name} gives no ${lacking}`
  }
  return undefined
}
