import { describe, expect, test } from 'vitest'
import { formulas, type Settings } from '../../src/formulas/index.ts'
import { mistaken } from '../../src/laws/formula/define.ts'
import { mistakesOf } from '../../src/laws/formula/mistakes/index.ts'
import { formulaLaws } from '../../src/laws/formula.ts'
import type { Verdict } from '../../src/laws/law.ts'
import { runLaw } from '../../src/laws/run.ts'
import { formulaSubject } from '../../src/subjects/formula.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { aloneFormulas, declaredFormulas } from '../catalogue/formula.ts'

const names = [...formulas.keys()]

async function verdictsOf(subject: Subject, seed: number, runs?: number): Promise<Verdict[]> {
  const verdicts: Verdict[] = []
  for (const law of formulaLaws) {
    verdicts.push(await runLaw(law, subject, { seed, shrinkTime: 0, ...(runs ? { runs } : {}) }))
  }
  return verdicts
}

/** The first laws that reject a subject, as many as are asked for. */
async function rejecting(subject: Subject, enough: number): Promise<string[]> {
  const found: string[] = []
  for (const law of formulaLaws) {
    const { verdict } = await runLaw(law, subject, { seed: 3, runs: 1, shrinkTime: 0 })
    if (verdict === 'fail') found.push(law.name)
    if (found.length === enough) break
  }
  return found
}

const notHeld = (verdicts: readonly Verdict[]) =>
  verdicts.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'not applicable')

describe.each(names)('%s', (name) => {
  test.each([
    [1, 'float64'],
    [7, 'float32'],
  ] as const)('the truth obeys every law (seed %d, %s)', async (seed, precision) => {
    const verdicts = await verdictsOf(formulaSubject(name, { precision }), seed, 2)
    expect(notHeld(verdicts)).toEqual([])
    expect(verdicts.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThanOrEqual(3)
  })

  test('known mistakes are rejected, by two laws where two can tell', async () => {
    const mistakes = Object.keys(mistakesOf(name))
    expect(mistakes.length).toBeGreaterThanOrEqual(3)
    const survivors: string[] = []
    for (const mistake of mistakes) {
      const wrong = mistaken(formulaSubject(name, { precision: 'float32' }), mistake)
      const least = `${name}: ${mistake}` in aloneFormulas ? 1 : 2
      const laws = await rejecting(wrong, least)
      if (laws.length < least) survivors.push(`${mistake}: rejected by ${laws.join(', ') || 'none'}`)
    }
    expect(survivors).toEqual([])
  })
})

describe.each(formulaLaws)('$name', (law) => {
  test('has at least three violators', () => {
    expect(law.violators.length).toBeGreaterThanOrEqual(3)
  })

  test.each(law.violators)('rejects $name', async ({ make }) => {
    for (const precision of ['float64', 'float32'] as const) {
      const wrong = make(formulaSubject('gaussian_kl', { precision }))
      expect(await runLaw(law, wrong, { seed: 5, shrinkTime: 0 })).toMatchObject({ verdict: 'fail' })
    }
  })
})

describe.each(declaredFormulas)('%s with %o', (name, settings) => {
  test('is right where that is declared', async () => {
    expect(notHeld(await verdictsOf(formulaSubject(name, { settings }), 2, 1))).toEqual([])
  })
})

test.each([
  ['generator_loss', { loss: 'minimax' }, 'right if loss is minimax: declare it'],
  ['minibatch_stddev', { grouping: 'contiguous' }, 'right if grouping is contiguous: declare it'],
  ['conditional_batch_norm', { gamma_offset: 0 }, 'right if gamma_offset is 0: declare it'],
  ['batch_norm', { eps: 1e-3 }, 'right if eps is 0.001: declare it'],
  ['rmsprop_step', { lr: 1e-3 }, 'right if lr is 0.001: declare it'],
])('%s with %o undeclared: a suggestion', async (name, settings, diagnosis) => {
  const { call } = formulaSubject(name, { settings: settings as Settings })
  const undeclared = { ...formulaSubject(name), call }
  const [value] = formulaLaws.filter((law) => law.name === 'formula/value')
  expect(await runLaw(value, undeclared, { seed: 2, shrinkTime: 0 })).toMatchObject({
    verdict: 'fail',
    diagnosis,
  })
})

test('what is right in float64 alone is imprecise arithmetic, not wrong mathematics', async () => {
  const right = formulaSubject('gaussian_log_density', { precision: 'float32' })
  const coarse: Subject = {
    ...mistaken(right, 'the constant log 2 pi is missing'),
    precise: formulaSubject('gaussian_log_density'),
    call: async (name, inputs) => {
      const { log_density } = await right.call(name, inputs)
      for (let n = 0; n < log_density.size; n++)
        log_density.data[n] = Math.round(log_density.data[n] * 64) / 64
      return { log_density }
    },
  }
  const [value] = formulaLaws.filter((law) => law.name === 'formula/value')
  expect(await runLaw(value, coarse, { seed: 1, shrinkTime: 0 })).toMatchObject({
    verdict: 'fail',
    diagnosis: 'imprecise arithmetic: the same model is right in float64',
  })
})
