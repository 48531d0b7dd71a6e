import type { Value } from '../../engines/engine.ts'
import { cells, value } from '../../engines/value.ts'
import { type Shape, sameShape, showShape, size } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import { fromRows } from '../rows.ts'
import { latentShape, sampleShape } from './calls.ts'
import { batchOf, type Draw, draws, samplesOf } from './cases.ts'
import { autoencoderLaw } from './define.ts'
import { eachCell, spoiled } from './violators.ts'

export const shapesAndFinite = autoencoderLaw<Draw>({
  name: 'autoencoder/shapes-and-finite',
  nature: 'form',
  statement: 'encode gives z [N, ...latent], decode x [N, ...sample], loss one number; all finite',
  source: 'the contract of subjects',
  needs: [],
  cases: () => draws,
  runs: 8,
  async residual(subject, draw) {
    const problems = await problemsOf(subject, draw)
    return { error: problems.length, tolerance: 0, ...(problems.length > 0 ? { at: problems[0] } : {}) }
  },
  violators: [
    spoiled('z comes with an axis too many', 'encode', (z) => value(cells(z), [...z.shape, 1])),
    spoiled(
      'decode gives NaN for a sample',
      'decode',
      eachCell((x, i) => (i === 0 ? Number.NaN : x)),
    ),
    spoiled('the loss is not reduced over the batch', 'loss', (loss, { x }) =>
      value(new Float64Array(x.shape[0]).fill(cells(loss)[0]), [x.shape[0]]),
    ),
  ],
})

export type Problem = Readonly<Record<string, string | number>>

async function problemsOf(subject: Subject, draw: Draw): Promise<Problem[]> {
  const x = fromRows(samplesOf(subject, draw), sampleShape(subject))
  const found = [...(await problemsOfMaps(subject, x))]
  if (subject.functions.loss) {
    const { loss } = await subject.call('loss', { x })
    found.push(...problemsIn('loss', 'loss', loss, size(loss.shape) === 1 ? loss.shape : []))
  }
  return found
}

/** A code of the wrong shape can't be decoded, and says enough. */
async function problemsOfMaps(subject: Subject, x: Value): Promise<Problem[]> {
  const { functions } = subject
  if (!functions.encode) return []
  const { z } = await subject.call('encode', { x })
  const latent = functions.decode ? latentShape(subject) : z.shape.slice(1)
  const found = problemsIn('encode', 'z', z, [batchOf(subject), ...latent])
  if (!functions.decode || found.length > 0) return found
  const decoded = await subject.call('decode', { z })
  return problemsIn('decode', 'x', decoded.x, x.shape)
}

/** What is wrong with an output: its shape, or a number that is none. */
export function problemsIn(name: string, output: string, given: Value, expected: Shape): Problem[] {
  if (!sameShape(given.shape, expected)) {
    return [{ function: name, output, expected: showShape(expected), got: showShape(given.shape) }]
  }
  const bad = cells(given).findIndex((cell) => !Number.isFinite(cell))
  return bad < 0 ? [] : [{ function: name, output, index: bad, got: cells(given)[bad] }]
}
