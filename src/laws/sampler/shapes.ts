import type { Value } from '../../engines/engine.ts'
import { cells, value } from '../../engines/value.ts'
import { size } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import { callRows } from '../calls.ts'
import type { Residual } from '../law.ts'
import { worst } from '../measure.ts'
import { fromRows } from '../rows.ts'
import { networkRoundoff } from '../vae/roundoff.ts'
import { mapCells, mapRows } from '../violators.ts'
import { samplerLaw } from './define.ts'
import { batchOf, type Draw, draws, randomOf } from './fields.ts'

/** Each function's outputs that are one number a sample; the others are fields. */
const numbers: Readonly<Record<string, readonly string[]>> = {
  log_density: ['log_density'],
  propose: ['log_q'],
  action: ['action'],
  accept: ['probability'],
}
const given = ({ functions }: Subject): string[] => Object.keys(numbers).filter((name) => name in functions)

const whyNothing = (subject: Subject): string | undefined =>
  given(subject).length === 0 ? `the subject gives none of ${Object.keys(numbers).join(', ')}` : undefined

/** Normal inputs of a function, [N][...]. */
function inputsOf({ functions }: Subject, name: string, draw: Draw, count: number) {
  const random = randomOf(draw).split(name)
  return Object.fromEntries(
    Object.entries(functions[name].inputs).map(([input, shape]) => [
      input,
      Array.from({ length: count }, () => random.normal(size(shape)).map(Math.fround)),
    ]),
  )
}

export const shapes = samplerLaw<Draw>({
  name: 'sampler/shapes',
  nature: 'form',
  statement:
    'log_density, log_q, action and probability have the shape [N], x the shape of z, and all are finite',
  source: 'the contract of subjects',
  needs: [],
  exempts: whyNothing,
  cases: draws,
  runs: 4,
  async residual(subject, draw) {
    const wrong: string[] = []
    for (const name of given(subject)) {
      const count = batchOf(subject)
      const fed = Object.entries(inputsOf(subject, name, draw, count)).map(
        ([input, rows]) => [input, fromRows(rows, subject.functions[name].inputs[input])] as const,
      )
      const outputs = await subject.call(name, Object.fromEntries(fed))
      for (const output of subject.functions[name].outputs) {
        const expected = numbers[name].includes(output) ? [count] : fed[0][1].shape
        const fault = faultOf(outputs[output], expected)
        if (fault) wrong.push(`${name} ${output}: ${fault}`)
      }
    }
    return { error: wrong.length, tolerance: 0, ...(wrong.length > 0 ? { at: { faults: wrong } } : {}) }
  },
  violators: {
    'the action is one number for the batch': {
      action: ({ action }) => ({ action: value([cells(action)[0]], []) }),
    },
    'log_q has an axis too many': {
      propose: (outputs) => ({
        ...outputs,
        log_q: value([...cells(outputs.log_q)], [outputs.log_q.shape[0], 1]),
      }),
    },
    'a log density is not a number': {
      log_density: (outputs) => ({
        log_density: mapCells(outputs.log_density, (log, n) => (n === 0 ? Number.NaN : log)),
      }),
    },
  },
})

function faultOf(found: Value | undefined, expected: readonly number[]): string | undefined {
  if (!found) return 'missing'
  if (found.shape.join() !== expected.join()) return `expected [${expected}], got [${found.shape}]`
  const odd = cells(found).find((cell) => !Number.isFinite(cell))
  return odd === undefined ? undefined : `expected finite numbers, got ${odd}`
}

export const batchIndependent = samplerLaw<Draw>({
  name: 'sampler/batch-independent',
  nature: 'independence',
  statement: 'every function treats a sample the same whatever else is in its batch',
  source: 'the functions are maps of one sample; an action summed over the batch is none',
  needs: [],
  exempts: (subject) => (subject.batch === 1 ? 'its batch size is fixed at 1' : whyNothing(subject)),
  cases: draws,
  runs: 3,
  async residual(subject, draw) {
    const found: Residual[] = []
    for (const name of given(subject)) {
      const count = batchOf(subject)
      const inputs = inputsOf(subject, name, draw, count)
      const whole = await callRows(subject, name, inputs)
      for (let n = 0; n < count; n++) {
        const one = Object.fromEntries(Object.entries(inputs).map(([input, rows]) => [input, [rows[n]]]))
        const alone = await callRows(subject, name, one)
        for (const output of subject.functions[name].outputs) {
          const [row, other] = [whole[output][n], alone[output][0]]
          const condition = sizeOf(row) + Object.values(one).reduce((sum, [cells]) => sum + termsOf(cells), 0)
          const error = row.reduce((most, cell, i) => Math.max(most, Math.abs(cell - other[i])), 0)
          found.push({
            error,
            tolerance: networkRoundoff(subject, condition),
            at: { function: name, output, sample: n },
          })
        }
      }
    }
    return worst(found)
  },
  violators: {
    'log_q is averaged over the batch': {
      propose: (outputs) => ({ ...outputs, log_q: averaged(outputs.log_q) }),
    },
    'the action is summed over the batch': { action: ({ action }) => ({ action: averaged(action, true) }) },
    'proposals subtract the mean of their batch': {
      propose: (outputs) => ({
        ...outputs,
        x: mapRows(outputs.x, (row, _, all) =>
          row.map((cell, i) => cell - all.reduce((sum, other) => sum + other[i], 0) / all.length),
        ),
      }),
    },
  },
})

/** What a result's rounding is relative to: itself, and the terms of an action, of the fourth degree in the inputs. */
const sizeOf = (row: Float64Array): number => row.reduce((sum, x) => sum + Math.abs(x), 1)
const termsOf = (row: Float64Array): number => row.reduce((sum, x) => sum + x ** 4 + Math.abs(x), 1)

function averaged(of: Value, isSum = false): Value {
  const total = Array.from(cells(of)).reduce((sum, cell) => sum + cell, 0)
  return mapCells(of, () => (isSum ? total : total / of.shape[0]))
}
