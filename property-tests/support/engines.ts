import { afterAll, beforeAll, describe } from 'vitest'
import { type Engine, embeddedEngines, engineNamed } from '../../src/engines/index.ts'

/** The engines that tests run on: all that every machine has, or those named (where there is a GPU, say). */
export const testEngines: readonly string[] = process.env.TOUCHSTONE_ENGINES?.split(',') ?? embeddedEngines

/** A block of tests for each engine; the engine is made before the first and disposed of after the last. */
export function describeEngines(tests: (engine: () => Engine) => void, names = testEngines): void {
  describe.each([...names])('%s', (name) => {
    let engine: Engine
    beforeAll(async () => {
      engine = await engineNamed(name)
    })
    afterAll(() => engine.dispose())
    tests(() => engine)
  })
}
