import { cells, value } from '../../engines/value.ts'
import { size } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import { batchOf, type Draw, draws } from '../autoencoder/cases.ts'
import { type Problem, problemsIn } from '../autoencoder/shapes.ts'
import { fromRows } from '../rows.ts'
import { mapCells } from '../violators.ts'
import { cleanShape, corruptedShape, rowsOf } from './calls.ts'
import { corruptedSamples, inputsOf } from './cases.ts'
import { denoiserLaw } from './define.ts'

export const shapesAndFinite = denoiserLaw<Draw>({
  name: 'denoiser/shapes-and-finite',
  nature: 'form',
  statement:
    'corrupt gives what denoise takes, denoise what corrupt takes, the loss is one number; all are finite',
  source: 'the contract of subjects',
  needs: [],
  cases: () => draws,
  runs: 8,
  async residual(subject, draw) {
    const found = [...(await problemsOfClean(subject, draw)), ...(await problemsOfDenoise(subject, draw))]
    return { error: found.length, tolerance: 0, ...(found.length > 0 ? { at: found[0] } : {}) }
  },
  violators: {
    'corrupt gives NaN for a feature': {
      corrupt: ({ y }) => ({ y: mapCells(y, (cell, at) => (at === 0 ? Number.NaN : cell)) }),
    },
    'denoise gives an axis too many': { denoise: ({ y }) => ({ y: value(cells(y), [...y.shape, 1]) }) },
    'the loss is not reduced over the batch': {
      loss: ({ loss }, { x }) => ({
        loss: value(new Float64Array(x.shape[0]).fill(cells(loss)[0]), [x.shape[0]]),
      }),
    },
  },
})

async function problemsOfClean(subject: Subject, draw: Draw): Promise<Problem[]> {
  const { functions } = subject
  const rows = rowsOf(inputsOf(subject, draw))
  const fed = (name: string) =>
    Object.fromEntries(
      Object.entries(functions[name].inputs).map(([input, shape]) => [input, fromRows(rows[input], shape)]),
    )
  const found: Problem[] = []
  if (functions.corrupt) {
    const { y } = await subject.call('corrupt', fed('corrupt'))
    const sample = functions.denoise ? corruptedShape(subject) : y.shape.slice(1)
    found.push(...problemsIn('corrupt', 'y', y, [batchOf(subject), ...sample]))
  }
  if (functions.loss) {
    const { loss } = await subject.call('loss', fed('loss'))
    found.push(...problemsIn('loss', 'loss', loss, size(loss.shape) === 1 ? loss.shape : []))
  }
  return found
}

/** What is corrupted wrongly can't be denoised, and says enough. */
async function problemsOfDenoise(subject: Subject, draw: Draw): Promise<Problem[]> {
  const { functions } = subject
  if (!functions.denoise) return []
  const { y } = await subject.call('denoise', {
    x: fromRows(await corruptedSamples(subject, draw), corruptedShape(subject)),
  })
  const sample = functions.corrupt ? cleanShape(subject) : y.shape.slice(1)
  return problemsIn('denoise', 'y', y, [batchOf(subject), ...sample])
}
