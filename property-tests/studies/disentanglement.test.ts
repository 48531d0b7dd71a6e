import { afterAll, expect, test } from 'vitest'
import { float64Engine } from '../../src/engines/float64.ts'
import { disentanglement } from '../../src/studies/disentanglement.ts'
import { startTrainings, type Trainings } from '../../src/studies/trainings.ts'
import { studyRows } from '../../src/verification/studies.ts'

const trainings = startTrainings()
afterAll(() => trainings.dispose())
const options = { engine: float64Engine(), seed: 5, quick: true }

test('keeps its claims, and shows how each factor is moved', async () => {
  const { rows, figures } = await studyRows(disentanglement, { ...options, trainings })
  expect(rows.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass', 'pass'])
  for (const { svg } of figures) expect(svg).toContain('width: latent')
})

test('does not keep them where beta is 1 in both', async () => {
  const plain: Trainings = {
    ...trainings,
    train: (request, data, seed) =>
      trainings.train({ ...request, sizes: { ...request.sizes, beta: 1 } }, data, seed),
  }
  const { rows } = await studyRows(disentanglement, { ...options, trainings: plain })
  expect(rows.map(({ verdict }) => verdict).slice(1, 3)).toEqual(['fail', 'fail'])
  expect(rows[2]?.error).toBe(1)
})
