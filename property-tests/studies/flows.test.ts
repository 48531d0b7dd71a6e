import { afterAll, describe, expect, test } from 'vitest'
import { engineNamed } from '../../src/engines/index.ts'
import { gallery } from '../../src/studies/gallery.ts'
import { likelihoodAnomaly } from '../../src/studies/likelihood-anomaly.ts'
import type { Study } from '../../src/studies/study.ts'
import { startTrainings } from '../../src/studies/trainings.ts'
import { studyRows } from '../../src/verification/studies.ts'

const onnx = await engineNamed('onnx')
const trainings = startTrainings()
afterAll(async () => {
  await trainings.dispose()
  await onnx.dispose()
})

const run = (study: Study, steps: number) =>
  studyRows(study, {
    engine: onnx,
    seed: 5,
    quick: true,
    trainings: {
      ...trainings,
      train: (request, data, seed) =>
        trainings.train({ ...request, settings: { ...request.settings, steps } }, data, seed),
    },
  })

describe('the gallery', () => {
  test('comes near the true likelihood of moons, and shows every layer', async () => {
    const { rows, figures } = await run(gallery, 700)
    expect(rows.map(({ verdict }) => verdict)).toEqual(['pass'])
    const layers = figures.find(({ title }) => title.includes('layer by layer'))
    for (const stage of ['latent space', 'after 1', 'after 2', 'after 3', 'data space']) {
      expect(layers?.svg).toContain(stage)
    }
  })

  test('does not with a flow that was hardly trained', async () => {
    const { rows } = await run(gallery, 5)
    expect(rows.map(({ verdict }) => verdict)).toEqual(['fail'])
  })
})

describe('anomalies by likelihood', () => {
  test('noise is found, and a blank image is not', async () => {
    const { rows, numbers } = await run(likelihoodAnomaly, 200)
    expect(rows.map(({ verdict }) => verdict)).toEqual(rows.map(() => 'pass'))
    const bits = (of: string) => numbers[`${of}: bits per dimension`]
    expect(bits('Noise')).toBeGreaterThan(bits('Held out'))
    expect(bits('Blank')).toBeLessThan(bits('Held out'))
  })

  test('a flow that was hardly trained saves no bits', async () => {
    const { rows } = await run(likelihoodAnomaly, 1)
    expect(rows[0].verdict).toBe('fail')
  })
})
