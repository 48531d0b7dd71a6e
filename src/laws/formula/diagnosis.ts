import type { Values } from '../../engines/engine.ts'
import { cells, value } from '../../engines/value.ts'
import type { Formula, Settings } from '../../formulas/index.ts'
import type { Subject } from '../../subjects/subject.ts'
import type { Residual } from '../law.ts'
import { holds, ratio } from '../measure.ts'
import type { Claimed } from './cases.ts'
import { compare } from './compare.ts'
import { mistakesOf } from './mistakes/index.ts'
import { uncertainty } from './uncertainty.ts'

/** How plainly a subject must fail, in tolerances, for its mistake to be named. */
const plainly = 4

/** Constants that people use in one another's place. */
const customary: Readonly<Record<string, readonly number[]>> = {
  eps: [1e-8, 1e-5, 1e-6, 1e-3, 1e-7],
  lr: [1e-3, 1e-2, 1e-4, 2e-4],
  beta1: [0.9, 0.5, 0],
  beta2: [0.999, 0.99, 0.9],
  alpha: [0.99, 0.9],
  momentum: [0.9, 0.99, 0.5],
  decay: [0.01, 0.99, 0.1],
  clip: [0.01, 0.1, 1],
  group_size: [4, 2, 8],
  stride: [1, 2],
  padding: [0, 1],
}

/** What a subject gave at some inputs. */
export interface Observation {
  readonly inputs: Values
  readonly got: Values
}

/** A failure with its likely cause: an undeclared setting, a known mistake, arithmetic, or a factor. */
export async function diagnosed(
  subject: Subject,
  claimed: Claimed,
  observations: readonly Observation[],
  residual: Residual,
): Promise<Residual> {
  const [{ inputs, got }] = observations
  if (residual.tolerance > 0 && ratio(residual) < plainly) {
    // Where float64 is as wrong, it is not for rounding that it is near the truth: whoever runs the law says so.
    if (subject.precise && !(await arithmetic(subject, claimed, inputs))) return residual
    return {
      ...residual,
      diagnosis: 'imprecise arithmetic, or an ill-conditioned input: it is near the truth',
    }
  }
  const fits: Fits = (of, make) =>
    observations.every(({ inputs, got }) => {
      const outputs = attempted(() => make(inputs))
      return outputs !== undefined && isNear(of, inputs, got, outputs)
    })
  const diagnosis =
    notFinite(got) ??
    undeclared(claimed, fits) ??
    knownMistake(claimed, fits) ??
    (await arithmetic(subject, claimed, inputs)) ??
    proportion(claimed, inputs, got)
  return diagnosis === undefined ? residual : { ...residual, diagnosis }
}

type Fits = (of: Claimed, make: (inputs: Values) => Values) => boolean

/** Another setting under which the outputs would be right. */
function undeclared({ formula, settings }: Claimed, fits: Fits): string | undefined {
  for (const [name, choice] of alternatives(formula, settings)) {
    const other: Claimed = { formula, settings: { ...settings, [name]: choice } }
    if (fits(other, (inputs) => formula.value(inputs, other.settings))) {
      return `right if ${name} is ${choice}: declare it`
    }
  }
  return undefined
}

function alternatives({ parameters, conventions }: Formula, settings: Settings) {
  const constants = Object.keys(parameters).map((name) => [name, customary[name] ?? []] as const)
  return [...Object.entries(conventions), ...constants].flatMap(([name, choices]) =>
    choices.filter((choice) => choice !== settings[name]).map((choice) => [name, choice] as const),
  )
}

/** The mistake of these outputs; two, where the inputs at hand don't tell them apart. */
function knownMistake(claimed: Claimed, fits: Fits): string | undefined {
  const { formula, settings } = claimed
  const found = Object.entries(mistakesOf(formula.name)).filter(([, wrong]) =>
    fits(claimed, (inputs) => {
      const right = formula.value(inputs, settings)
      return { ...right, ...wrong(inputs, claimed, right) }
    }),
  )
  return found.length === 0
    ? undefined
    : found
        .slice(0, 2)
        .map(([name]) => name)
        .join('; or ')
}

/** A wrong version may not make sense at a shape. */
function attempted(make: () => Values): Values | undefined {
  try {
    return make()
  } catch {
    return undefined
  }
}

const sameSizes = (a: Values, b: Values): boolean =>
  Object.keys(a).every((name) => a[name].size === b[name]?.size)

/** Whether outputs that some other version gives are those that were got, as far as rounding may carry. */
function isNear(of: Claimed, inputs: Values, got: Values, outputs: Values): boolean {
  const tolerance = uncertainty(of, inputs)
  const wide = Object.fromEntries(
    Object.entries(outputs).map(([name, made]) => [name, widened(cells(made), tolerance[name])]),
  )
  return sameSizes(outputs, got) && holds(compare(got, outputs, wide))
}

/** Four times what rounding may do to the truth, and as much for a result of another size. */
function widened(made: ArrayLike<number>, tolerance: Values[string] | undefined) {
  const most = tolerance ? Array.from(cells(tolerance)).reduce((a, b) => Math.max(a, b), 0) : 0
  return value(Float64Array.from(made, (cell) => 4 * most + 2 ** -17 * Math.abs(cell)))
}

/** Whether the same mathematics is right in float64. */
async function arithmetic(
  { precise }: Subject,
  claimed: Claimed,
  inputs: Values,
): Promise<string | undefined> {
  if (!precise) return undefined
  const outputs = await precise.call('value', inputs)
  const { formula, settings } = claimed
  const right = formula.value(inputs, settings)
  const isRight = holds(compare(outputs, right, uncertainty(claimed, inputs)))
  return isRight ? 'imprecise arithmetic: the same model is right in float64' : undefined
}

function notFinite(got: Values): string | undefined {
  const allFinite = Object.values(got).every((of) => Array.from(cells(of)).every(Number.isFinite))
  return allFinite
    ? undefined
    : 'not finite: an exponential overflows, or a logarithm or a root leaves its domain'
}

/** One factor between an output and the truth, wherever there is one. */
function proportion({ formula, settings }: Claimed, inputs: Values, got: Values): string | undefined {
  const right = formula.value(inputs, settings)
  for (const [name, of] of Object.entries(right)) {
    if (!got[name] || got[name].size !== of.size) continue
    const [a, b] = [cells(got[name]), cells(of)]
    const factor = a[0] / b[0]
    const isOne = Array.from(a).every((cell, i) => Math.abs(cell - factor * b[i]) <= 1e-4 * Math.abs(cell))
    const isPlain = Number.isFinite(factor) && Math.abs(factor - 1) > 1e-3
    if (isOne && isPlain) return `${name} is ours times ${Number(factor.toPrecision(6))}`
  }
  return undefined
}
