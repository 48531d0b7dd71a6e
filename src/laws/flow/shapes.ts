import type { Value } from '../../engines/engine.ts'
import { cells, value } from '../../engines/value.ts'
import { size } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import type { Law, Residual } from '../law.ts'
import { mapCells, rowsOf } from '../violators.ts'
import { caseSize, type Points, pointsOn } from './cases.ts'
import { flowLaw } from './flow-law.ts'
import { type Rows, sampleShape } from './maps.ts'
import { changed, summedOverBatch } from './mistakes.ts'
import { inside, spaceOf } from './spaces.ts'

/** The functions of the contract, and which side of the flow they start from. */
export const sides = { to_latent: 'data', to_data: 'latent', log_prob: 'data' } as const
export type FlowFunction = keyof typeof sides

export const given = ({ functions }: Subject): FlowFunction[] =>
  (Object.keys(sides) as FlowFunction[]).filter((name) => name in functions)

/** log_det and log_prob one number a sample; z and x as many coordinates as went in. */
export const shapes: Law = flowLaw<Points>({
  name: 'flow/shapes',
  nature: 'form',
  statement:
    'log_det and log_prob have the shape [N], z and x as many numbers as went in, and all are finite',
  source: "the contract of subjects; 'log-det summed over the batch' is a mistake that shipped",
  uses: {},
  exempts: (subject) =>
    given(subject).length === 0 ? 'the subject gives none of to_latent, to_data, log_prob' : undefined,
  cases: pointsOn('data'),
  runs: 5,
  async residual(subject, { points: all }) {
    const points = Array.from({ length: subject.batch ?? caseSize }, (_, n) => all[n % all.length])
    let wrong = 0
    let at: unknown
    for (const name of given(subject)) {
      const outputs = await callOn(subject, name, points)
      for (const output of subject.functions[name].outputs) {
        const found = fault(subject, output, outputs[output], points)
        if (found === undefined) continue
        wrong++
        at ??= { function: name, output, fault: found, x: [points[0]] }
      }
    }
    return { error: wrong, tolerance: 0, ...(at === undefined ? {} : { at }) } satisfies Residual
  },
  violators: {
    'log_det is summed over the batch': { to_latent: summedOverBatch('log_det') },
    'log_prob is summed over the batch': { log_prob: summedOverBatch('log_prob') },
    'log_det is not summed over the features': {
      to_latent: (outputs) => ({ ...outputs, log_det: mapCells(outputs.z, (cell) => Math.abs(cell)) }),
    },
    'log_det has an axis too many': {
      to_data: (outputs) => ({
        ...outputs,
        log_det: value([...cells(outputs.log_det)], [outputs.log_det.shape[0], 1]),
      }),
    },
    'z lacks a coordinate': {
      to_latent: (outputs) => {
        const rows = rowsOf(outputs.z).map((row) => row.slice(1))
        return { ...outputs, z: value(rows.flat(), [rows.length, rows[0].length]) }
      },
    },
    'the last sample is not a number': {
      to_data: changed('x', (cell, at) => (at === 0 ? Number.NaN : cell)),
    },
  },
})

function callOn(subject: Subject, name: FlowFunction, points: Rows) {
  const input = Object.keys(subject.functions[name].inputs)[0]
  const space = spaceOf(subject, sides[name])
  const within = points.flat().map((cell) => inside(space, cell))
  const fed = value(within, [points.length, ...sampleShape(subject, sides[name])])
  return subject.call(name, { [input]: fed })
}

/** What is wrong with an output, if anything. The logarithm of nothing is right outside a uniform prior's cube. */
function fault(subject: Subject, output: string, found: Value | undefined, points: Rows): string | undefined {
  if (!found) return 'missing'
  const isScalar = output === 'log_det' || output === 'log_prob'
  const expected = [points.length, ...(isScalar ? [] : [points[0].length])]
  const shape = isScalar ? found.shape : [found.shape[0], size(found.shape) / (found.shape[0] ?? 1)]
  if (shape.join() !== expected.join()) return `expected [${expected}], got [${found.shape}]`
  const mayVanish = output === 'log_prob' && subject.conventions.prior === 'uniform'
  const odd = cells(found).find((cell) => !Number.isFinite(cell) && !(mayVanish && cell === -Infinity))
  return odd === undefined ? undefined : `expected finite numbers, got ${odd}`
}
