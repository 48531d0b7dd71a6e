import { afterAll, expect, test } from 'vitest'
import { engineNamed } from '../../src/engines/index.ts'
import { startTrainings, type Trainings } from '../../src/studies/trainings.ts'
import { translation } from '../../src/studies/translation.ts'
import { studyRows } from '../../src/verification/studies.ts'

const onnx = await engineNamed('onnx')
const trainings = startTrainings()
afterAll(async () => {
  await trainings.dispose()
  await onnx.dispose()
})
const options = { engine: onnx, seed: 5, quick: true }

test('keeps its claims; without the cycle loss the error is that of a chance pairing', async () => {
  const { rows, numbers, figures } = await studyRows(translation, { ...options, trainings })
  expect(rows.map(({ verdict }) => verdict)).toEqual(['pass', 'pass'])
  const chance = numbers['to bold, the right translation of another']
  expect(numbers['to bold, without the cycle loss']).toBeGreaterThan(0.8 * chance)
  expect(figures[0].svg).toContain('absolute error 0.')
})

test('does not keep them with translators that were hardly trained', async () => {
  const hardly: Trainings = {
    ...trainings,
    train: (request, data, seed) => trainings.train({ ...request, settings: { steps: 2 } }, data, seed),
  }
  const { rows } = await studyRows(translation, { ...options, trainings: hardly })
  expect(rows.map(({ verdict }) => verdict)).toEqual(['fail', 'fail'])
})
