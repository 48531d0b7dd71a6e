import { describe, expect, test } from 'vitest'
import { readCase } from '../../src/goldens/case.ts'
import { type Departure, worst } from '../../src/goldens/departure.ts'
import { modelChecks } from '../../src/goldens/models.ts'
import { exampleDepartures } from '../../src/goldens/operations.ts'
import { referenceDepartures } from '../../src/goldens/reference.ts'
import { describeEngines } from './engines.ts'

/** The tests of a golden case: every engine of ours, and ONNX Runtime on what PyTorch exported. */
export function testGoldenCase(name: string): void {
  const golden = readCase(name)
  describe(name, () => {
    test("PyTorch's export, run by ONNX Runtime", async () => {
      within(await referenceDepartures(golden))
    })
    describeEngines((engine) => {
      const { examples } = golden.description
      if (!examples) {
        test('outputs, gradients, and the first ten steps of Adam', async () => {
          for (const { departures } of await modelChecks(golden, engine())) within(departures)
        })
        return
      }
      for (const op of new Set(examples.map((example) => example.op))) {
        test(op, async () => {
          for (const example of examples.filter((one) => one.op === op)) {
            within(await exampleDepartures(golden, example, engine()))
          }
        })
      }
    })
  })
}

function within(departures: readonly Departure[]): void {
  expect(departures.length).toBeGreaterThan(0)
  const { tensor, error, tolerance } = worst(departures)
  expect(error, `${tensor} departs by ${error}, and may by ${tolerance}`).toBeLessThanOrEqual(tolerance)
}
