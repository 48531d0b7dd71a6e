import { afterAll, describe, expect, test } from 'vitest'
import { digitsSplit } from '../../src/data/digits.ts'
import { engineNamed } from '../../src/engines/index.ts'
import { toRows } from '../../src/laws/rows.ts'
import { trainClassifier } from '../../src/studies/generated-digits/classifier.ts'
import {
  confidentShare,
  countsOf,
  entropy,
  likeliest,
  shareOf,
} from '../../src/studies/generated-digits/verdicts.ts'
import { generatedDigits } from '../../src/studies/generated-digits.ts'
import { startTrainings } from '../../src/studies/trainings.ts'
import { studyRows } from '../../src/verification/studies.ts'

const onnx = await engineNamed('onnx')
const trainings = startTrainings()
afterAll(async () => {
  await trainings.dispose()
  await onnx.dispose()
})

describe('the classifier', () => {
  const { train, test: heldOut } = digitsSplit(1)

  test('knows digits that it has not seen, and its probabilities sum to 1', async () => {
    const { classify } = await trainClassifier(train, onnx, { seed: 1, steps: 1000 })
    const verdicts = await classify(toRows(heldOut.x))
    expect(shareOf(verdicts, (verdict, i) => likeliest(verdict) === heldOut.labels?.[i])).toBeGreaterThan(
      0.95,
    )
    for (const verdict of verdicts)
      expect(Math.abs(verdict.reduce((sum, p) => sum + p, 0) - 1)).toBeLessThan(1e-5)
  })

  test('needs labels, and images that can be halved twice', async () => {
    const { labels: _, ...nameless } = train
    await expect(trainClassifier(nameless, onnx, { seed: 1, steps: 1000 })).rejects.toThrow(
      'digits has no labels',
    )
    const odd = { ...train, x: { ...train.x, shape: [1437, 36] } as typeof train.x }
    await expect(trainClassifier(odd, onnx, { seed: 1, steps: 1000 })).rejects.toThrow(
      'a side that 4 divides, got 36 pixels',
    )
  })
})

test('verdicts are counted by class and by confidence', () => {
  const verdicts = [
    [0.95, 0.05, 0],
    [0.2, 0.7, 0.1],
    [0.04, 0.06, 0.9],
    [0.9, 0.1, 0],
  ].map((verdict) => Float64Array.from(verdict))
  expect(countsOf(verdicts)).toEqual([2, 1, 1])
  expect(confidentShare(verdicts)).toBe(0.75)
  expect(entropy([3, 3, 3])).toBeCloseTo(Math.log(3), 12)
  expect(entropy([0, 7, 0])).toBe(0)
})

test('a DCGAN that was hardly trained does not pass: the classifier may be sure of grey, but of one class alone', async () => {
  const { rows, figures } = await studyRows(generatedDigits, {
    engine: onnx,
    seed: 1,
    quick: true,
    trainings: {
      ...trainings,
      train: (request, data, seed) =>
        trainings.train({ ...request, settings: { ...request.settings, steps: 12 } }, data, seed),
    },
  })
  expect(rows.map(({ verdict }) => verdict)).toEqual(['pass', expect.anything(), 'fail'])
  expect(figures[1].svg).toContain('Round 12')
})
