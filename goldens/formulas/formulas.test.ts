import { describe, expect, test } from 'vitest'
import { formulas } from '../../src/formulas/index.ts'
import { readCase } from '../../src/goldens/case.ts'
import { worst } from '../../src/goldens/departure.ts'
import { formulaDepartures, invalidDeparture } from '../../src/goldens/formulas.ts'

const golden = readCase('formulas')
const examples = golden.description.formulas ?? []

test('every formula of the catalogue has an example', () => {
  expect([...new Set(examples.map(({ formula }) => formula))].sort()).toEqual([...formulas.keys()].sort())
})

describe.each(examples)('$name', (example) => {
  test('our float64 value is the golden one', () => {
    const { tensor, error, tolerance } = worst(formulaDepartures(golden, example))
    expect(error, tensor).toBeLessThanOrEqual(tolerance)
  })
})

test.each(examples.filter(({ invalid }) => invalid))('$name is not $invalid.note', (example) => {
  const { error, tolerance } = invalidDeparture(golden, example)!
  expect(error).toBeGreaterThan(1e6 * tolerance)
})
