import { closestName } from '../data/closest-name.ts'
import { quote } from '../data/data-error.ts'
import type { readTensors } from '../data/read-tensors.ts'
import type { Precision, Value, Values } from '../engines/engine.ts'
import { cells, value } from '../engines/value.ts'
import { formulaNamed } from '../formulas/index.ts'
import type { Outcome } from '../laws/law.ts'
import { holds } from '../laws/measure.ts'
import { sameShape, showShape } from '../ops/shape.ts'
import type { GoldenCase } from './case.ts'
import { boundOf, departure } from './departure.ts'
import { likelyMistake } from './kept-mistakes.ts'
import { outputOrder } from './models.ts'

/** What a case says of one tensor that somebody computed. */
export interface Compared {
  readonly tensor: string
  readonly verdict: Outcome
  readonly error?: number
  readonly tolerance?: number
  /** The cell that departs most. */
  readonly at?: { readonly index: readonly number[]; readonly expected: number; readonly got: number }
  readonly reason?: string
}

export interface Comparison {
  /** In the order in which they are computed, so that the first to depart is the one to look at. */
  readonly compared: readonly Compared[]
  /** Expected tensors that were not given. */
  readonly missing: readonly string[]
}

/**
 * Somebody's tensors against a golden case. Each is held to the tolerance of its own precision, float32 or float64, unless
 * one is named. A tensor of another name than any expected is an error where it seems to be a slip of the pen.
 */
export function compareTensors(golden: GoldenCase, mine: Values, precision?: Precision): Comparison {
  const wanted = ordered(
    golden,
    Object.keys(golden.expected).filter((name) => !isKeptMistake(name)),
  )
  const missing = wanted.filter((name) => !(name in mine))
  const extra = Object.keys(mine).filter((name) => !wanted.includes(name))
  return {
    compared: [
      ...wanted.filter((name) => name in mine).map((name) => comparedTensor(golden, name, mine, precision)),
      ...extra.map((tensor) => unexpected(golden, tensor, missing)),
    ],
    missing,
  }
}

/** A value that a case keeps because it is wrong: nobody need compute it. */
const isKeptMistake = (name: string): boolean => /(^|\/)(invalid\.|misprinted_)/.test(name)

const parts = [/^gradient\.|\/gradient\./, /\/second\./, /^after1\./, /^after10\./, /^losses/]

function ordered({ description }: GoldenCase, names: readonly string[]): string[] {
  const outputs = outputOrder(description.kind)
  const part = (name: string) => parts.findIndex((pattern) => pattern.test(name))
  const place = (name: string) => (outputs.includes(name) ? outputs.indexOf(name) : outputs.length)
  return [...names].sort((a, b) => part(a) - part(b) || place(a) - place(b))
}

function comparedTensor(golden: GoldenCase, tensor: string, mine: Values, precision?: Precision): Compared {
  const [got, expected] = [mine[tensor], alignedWith(golden, tensor, mine)]
  if (!sameShape(got.shape, expected.shape)) {
    const why = `expected shape ${showShape(expected.shape)}, got ${showShape(got.shape)}`
    const mistake = likelyMistake(golden, tensor, got, expected, Number.POSITIVE_INFINITY)
    return { tensor, verdict: 'fail', reason: mistake ? `${why}; ${mistake}` : why }
  }
  const own: Precision = cells(got) instanceof Float32Array ? 'float32' : 'float64'
  const bound = boundOf(golden.description, { precision: precision ?? own }, tensor)
  const { error, tolerance } = departure(tensor, got, expected, bound, 'tensor')
  const measured = { tensor, error, tolerance }
  const flags = flagsOf(golden, tensor)
  if (holds(measured)) return { ...measured, verdict: 'pass', ...(flags ? { reason: flags } : {}) }
  const reason = [likelyMistake(golden, tensor, got, expected, tolerance), flags].filter(Boolean).join('; ')
  return { ...measured, verdict: 'fail', at: worstCell(got, expected), ...(reason ? { reason } : {}) }
}

/** Where several outputs are equally right, those nearest to what was got: the sign of a principal component is free. */
function alignedWith({ description, expected }: GoldenCase, tensor: string, mine: Values): Value {
  const example = description.formulas?.find(({ name }) => tensor.startsWith(`${name}/`))
  const align = example && formulaNamed(example.formula).align
  if (!align) return expected[tensor]
  const prefix = `${example.name}/`
  const own = (all: Values): Values =>
    Object.fromEntries(
      Object.entries(all).flatMap(([name, of]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), of]] : [],
      ),
    )
  const [right, got] = [own(expected), own(mine)]
  const output = tensor.slice(prefix.length)
  const fits = Object.entries(got).every(
    ([name, of]) => right[name] && sameShape(of.shape, right[name].shape),
  )
  return fits ? (align(right, { ...right, ...got })[output] ?? expected[tensor]) : expected[tensor]
}

/** What is special about a tensor's example: 'extreme: careless arithmetic overflows here'. */
function flagsOf({ description }: GoldenCase, tensor: string): string | undefined {
  const flags = description.formulas?.find(({ name }) => tensor.startsWith(`${name}/`))?.flags ?? []
  if (flags.length === 0) return undefined
  return flags.map((flag) => [flag, description.flags?.[flag]].filter(Boolean).join(': ')).join('; ')
}

function unexpected({ inputs, weights }: GoldenCase, tensor: string, missing: readonly string[]): Compared {
  if (tensor in inputs) return { tensor, verdict: 'not applicable', reason: "is one of the case's inputs" }
  if (tensor in weights) return { tensor, verdict: 'not applicable', reason: "is one of the case's weights" }
  const near = closestName(tensor, missing)
  if (near)
    return {
      tensor,
      verdict: 'error',
      reason: `the case expects no such tensor; did you mean ${quote(near)}?`,
    }
  return { tensor, verdict: 'not applicable', reason: 'the case expects no such tensor' }
}

function worstCell(got: Value, expected: Value): NonNullable<Compared['at']> {
  const [a, b] = [cells(got), cells(expected)]
  const miss = (i: number) => (Number.isNaN(a[i]) ? Number.POSITIVE_INFINITY : Math.abs(a[i] - b[i]))
  let worst = 0
  for (let i = 1; i < a.length; i++) if (miss(i) > miss(worst)) worst = i
  return { index: placeOf(worst, expected.shape), expected: b[worst], got: a[worst] }
}

/** Where a cell stands, from its number in row-major order. */
function placeOf(flat: number, shape: readonly number[]): number[] {
  const place: number[] = []
  let rest = flat
  for (const length of [...shape].reverse()) {
    place.unshift(rest % length)
    rest = Math.floor(rest / length)
  }
  return place
}

/** A file's tensors, whose names and numbers are its own. */
export const asValues = (tensors: Awaited<ReturnType<typeof readTensors>>): Values =>
  Object.fromEntries([...tensors].map(([name, of]) => [name, value(cells(of as Value), of.shape)]))
