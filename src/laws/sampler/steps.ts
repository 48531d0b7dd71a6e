import { seededRandom } from '../../data/random.ts'
import { value } from '../../engines/value.ts'
import type { Subject } from '../../subjects/subject.ts'
import { callRows, scalars } from '../calls.ts'
import { unitRoundoff } from '../tolerances.ts'
import { type Alteration, mapCells } from '../violators.ts'
import type { Draw } from './fields.ts'

/** The four logarithms that a step is decided by. */
export type Step = readonly [pOld: number, qOld: number, pNew: number, qNew: number]
const inputs = ['log_p_old', 'log_q_old', 'log_p_new', 'log_q_new'] as const

/** What a subject accepts each step with. */
export async function accept(subject: Subject, steps: readonly Step[]): Promise<number[]> {
  const rows = inputs.map((name, i) => [name, steps.map((step) => new Float64Array([step[i]]))])
  return scalars((await callRows(subject, 'accept', Object.fromEntries(rows))).probability)
}

/** Logarithms such as log-densities of fields are: some tens apart, and now and then a thousand. Float32 holds them. */
export function stepsOf({ seed }: Draw, count: number): Step[] {
  const random = seededRandom(seed)
  const logs = (scale: number) =>
    Array.from(random.normal(4), (x) => Math.fround(Math.round(64 * scale * x) / 64)) as unknown as Step
  return Array.from({ length: count }, (_, n) => logs([1, 4, 30, 1000][n % 4]))
}

export const logRatio = ([pOld, qOld, pNew, qNew]: Step): number => pNew - qNew - (pOld - qOld)

/** exp of a sum of four numbers, each rounded: relative to the result, their sizes in unit roundoffs, and some for exp. */
export const roundoff = ({ precision }: Subject, step: Step): number =>
  (8 + 4 * step.reduce((sum, log) => sum + Math.abs(log), 0)) * unitRoundoff[precision]

/** A step that is taken with a probability that the ratio alone decides. */
export function fromRatio(probability: (logRatio: number) => number): Alteration {
  return fromSteps((step) => probability(logRatio(step)))
}

/** A step that is taken with a probability of its four logarithms. */
export function fromSteps(probability: (step: Step) => number): Alteration {
  return (outputs, given) => {
    const columns = inputs.map((name) => given[name].data)
    const at = (n: number) => columns.map((column) => column[n]) as unknown as Step
    const all = mapCells(outputs.probability, (_, n) => probability(at(n)))
    return { probability: value([...all.data], outputs.probability.shape) }
  }
}
