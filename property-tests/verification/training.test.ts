import { describe, expect, test } from 'vitest'
import { float64Engine } from '../../src/engines/float64.ts'
import { readCase } from '../../src/goldens/case.ts'
import { goldenModel } from '../../src/goldens/models.ts'
import { learningRows, turnRows } from '../../src/verification/training.ts'

const loaded = (name: string) => [{ name, golden: readCase(name) }]

describe('how a model is trained', () => {
  test('is a row for each law that applies', async () => {
    const rows = await turnRows(loaded('wgan'), float64Engine())
    expect(rows.filter(({ verdict }) => verdict !== 'pass')).toEqual([])
    expect(rows.map(({ name }) => name)).toContain('training/clip-holds')
    expect(rows.map(({ name }) => name)).not.toContain('training/statistics-are-renewed')
  })

  test('from weights that are no numbers is an error in its own words', async () => {
    const [{ name, golden }] = loaded('gan')
    const [path] = Object.keys(golden.weights)
    golden.weights[path].data[0] = Number.NaN
    const [row] = await turnRows([{ name, golden }], float64Engine())
    expect(row).toMatchObject({ model: golden.description.model?.name, verdict: 'error' })
    expect(row.reason).toContain('not finite')
  })
})

describe('functions that are others while a model is trained', () => {
  const held = (name: string) => {
    const { description, weights } = readCase(name)
    return [{ model: goldenModel(description), weights, label: 'the golden' }]
  }

  test('are held to laws of their own, and to those that apply to them', async () => {
    const rows = await learningRows(held('dcgan'), float64Engine(), 1)
    expect(rows.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['gan/shapes-and-finite, in training', 'pass'],
      ['gan/scores-as-declared, in training', 'pass'],
      ['gan/batch-statistics, in training', 'pass'],
    ])
  })

  test('are no rows where there are none', async () => {
    expect(await learningRows(held('gan'), float64Engine(), 1)).toEqual([])
  })
})
