import type { Subject } from '../../subjects/subject.ts'
import type { Law, Violator } from '../law.ts'
import { type Alteration, altered } from '../violators.ts'
import { dimension } from './maps.ts'

/** A law of flows in short: the outputs that it uses, by function, say where it applies. */
export interface FlowLaw<Case> extends Omit<Law<Case>, 'kind' | 'needs' | 'violators'> {
  readonly uses: Readonly<Record<string, readonly string[]>>
  /** What each wrong subject does to the functions of a right one. */
  readonly violators: Readonly<Record<string, Readonly<Record<string, Alteration>>>>
}

/** A law tries so many samples of one coordinate, fewer of more, but never fewer cases than these, where it has them. */
const samples = 128
const fewestRuns = 2

export function flowLaw<Case>({ uses, violators, ...law }: FlowLaw<Case>): Law {
  return {
    ...law,
    kind: 'flow',
    needs: Object.keys(uses),
    runsOf: (subject) => Math.min(law.runs, Math.max(fewestRuns, Math.floor(samples / dimension(subject)))),
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
