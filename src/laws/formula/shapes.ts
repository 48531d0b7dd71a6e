import type { Values } from '../../engines/engine.ts'
import { cells } from '../../engines/value.ts'
import { sameShape, showShape } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import { claimedBy, type Draw, inputsFor } from './cases.ts'
import { formulaLaw } from './define.ts'

export const formulaShapes = formulaLaw({
  name: 'formula/shapes',
  nature: 'form',
  statement:
    'every output has the shape of the catalogue, [N] and not [N, 1], [] for a scalar, and is as precise as the inputs',
  source: "the catalogue of formulas; 'KL summed without an axis' is a mistake that shipped",
  runs: 2,
  async residual(subject, draw) {
    const problems = await problemsOf(subject, draw)
    return { error: problems.length, tolerance: 0, ...(problems.length > 0 ? { at: problems[0] } : {}) }
  },
  violators: [
    ['gaussian_kl', 'it is summed over the batch'],
    ['iwae_bound', 'it is averaged over the batch'],
    ['actnorm', 'log_det is summed over the batch'],
    ['metropolis_probability', 'it is averaged over the batch'],
  ],
})

async function problemsOf(subject: Subject, draw: Draw): Promise<object[]> {
  const { formula, settings } = claimedBy(subject)
  const inputs = inputsFor(subject, { formula, settings }, draw, 'generic')
  const got = await subject.call('value', inputs)
  const right = formula.value(inputs, settings)
  const expected = formula.align?.(right, got) ?? right
  return Object.keys(expected).flatMap((output) => problemIn(subject, output, got, expected))
}

function problemIn(subject: Subject, output: string, got: Values, expected: Values): object[] {
  const [made, wanted] = [got[output], expected[output].shape]
  if (!made) return [{ output, got: 'nothing' }]
  if (!sameShape(made.shape, wanted)) {
    return [{ output, expected: showShape(wanted), got: showShape(made.shape) }]
  }
  const isFloat32 = cells(made) instanceof Float32Array
  if (subject.precision === 'float64' && isFloat32) return [{ output, expected: 'float64', got: 'float32' }]
  return []
}
