import fc from 'fast-check'
import { size } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import type { Residual } from '../law.ts'
import { inconclusive, worst } from '../measure.ts'
import { combine, type Rows } from '../rows.ts'
import { latentShape, rowsThrough, sampleShape } from './calls.ts'
import { type Draw, samplesOf } from './cases.ts'
import { autoencoderLaw } from './define.ts'
import { distance, roundoff } from './measure.ts'
import { eachCell, spoiled } from './violators.ts'

interface Mixture extends Draw {
  /** Neither 0 nor 1, where every map obeys. */
  readonly a: number
}

export const exemptNonlinear = ({ conventions }: Subject): string | undefined =>
  conventions.linear === true ? undefined : 'its convention `linear` is not true'

export const affine = autoencoderLaw<Mixture>({
  name: 'autoencoder/affine',
  nature: 'identity',
  statement: 'f(a x + (1 - a) y) = a f(x) + (1 - a) f(y) for encode and decode',
  source: 'the definition of an affine map',
  needs: ['encode'],
  exempts: exemptNonlinear,
  cases: () => fc.record({ seed: fc.nat(2 ** 31 - 1), a: fc.constantFrom(0.5, -0.5, 0.3, -1.5, 1.7, 2.5) }),
  runs: 12,
  async residual(subject, { seed, a }) {
    const [x, y] = [samplesOf(subject, { seed }), samplesOf(subject, { seed: seed + 1 })]
    const encoded = await superposition(subject, ['encode', 'x', 'z'], a, x, y)
    if (!subject.functions.decode) return worst(encoded.residuals)
    const decoded = await superposition(subject, ['decode', 'z', 'x'], a, encoded.fx, encoded.fy)
    if (encoded.isConstant || decoded.isConstant) {
      return inconclusive('encode or decode gives the same for every input: its weights are zero')
    }
    return worst([...encoded.residuals, ...decoded.residuals])
  },
  violators: [
    spoiled(
      'the code goes through relu',
      'encode',
      eachCell((z) => Math.max(z, 0)),
    ),
    spoiled('the code goes through tanh', 'encode', eachCell(Math.tanh)),
    spoiled(
      'the reconstruction is clamped to [0, 1]',
      'decode',
      eachCell((x) => Math.min(1, Math.max(0, x))),
    ),
  ],
})

type Through = readonly [name: string, input: string, output: string]

async function superposition(subject: Subject, [name, input, output]: Through, a: number, x: Rows, y: Rows) {
  const run = (rows: Rows) => rowsThrough(subject, name, input, output, rows)
  const [fx, fy] = [await run(x), await run(y)]
  const mixed = await run(x.map((row, n) => combine([a, 1 - a], [row, y[n]])))
  const width = size(sampleShape(subject)) + (subject.functions.decode ? size(latentShape(subject)) : 0)
  const residuals = mixed.map((measured, n): Residual => {
    const expected = combine([a, 1 - a], [fx[n], fy[n]])
    const carried = roundoff(subject.precision, width, x[n], y[n], fx[n], fy[n])
    return {
      error: distance(measured, expected),
      tolerance: (1 + Math.abs(a) + Math.abs(1 - a)) * carried,
      at: { function: name, a, x: Array.from(x[n]), y: Array.from(y[n]) },
    }
  })
  const isConstant = fx.every((row, n) => distance(row, fy[n]) === 0)
  return { fx, fy, residuals, isConstant }
}
