import { afterAll, expect, test } from 'vitest'
import { float64Engine } from '../../src/engines/float64.ts'
import type { Model } from '../../src/models/index.ts'
import { startTrainings, type Trainings } from '../../src/studies/trainings.ts'
import { descendingDiscriminator, discriminator } from '../../src/studies/two-gaussians/judges.ts'
import { gaussians } from '../../src/studies/two-gaussians/pairs.ts'
import { twoGaussians } from '../../src/studies/two-gaussians.ts'
import { studyRows } from '../../src/verification/studies.ts'

const trainings = startTrainings()
afterAll(() => trainings.dispose())

/** Trains what the study asks for, at most for so many steps, or something in its place. */
const run = (most: number, inPlaceOf: (model: Model) => Model = (model) => model) => {
  const own: Trainings = {
    ...trainings,
    train: (request, data, seed) => {
      const model = typeof request.model === 'string' ? request.model : inPlaceOf(request.model)
      const steps = Math.min(most, request.settings?.steps ?? most)
      return trainings.train({ ...request, model, settings: { steps } }, data, seed)
    },
  }
  return studyRows(twoGaussians, { engine: float64Engine(), seed: 5, quick: true, trainings: own })
}

const failing = ({ rows }: Awaited<ReturnType<typeof run>>) =>
  rows.filter(({ verdict }) => verdict !== 'pass').map(({ name }) => name)

test('keeps its claims with half the training, and draws', async () => {
  const found = await run(512)
  expect(failing(found)).toEqual([])
  expect(found.numbers['penalised critic: slope half way']).toBeCloseTo(-1.5, 1)
  expect(found.figures).toHaveLength(6)
  for (const { svg } of found.figures) {
    expect(svg).toContain('<path')
    expect(svg).not.toMatch(/NaN|Infinity/)
  }
})

test('does not keep those of judges that were hardly trained', async () => {
  const found = await run(1)
  expect(found.rows).toHaveLength(23)
  expect(failing(found)).toEqual(
    expect.arrayContaining([
      'V of trained discriminators, off V*',
      'trained discriminators, off p / (p + q), root mean square',
      'discriminator: least slope between the means, of the largest',
      'penalised critic: slope half way, off -(1 + d / 2 lambda)',
      'W1 by trained critics over their largest slope, off d, of d',
      'parallel lines: JSD by trained discriminators, off log 2',
      'parallel lines: W1 by trained critics over their largest slope, off d, of d',
      "minimax: the generator's gradient after the longest training, of that after the shortest",
      'Wasserstein: that after the shortest, of that after the longest',
      'and it has no bottom: |V| half way, of that at the end',
    ]),
  )
})

test('does not keep them where discriminators descend the value function', async () => {
  const climber = discriminator(gaussians(0)).name
  const found = await run(64, (model) =>
    model.name === climber ? descendingDiscriminator(gaussians(model.options.shift)) : model,
  )
  expect(failing(found)).toEqual(
    expect.arrayContaining([
      'V of trained discriminators, off V*',
      'trained discriminators, off p / (p + q), root mean square',
      "minimax: the generator's gradient after the longest training, of that after the shortest",
      'climbing V: V below V* at the end',
      'descending V: samples told for what they are, of those told after climbing',
    ]),
  )
})
