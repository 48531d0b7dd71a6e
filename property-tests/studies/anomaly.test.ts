import { afterAll, expect, test } from 'vitest'
import { loadDataset } from '../../src/data/dataset.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { anomaly } from '../../src/studies/anomaly.ts'
import { startTrainings, type Trainings } from '../../src/studies/trainings.ts'
import { studyRows } from '../../src/verification/studies.ts'

const trainings = startTrainings()
afterAll(() => trainings.dispose())
const options = { engine: float64Engine(), seed: 5, quick: true }

test('keeps its claims, and the 1s are harder than the 0s', async () => {
  const { rows, numbers, figures } = await studyRows(anomaly, { ...options, trainings })
  expect(rows.map(({ verdict }) => verdict)).toEqual(['pass', 'pass'])
  const { 'class 0: AUC of the negative ELBO': zeros, 'class 1: AUC of the negative ELBO': ones } = numbers
  expect(ones).toBeLessThan((zeros ?? Number.NaN) - 0.2)
  for (const { svg } of figures) expect(svg).toContain('false alarms')
})

test('does not keep them with models that were hardly trained', async () => {
  const hardly: Trainings = {
    ...trainings,
    train: (request, data, seed) => trainings.train({ ...request, settings: { steps: 1 } }, data, seed),
  }
  const { rows } = await studyRows(anomaly, { ...options, trainings: hardly })
  expect(rows.map(({ verdict }) => verdict)).toEqual(['fail', 'fail'])
})

test('refuses data without labels', async () => {
  const moons = await loadDataset('moons', { n: 50 })
  const data = { train: moons, heldOut: moons }
  const { rows } = await studyRows(anomaly, { ...options, trainings, data })
  expect(rows).toMatchObject([{ verdict: 'error' }])
  expect(rows[0]?.reason).toContain('expected images with labels')
})
