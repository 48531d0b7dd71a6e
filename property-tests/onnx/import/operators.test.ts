import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Model, OnnxTensor } from '../../../src/onnx/model.ts'
import type { Shape } from '../../../src/ops/shape.ts'
import { modelOf, node, port } from '../../subjects/onnx-files.ts'
import { type OperatorCase, operatorCases, type Sizes } from './operator-cases.ts'
import { distance, feedsOf, ran, read } from './run.ts'

/**
 * A hundred roundings of float32: sums of some dozen terms, and functions that ONNX Runtime has good to a few units, of
 * numbers of size 1. Whatever is read wrongly is off by far more.
 */
const tolerance = 100 * 2 ** -24

/** A model of one operator: operands that are fed are called x0, x1, ... */
function modelFor(
  one: OperatorCase,
  d: Sizes,
  opset: number,
): { model: Model; shapes: Record<string, Shape> } {
  const shapes: Record<string, Shape> = {}
  const stored: OnnxTensor[] = []
  const inputs = one.operands.map((operand, i) => {
    if (!operand) return ''
    const given = operand(d)
    const name = `x${i}`
    if ('data' in given) stored.push({ ...given, name })
    else shapes[name] = given
    return name
  })
  const results = Array.from({ length: one.results ?? 1 }, (_, i) => `y${i}`)
  const own = one.isTruth ? ['truth'] : results
  const computed = { ...node(one.op, inputs, '', one.attributes?.(d)), outputs: own }
  const seen = one.isTruth ? [node('Cast', ['truth'], 'y0', { to: { kind: 'int', value: 1n } })] : []
  const ports = Object.entries(shapes).map(([name, shape]) => port(name, shape))
  const model = modelOf(
    [computed, ...seen],
    ports,
    results.map((name) => port(name, null)),
    stored,
  )
  return { model: { ...model, opsets: { '': opset } }, shapes }
}

function groupedByOperator(): [string, OperatorCase[]][] {
  const names = [...new Set(operatorCases.map(({ op }) => op))]
  return names.map((name) => [name, operatorCases.filter(({ op }) => op === name)])
}

const sizes = fc.tuple(...Array.from({ length: 3 }, () => fc.integer({ min: 1, max: 4 })))

describe('an operator as it is read is what ONNX Runtime computes', () => {
  test.each(groupedByOperator())('%s', async (_, cases) => {
    for (const one of cases) {
      await fc.assert(
        fc.asyncProperty(sizes, fc.nat(1e6), fc.constantFrom(...one.opsets), async (d, seed, opset) => {
          const { model, shapes } = modelFor(one, d, opset)
          const feeds = feedsOf(shapes, seed, one.isPositive ? [0.2, 3] : undefined)
          expect(distance(await read(model, feeds), await ran(model, feeds))).toBeLessThanOrEqual(tolerance)
        }),
        { seed: 1, numRuns: 4 },
      )
    }
  })
})
