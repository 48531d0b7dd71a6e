import type { Value } from '../../engines/engine.ts'
import { cells, value } from '../../engines/value.ts'
import { sameShape, showShape } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import { fromRows } from '../rows.ts'
import { batchOf, type Draw, draws, inputsOf, randomOf } from './cases.ts'
import { vaeLaw } from './define.ts'
import { expectedShape, given, outputsOf, whyNothingGiven } from './functions.ts'
import { changed, reduced } from './violators.ts'

export const shapesAndFinite = vaeLaw<Draw>({
  name: 'vae/shapes-and-finite',
  nature: 'form',
  statement: 'kl, elbo, reconstruction and bound are one number a sample, [N]; all that is given is finite',
  source: "the contract of subjects; 'KL summed without an axis' is a mistake that shipped",
  needs: [],
  exempts: whyNothingGiven,
  cases: draws,
  runs: 4,
  async residual(subject, draw) {
    const problems = await problemsOf(subject, draw)
    return { error: problems.length, tolerance: 0, ...(problems.length > 0 ? { at: problems[0] } : {}) }
  },
  violators: {
    'kl is summed without an axis': { kl: reduced('kl') },
    'the bound is one for the batch': { elbo: reduced('elbo') },
    'the reconstruction has an axis too many': {
      elbo: (parts) => ({
        ...parts,
        reconstruction: value(cells(parts.reconstruction), [...parts.elbo.shape, 1]),
      }),
    },
    'a mean is not a number': { encode: changed('mean', (cell, at) => (at === 0 ? Number.NaN : cell)) },
  },
})

async function problemsOf(subject: Subject, draw: Draw): Promise<object[]> {
  const found: object[] = []
  const random = randomOf(draw)
  for (const name of given(subject)) {
    const rows = inputsOf(subject, name, random, batchOf(subject))
    const { inputs } = subject.functions[name]
    const fed = Object.entries(rows).map(([input, of]) => [input, fromRows(of, inputs[input])])
    const outputs = await subject.call(name, Object.fromEntries(fed))
    for (const output of outputsOf(subject, name)) {
      const problem = problemIn(subject, name, output, outputs[output])
      if (problem) found.push({ function: name, output, ...problem })
    }
  }
  return found
}

function problemIn(
  subject: Subject,
  name: string,
  output: string,
  got: Value | undefined,
): object | undefined {
  if (!got) return { got: 'nothing' }
  const batch = batchOf(subject)
  const expected = [batch, ...(expectedShape(subject, name, output) ?? got.shape.slice(1))]
  if (!sameShape(got.shape, expected)) return { expected: showShape(expected), got: showShape(got.shape) }
  const bad = cells(got).findIndex((cell) => !Number.isFinite(cell))
  return bad < 0 ? undefined : { index: bad, got: String(cells(got)[bad]) }
}
