import fc from 'fast-check'
import { expect, test } from 'vitest'
import { categoricalLogLikelihood, logSoftmax } from '../../src/distributions/categorical.ts'
import { value } from '../../src/engines/value.ts'
import { trace } from '../../src/graph/trace.ts'
import { affine } from '../../src/ops/affine.ts'
import { describeEngines } from '../support/engines.ts'

const [length, symbols] = [2, 3]
const strings = Array.from({ length: symbols ** length }, (_, n) => [Math.floor(n / symbols), n % symbols])
const x = value(
  strings.flatMap((string) => string.flatMap((symbol) => [0, 1, 2].map((k) => (k === symbol ? 1 : 0)))),
  [strings.length, length, symbols],
)
const shape = [strings.length, length, symbols]
const graph = trace({ x: shape, logits: shape }, ({ x, logits }) => ({
  log: categoricalLogLikelihood(x, logits),
  shifted: categoricalLogLikelihood(x, affine(logits, 1, 64)),
  each: logSoftmax(logits),
}))

/** The same logits for every string. */
const repeated = (logits: readonly number[]) =>
  value(
    strings.flatMap(() => logits),
    shape,
  )
const logit = fc.integer({ min: -100, max: 100 })

describeEngines((engine) => {
  test('the probabilities of all strings sum to 1, at logits of up to 100, and no shift matters', async () => {
    const { run } = await engine().compile(graph)
    const property = fc.asyncProperty(
      fc.array(logit, { minLength: length * symbols, maxLength: length * symbols }),
      async (logits) => {
        const { log, shifted, each } = await run({ x, logits: repeated(logits) })
        const total = Array.from(log.data).reduce((sum, one) => sum + Math.exp(one), 0)
        expect(Math.abs(total - 1)).toBeLessThan(1e-5)
        // Sums of numbers up to 400: ten units of float32's rounding, 2^-24, of that.
        log.data.forEach((one, n) => {
          expect(Math.abs(one - shifted.data[n])).toBeLessThan(3e-4)
        })
        expect(each.data.every((one) => Number.isFinite(one) && one <= 0)).toBe(true)
      },
    )
    await fc.assert(property, { seed: 1, numRuns: 20 })
  })

  test('log softmax of 100, 0 and -100 is 0, -100 and -200', async () => {
    const { run } = await engine().compile(graph)
    const { each } = await run({ x, logits: repeated([100, 0, -100, -100, 0, 100]) })
    expect(Array.from(each.data.slice(0, 6))).toEqual([0, -100, -200, -200, -100, 0])
  })
})
