import type { Values } from '../../engines/engine.ts'
import { formulaSubject } from '../../subjects/formula.ts'
import type { Subject } from '../../subjects/subject.ts'
import type { Law, Residual, Violator } from '../law.ts'
import { altered } from '../violators.ts'
import { claimedBy, type Draw, draws } from './cases.ts'
import { mistakesOf } from './mistakes/index.ts'

/** A law of formulas in short. Its violators are known mistakes, by the formula's name and the mistake's. */
export interface FormulaLaw
  extends Pick<Law, 'name' | 'nature' | 'statement' | 'source' | 'exempts' | 'runs'> {
  readonly residual: (subject: Subject, draw: Draw) => Promise<Residual>
  readonly violators: readonly (readonly [formula: string, mistake: string])[]
}

export const formulaLaw = ({ violators, ...law }: FormulaLaw): Law => ({
  ...law,
  kind: 'formula',
  needs: ['value'],
  cases: draws,
  residual: (subject, at) => law.residual(subject, at as Draw),
  violators: violators.map(
    ([formula, mistake]): Violator => ({
      name: `${formula}: ${mistake}`,
      make: ({ precision }) => mistaken(formulaSubject(formula, { precision }), mistake),
    }),
  ),
})

/** A right subject that makes a known mistake of its formula. Throws a RangeError for a mistake that is not known. */
export function mistaken(right: Subject, mistake: string): Subject {
  const claimed = claimedBy(right)
  const wrong = mistakesOf(claimed.formula.name)[mistake]
  if (!wrong) throw new RangeError(`${claimed.formula.name} has no known mistake '${mistake}'`)
  const value = (outputs: Values, inputs: Values) => ({ ...outputs, ...wrong(inputs, claimed, outputs) })
  return altered(right, { value })
}
