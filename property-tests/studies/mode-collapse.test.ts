import { afterAll, describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { engineNamed } from '../../src/engines/index.ts'
import { cells, value } from '../../src/engines/value.ts'
import { drawn } from '../../src/studies/mode-collapse/boards.ts'
import { watchGame } from '../../src/studies/mode-collapse/watch.ts'
import { modeCollapse } from '../../src/studies/mode-collapse.ts'
import { startTrainings } from '../../src/studies/trainings.ts'
import { graphSubject } from '../../src/subjects/graph.ts'
import { studyRows } from '../../src/verification/studies.ts'

const onnx = await engineNamed('onnx')
const trainings = startTrainings()
afterAll(async () => {
  await trainings.dispose()
  await onnx.dispose()
})

test('a Wasserstein GAN that was hardly trained has lost modes, and the games are shown for all that', async () => {
  const { rows, figures } = await studyRows(modeCollapse, {
    engine: onnx,
    seed: 5,
    quick: true,
    trainings: {
      ...trainings,
      train: (request, data, seed) =>
        trainings.train({ ...request, settings: { ...request.settings, steps: 3 } }, data, seed),
    },
  })
  const verdicts = rows.filter(({ name }) => name.includes('WGAN-GP')).map(({ verdict }) => verdict)
  expect(verdicts).toEqual(['fail', 'fail', 'fail'])
  expect(figures.map(({ title }) => title)).toEqual(['Ring of 8: the game', 'Narrow ring of 8: the game'])
  for (const { svg = '' } of figures) {
    expect(svg).toContain('round 0')
    expect(svg).toContain('round 3')
    expect(svg.length).toBeLessThan(300_000)
  }
})

describe.each(['gan-2d', 'wgan-gp'])('the game of %s', (model) => {
  const request = { model, sizes: { width: 8 }, settings: { steps: 10, batch: 32 }, looks: 4 }
  const trained = () => trainings.train(request, drawn('Ring of 8', 1), 1)

  test('is looked at evenly from its start to its end', async () => {
    const { history, weights } = await trained()
    expect(history.map(({ step }) => step)).toEqual([0, 3, 6, 9, 10])
    expect(history.at(-1)?.weights).toEqual(weights)
    const unseen = await trainings.train({ ...request, looks: 0 }, drawn('Ring of 8', 1), 1)
    expect(unseen.weights).toEqual(weights)
    expect(unseen.history.map(({ step }) => step)).toEqual([10])
  })

  test('pushes samples to where the judge scores them higher', async () => {
    const game = await trained()
    const moments = await watchGame(game, float64Engine(), 3, seededRandom(1))
    expect(moments.map(({ label }) => label)).toEqual([0, 3, 6, 9, 10].map((step) => `round ${step}`))
    const { samples, pushes, field } = moments.at(-1)!
    expect(Math.min(...Array.from(field))).toBeGreaterThanOrEqual(0)
    expect(Math.max(...Array.from(field))).toBeLessThanOrEqual(1)
    const all = moments.flatMap((moment) => moment.pushes)
    expect(Math.max(...all.map(([x, y]) => Math.hypot(x, y)))).toBeCloseTo(3 / 8, 10)
    const judge = graphSubject(game.model, game.weights, float64Engine())
    const name = model === 'gan-2d' ? 'discriminate' : 'critic'
    const scores = async (part: number) => {
      const moved = samples.flatMap(([x, y], i) => [x + part * pushes[i]![0], y + part * pushes[i]![1]])
      return cells((await judge.call(name, { x: value(moved, [samples.length, 2]) })).score)
    }
    const [before, after] = [await scores(0), await scores(1e-4)]
    for (const [i, score] of after.entries()) expect(score).toBeGreaterThan(before[i]!)
  })
})
