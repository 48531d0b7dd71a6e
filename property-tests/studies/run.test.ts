import { afterAll, describe, expect, test } from 'vitest'
import { float64Engine } from '../../src/engines/float64.ts'
import { cells } from '../../src/engines/value.ts'
import { linearAutoencoder } from '../../src/models/index.ts'
import { studies, studyNamed } from '../../src/studies/index.ts'
import { holds, type Study, type StudyContext } from '../../src/studies/study.ts'
import { startTrainings } from '../../src/studies/trainings.ts'
import { studyRows } from '../../src/verification/studies.ts'

const trainings = startTrainings()
afterAll(() => trainings.dispose())

const study = (run: Study['run']): Study => ({
  name: 'toy',
  title: 'A toy',
  statement: 'it is one',
  source: 'a test',
  run,
})
const rowsOf = (run: Study['run']) =>
  studyRows(study(run), { engine: float64Engine(), seed: 3, quick: true, trainings })

describe('a study', () => {
  test('gives a row for each claim, and NaN is no claim that holds', async () => {
    const claims = [
      { name: 'holds', measured: 1, bound: 1 },
      { name: 'does not', measured: 1.1, bound: 1 },
      { name: 'is no number', measured: Number.NaN, bound: 1 },
    ]
    expect(claims.map(holds)).toEqual([true, false, false])
    const { rows } = await rowsOf(async () => ({ claims, figures: [] }))
    expect(rows.map(({ model, kind, name, verdict }) => [model, kind, name, verdict])).toEqual([
      ['toy', 'study', 'holds', 'pass'],
      ['toy', 'study', 'does not', 'fail'],
      ['toy', 'study', 'is no number', 'fail'],
    ])
  })

  test('that cannot be done is an error, in its own words', async () => {
    const { rows } = await rowsOf(async () => {
      throw new RangeError('there is nothing to measure')
    })
    expect(rows).toMatchObject([{ verdict: 'error', reason: 'there is nothing to measure' }])
  })

  test('trains a model once, however often it asks, and on the training half alone', async () => {
    let context: StudyContext | undefined
    await rowsOf(async (given) => {
      context = given
      const request = { model: 'linear-autoencoder', sizes: { latent: 2 }, settings: { steps: 3, batch: 8 } }
      const [first, again] = [await given.train(request), await given.train({ ...request })]
      const other = await given.train({ ...request, settings: { steps: 4, batch: 8 } })
      expect(again).toBe(first)
      expect(other).not.toBe(first)
      expect(first.losses).toHaveLength(3)
      const own = { ...linearAutoencoder({ dim: 64, latent: 2 }), name: 'its own' }
      const trained = await given.train({ model: own, settings: request.settings })
      expect(trained.model).toBe(own)
      expect(trained.losses).toEqual(first.losses)
      expect(await given.train({ model: { ...own }, settings: request.settings })).toBe(trained)
      const { z } = await given.subject(first).call('encode', { x: given.data.heldOut.x })
      expect(cells(z)).toHaveLength(360 * 2)
      return { claims: [], figures: [] }
    })
    expect(context?.data.train.x.shape).toEqual([1437, 64])
  })
})

test('every study can be found by its name, and a wrong name is answered with the nearest', () => {
  for (const [name, known] of studies) expect(studyNamed(name)).toBe(known)
  expect(() => studyNamed('latice')).toThrow(/did you mean 'lattice'/)
})
