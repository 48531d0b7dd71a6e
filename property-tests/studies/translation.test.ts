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

const run = (steps: number) =>
  studyRows(translation, { engine: onnx, seed: 5, quick: true, trainings: trainingsOf(steps) })

/** Trainings cut short. */
const trainingsOf = (steps: number): Trainings => ({
  ...trainings,
  train: (request, data, seed) => trainings.train({ ...request, settings: { steps } }, data, seed),
})

test('keeps its claims; without the cycle loss one image for all would be nearer', async () => {
  const { rows, numbers, figures } = await run(160)
  expect(rows.map(({ verdict }) => verdict)).toEqual(['pass', 'pass'])
  const oneForAll = numbers['to bold, the median image for each']
  expect(numbers['to bold, without the cycle loss']).toBeGreaterThan(oneForAll)
  expect(figures[0].svg).toContain('absolute error 0.')
})

test('does not keep them with translators that were hardly trained', async () => {
  const { rows } = await run(2)
  expect(rows.map(({ verdict }) => verdict)).toEqual(['fail', 'fail'])
})
