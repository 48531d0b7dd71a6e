import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { cells, value } from '../../src/engines/value.ts'
import { grad } from '../../src/graph/grad.ts'
import { trace } from '../../src/graph/trace.ts'
import { ganValue } from '../../src/losses/adversarial.ts'
import { gan2d } from '../../src/models/index.ts'
import { initialWeights } from '../../src/nn/parameters.ts'
import { add } from '../../src/ops/add.ts'
import { mul } from '../../src/ops/mul.ts'
import type { Shape } from '../../src/ops/shape.ts'
import { square } from '../../src/ops/square.ts'
import { sum } from '../../src/ops/sum.ts'

const n = 6

/** V after a step along its own gradient of the scores, the square of the gradient's norm, and V before. */
const stepped = await float64Engine().compile(
  trace({ real: [n], fake: [n], rate: [] }, ({ real, fake, rate }) => {
    const before = ganValue(real, fake)
    const [ofReal, ofFake] = grad(before, [real, fake])
    const after = ganValue(add(real, mul(ofReal, rate)), add(fake, mul(ofFake, rate)))
    return { before, after, squaredNorm: add(sum(square(ofReal)), sum(square(ofFake))) }
  }),
)

const scores = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: n, maxLength: n })

async function changeOfV(real: readonly number[], fake: readonly number[], rate: number) {
  const feeds = { real: value(real), fake: value(fake), rate: value([rate], []) }
  const { before, after, squaredNorm } = await stepped.run(feeds)
  const [from, to, norm] = [before, after, squaredNorm].map((of) => cells(of)[0])
  return { change: to - from, squaredNorm: norm, rounding: 1e-14 * (Math.abs(from) + Math.abs(to)) }
}

describe('a step of the scores', () => {
  // V is concave in the scores: it lies below its tangent, on which a step of -rate g loses rate |g|^2.
  test('down V lowers it, however long, by the rate times the square of the gradient at the least', async () => {
    await fc.assert(
      fc.asyncProperty(
        scores,
        scores,
        fc.double({ min: 0, max: 1000, noNaN: true }),
        async (real, fake, rate) => {
          const { change, squaredNorm, rounding } = await changeOfV(real, fake, -rate)
          expect(change).toBeLessThanOrEqual(-rate * squaredNorm + rounding)
        },
      ),
    )
  })

  // Of either mean no second derivative exceeds 1 / 4 n, the sigmoid's steepest: steps up to 4 n gain at least half of that.
  test('up V raises it, by half of that at the least, at rates up to 4 N', async () => {
    await fc.assert(
      fc.asyncProperty(
        scores,
        scores,
        fc.double({ min: 0, max: 4 * n, noNaN: true }),
        async (real, fake, rate) => {
          const { change, squaredNorm, rounding } = await changeOfV(real, fake, rate)
          expect(change).toBeGreaterThanOrEqual((rate * squaredNorm) / 2 - rounding)
        },
      ),
    )
  })
})

describe('a step of the parameters of a discriminator', async () => {
  const model = gan2d({ width: 8 })
  const paths = Object.keys(model.parameters).filter((path) => path.startsWith('discriminator.'))
  const shapes: Readonly<Record<string, Shape>> = Object.fromEntries(
    Object.entries(model.parameters).map(([path, { shape }]) => [path, shape]),
  )
  const batch = { x: [16, 2], fake: [16, 2], rate: [] }
  const graph = trace<string>({ ...shapes, ...batch }, ({ x, fake, rate, ...params }) => {
    const valueAt = (own: typeof params) => {
      const { score: real } = model.functions.discriminate.apply(own, { x })
      const { score: generated } = model.functions.discriminate.apply(own, { x: fake })
      return ganValue(real, generated)
    }
    const before = valueAt(params)
    const gradients = grad(
      before,
      paths.map((path) => params[path]),
    )
    const moved = paths.map((path, i) => [path, add(params[path], mul(gradients[i], rate))])
    return { before, after: valueAt({ ...params, ...Object.fromEntries(moved) }) }
  })
  const executable = await float64Engine().compile(graph)

  test('up V raises it and down V lowers it, whatever the weights and the samples', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), async (seed) => {
        const random = seededRandom(seed)
        const [x, fake] = ['x', 'fake'].map((side) => value(random.split(side).normal(32), [16, 2]))
        const weights = initialWeights(model.parameters, random.split('weights'))
        const changeAt = async (rate: number) => {
          const { before, after } = await executable.run({ ...weights, x, fake, rate: value([rate], []) })
          return cells(after)[0] - cells(before)[0]
        }
        expect(await changeAt(1e-3)).toBeGreaterThan(0)
        expect(await changeAt(-1e-3)).toBeLessThan(0)
      }),
      { numRuns: 30 },
    )
  })
})
