import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import { vjpIsAdjoint, vjpIsDifferentiable } from '../../src/laws/gradient.ts'
import type { Residual } from '../../src/laws/law.ts'
import { holds } from '../../src/laws/run.ts'
import { mutateRule, neg, type Rule, rules } from '../../src/ops/index.ts'
import { opArbitrary, opCases } from '../support/op-cases.ts'

type GradientLaw = typeof vjpIsAdjoint

async function worstOf(law: GradientLaw, name: string, runs: number): Promise<Residual[]> {
  const broken: Residual[] = []
  const property = fc.asyncProperty(opArbitrary(opCases[name]), fc.nat(1e6), async (f, seed) => {
    const residual = await law(f, seededRandom(seed))
    if (!holds(residual)) broken.push(residual)
    return holds(residual)
  })
  await fc.check(property, { seed: 7, numRuns: runs })
  return broken
}

describe('the vector-Jacobian product of every op', () => {
  test.each(Object.keys(opCases))('%s: is the adjoint of the derivative', async (name) => {
    expect(await worstOf(vjpIsAdjoint, name, 12)).toEqual([])
  })

  test.each(Object.keys(opCases))('%s: can be differentiated again', async (name) => {
    expect(await worstOf(vjpIsDifferentiable, name, 6)).toEqual([])
  })

  test('no op of the table is left out', () => {
    const covered = new Set(Object.values(opCases).flatMap(({ covers }) => covers))
    expect([...rules.keys()].filter((name) => !covered.has(name))).toEqual([])
  })
})

/** Wrong products: the sign, a factor, one operand forgotten. */
const wrongs: Readonly<Record<string, (right: Rule['vjp']) => Rule['vjp']>> = {
  'sign flipped': (right) => (g, x, y, a) => right(g, x, y, a).map((part) => part && neg(part)),
  'cotangent ignored': (right) => (_g, x, y, a) => right(y, x, y, a),
  'last operand forgotten': (right) => (g, x, y, a) =>
    right(g, x, y, a).map((part, i) => (i === x.length - 1 ? null : part)),
}

describe('a wrong product is rejected', () => {
  const differentiable = [...rules.keys()].filter(
    (name) => !['equal', 'greater', 'less', 'sign', 'stopGradient'].includes(name),
  )

  test.each(
    differentiable.flatMap((name) =>
      Object.keys(wrongs)
        // The last of gather's operands are places, which have no cotangent.
        .filter((wrong) => !(name === 'gather' && wrong === 'last operand forgotten'))
        .map((wrong) => [name, wrong] as const),
    ),
  )('%s: %s', async (name, wrong) => {
    const restore = mutateRule(name, { vjp: wrongs[wrong](rules.get(name)?.vjp as Rule['vjp']) })
    const broken = await worstOf(vjpIsAdjoint, name, 8).finally(restore)
    expect(broken.length).toBeGreaterThan(0)
  })
})
