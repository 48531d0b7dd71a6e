import { describe, expect, test } from 'vitest'
import { readCase } from '../../src/goldens/case.ts'
import { invalidStatistics, statisticDepartures } from '../../src/goldens/statistics.ts'

const golden = readCase('statistics')

describe.each(golden.description.statistics ?? [])('$name', (example) => {
  test('our value is the golden one', () => {
    const departures = statisticDepartures(golden, example)
    expect(departures.length).toBeGreaterThan(0)
    for (const { tensor, error, tolerance } of departures)
      expect(error, tensor).toBeLessThanOrEqual(tolerance)
  })

  test('and no wrong one', () => {
    for (const { tensor, error, tolerance } of invalidStatistics(golden, example))
      expect(error, tensor).toBeGreaterThan(1e6 * tolerance)
  })
})
