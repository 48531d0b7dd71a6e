import { type Random, seededRandom } from '../../data/random.ts'
import type { Precision, Values } from '../../engines/engine.ts'
import { cells, value } from '../../engines/value.ts'
import type { Settings } from '../../formulas/index.ts'
import { showShape } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import type { Residual } from '../law.ts'
import { type Claimed, claimedBy, type Draw, inputsFor, type Regime } from './cases.ts'
import { compare } from './compare.ts'
import { uncertainty } from './uncertainty.ts'

export type Run = (inputs: Values) => Promise<Values>

/** What a relation is asked at. */
export interface Setting {
  readonly inputs: Values
  readonly settings: Settings
  /** The same draws whenever the relation is tried. */
  readonly random: Random
  /** Whether the number of samples may be another. */
  readonly isOpen: boolean
}

/** Two things that should be the same. */
export interface Gap {
  readonly got: Values
  readonly expected: Values
}

/**
 * A property of a formula that needs no truth to compare with: it calls the function, any number of times, and gives
 * what should be equal. Nothing where it does not apply.
 */
export interface Relation {
  readonly statement: string
  readonly gap: (f: Run, at: Setting) => Promise<Gap | undefined>
}

/** The sign of the rounding of a cell, at the call of that number. */
type Pattern = (cell: number, call: number, random: Random) => number

const byTurns = (call: number) => (call % 2 === 0 ? 1 : -1)

const patterns: readonly Pattern[] = [
  () => 0,
  () => 1,
  () => -1,
  Math.sign,
  (cell) => -Math.sign(cell),
  (_, call) => byTurns(call),
  (cell, call) => byTurns(call) * Math.sign(cell),
  ...Array.from({ length: 3 }, (): Pattern => (_, __, random) => (random.uniform(1)[0] < 0.5 ? -1 : 1)),
]

/**
 * How far a subject departs from a relation. The tolerance is twice the farthest that the truth departs when every call's
 * outputs are moved as far as rounding may move them, or not at all (then it is what eps and rounded inputs make of it).
 */
export async function departure(
  subject: Subject,
  relation: Relation,
  draw: Draw,
  regime: Regime = 'generic',
): Promise<Residual | undefined> {
  const claimed = claimedBy(subject)
  const inputs = inputsFor(subject, claimed, draw, regime)
  const { precision } = subject
  const at = (): Setting => ({
    inputs,
    settings: claimed.settings,
    random: seededRandom(draw.seed).split(relation.statement),
    isOpen: hasOpenBatch(subject, claimed),
  })
  let found: Gap | undefined
  try {
    found = await relation.gap(asked(subject, claimed), at())
  } catch (error) {
    if (error instanceof WrongShape) return { error: 1, tolerance: 0, at: error.message }
    throw error
  }
  if (!found) return undefined
  const tolerances: Values[] = []
  const gaps: Gap[] = []
  for (const [k, pattern] of patterns.entries()) {
    const gap = await relation.gap(noisy(claimed, precision, pattern, tolerances, k), at())
    if (gap) gaps.push(gap)
  }
  return compare(found.got, found.expected, allowed(found.expected, gaps))
}

/** An output that holds another number of cells than it should. */
class WrongShape extends RangeError {}

/** The subject, with outputs in the formula's shapes. Throws a WrongShape where one holds another number of cells. */
const asked =
  (subject: Subject, { formula, settings }: Claimed): Run =>
  async (given) => {
    const inputs = inPrecision(subject.precision, given)
    const got = await subject.call('value', inputs)
    const right = formula.value(inputs, settings)
    const expected = formula.align?.(right, got) ?? right
    return Object.fromEntries(
      Object.entries(expected).map(([name, { shape, size }]) => {
        if (got[name]?.size === size) return [name, value(cells(got[name]), shape)]
        const shown = got[name] ? showShape(got[name].shape) : 'nothing'
        throw new WrongShape(`expected ${name} of shape ${showShape(shape)}, got ${shown}`)
      }),
    )
  }

/** The truth, moved by a pattern of roundings. Its uncertainty is measured once, and kept by the call's number. */
function noisy(
  claimed: Claimed,
  precision: Precision,
  pattern: Pattern,
  tolerances: Values[],
  stream: number,
): Run {
  let calls = 0
  const random = seededRandom(stream).split('roundings')
  return async (given) => {
    const inputs = inPrecision(precision, given)
    const call = calls++
    tolerances[call] ??= uncertainty(claimed, inputs)
    const right = claimed.formula.value(inputs, claimed.settings)
    return Object.fromEntries(
      Object.entries(right).map(([name, of]) => {
        const may = cells(tolerances[call][name])
        const data = Float64Array.from(cells(of), (cell, i) => cell + pattern(cell, call, random) * may[i])
        return [name, value(data, of.shape)]
      }),
    )
  }
}

function allowed(expected: Values, gaps: readonly Gap[]): Values {
  return Object.fromEntries(
    Object.entries(expected).map(([name, of]) => {
      const apart = gaps.map((gap) => [cells(gap.got[name]), cells(gap.expected[name])])
      const data = Float64Array.from(
        cells(of),
        (_, i) => 2 * Math.max(...apart.map(([a, b]) => (a[i] === b[i] ? 0 : Math.abs(a[i] - b[i])))),
      )
      return [name, value(data, of.shape)]
    }),
  )
}

const inPrecision = (precision: Precision, inputs: Values): Values =>
  precision === 'float64'
    ? inputs
    : Object.fromEntries(
        Object.entries(inputs).map(([name, of]) => [
          name,
          value(Float64Array.from(cells(of), Math.fround), of.shape),
        ]),
      )

/** Whether any input with a batch axis leaves its length open. */
function hasOpenBatch(subject: Subject, { formula }: Claimed): boolean {
  const axes = subject.functions.value.axes ?? {}
  return Object.entries(formula.inputs).every(
    ([name, input]) => input.axes[0] !== 'N' || !axes[name] || axes[name][0] === null,
  )
}
