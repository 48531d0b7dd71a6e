import { afterAll, describe, expect, test } from 'vitest'
import { loadDataset } from '../../src/data/dataset.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { denoising } from '../../src/studies/denoising.ts'
import { enlarging } from '../../src/studies/enlarging.ts'
import { betterBy, quality } from '../../src/studies/restoration.ts'
import { holds, type Study } from '../../src/studies/study.ts'
import { startTrainings, type Trainings } from '../../src/studies/trainings.ts'
import { studyRows } from '../../src/verification/studies.ts'

const trainings = startTrainings()
afterAll(() => trainings.dispose())

const run = (study: Study, steps: number) =>
  studyRows(study, { engine: float64Engine(), seed: 5, quick: true, trainings: trainingsOf(steps) })

/** Trainings cut short. */
const trainingsOf = (steps: number): Trainings => ({
  ...trainings,
  train: (request, data, seed) =>
    trainings.train({ ...request, settings: { ...request.settings, steps } }, data, seed),
})

describe.each([denoising, enlarging])('the study $name', (study) => {
  test('keeps its claims with a third of the training, and shows what it made', async () => {
    const { rows, figures } = await run(study, 300)
    expect(rows.map(({ verdict }) => verdict)).toEqual(rows.map(() => 'pass'))
    for (const { svg } of figures) expect(svg).toContain(' dB')
  })

  test('does not keep them with models that were hardly trained', async () => {
    const { rows } = await run(study, 1)
    expect(rows.map(({ verdict }) => verdict)).toEqual(rows.map(() => 'fail'))
  })

  test('refuses data that are no images', async () => {
    const moons = await loadDataset('moons', { n: 200 })
    const data = { train: moons, heldOut: moons }
    const { rows } = await studyRows(study, {
      engine: float64Engine(),
      seed: 5,
      quick: true,
      trainings,
      data,
    })
    expect(rows).toMatchObject([{ verdict: 'error' }])
    expect(rows[0].reason).toContain('square image')
  })
})

test('quality is measured in the range of grey values: what lies beyond is cut', () => {
  const clean = [Float64Array.of(1, 0)]
  expect(quality([Float64Array.of(3, 0.1)], clean)).toBeCloseTo(10 * Math.log10(2 / 0.01), 12)
})

test('3 dB are a factor of two, and NaN is no gain', () => {
  expect(betterBy(3, 'x', 10 * Math.log10(4)).measured).toBeCloseTo(0.25, 12)
  expect(holds(betterBy(3, 'x', 3.01))).toBe(true)
  expect(holds(betterBy(3, 'x', 2.99))).toBe(false)
  expect(holds(betterBy(3, 'x', Number.NaN))).toBe(false)
})
