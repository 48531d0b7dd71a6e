import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Law, Residual } from '../../src/laws/law.ts'
import { holds, ratio, worst } from '../../src/laws/measure.ts'
import { runLaw } from '../../src/laws/run.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { logisticLine, toySubject } from './toy-flows.ts'

const subject = toySubject(logisticLine)

/** A law of whole numbers from 0 to 1000. */
function lawOf(residual: (at: number) => Residual | Promise<Residual>, more: Partial<Law<number>> = {}) {
  const law: Law<number> = {
    name: 'test/law',
    nature: 'identity',
    statement: '',
    source: '',
    kind: 'flow',
    needs: [],
    cases: () => fc.nat(1000),
    runs: 50,
    residual: async (_, at) => residual(at),
    violators: [],
    ...more,
  }
  return law
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe('runLaw', () => {
  it('passes, and shows the worst case', async () => {
    const tried: number[] = []
    const law = lawOf((at) => {
      tried.push(at)
      return { error: at, tolerance: 1000 }
    })
    const verdict = await runLaw(law, subject, { seed: 1 })
    expect(tried).toHaveLength(50)
    const most = Math.max(...tried)
    expect(verdict).toEqual({
      law: 'test/law',
      verdict: 'pass',
      seed: 1,
      error: most,
      tolerance: 1000,
      at: most,
    })
  })

  it('fails with the residual and the witness of the smallest counterexample', async () => {
    const law = lawOf((at) => ({ error: at < 137 ? 0 : 1, tolerance: 0, at: { x: at } }))
    const verdict = await runLaw(law, subject, { seed: 1 })
    expect(verdict).toMatchObject({ verdict: 'fail', error: 1, tolerance: 0, at: { x: 137 } })
  })

  it.each<[string, number, number, string]>([
    ['fails too', 1e-3, 1e-9, 'wrong mathematics: it is so in float64, too'],
    [
      'overflows, too',
      Number.NaN,
      1e-9,
      'no finite number, in float64 either: something overflows, or a logarithm or a quotient is of 0',
    ],
    ['holds', 1e-3, 1, 'imprecise arithmetic: the same model is right in float64'],
  ])('tells mathematics from arithmetic where the twin %s', async (_, error, exact, reason) => {
    const law = lawOf(() => ({ error: 0, tolerance: 0 }), {
      residual: async ({ precision }) => ({ error, tolerance: precision === 'float64' ? exact : 1e-6 }),
    })
    const single: Subject = {
      ...subject,
      precision: 'float32',
      precise: { ...subject, precision: 'float64' },
    }
    expect(await runLaw(law, single, { seed: 1 })).toMatchObject({ verdict: 'fail', reason })
    const { precise: __, ...alone } = single
    expect(await runLaw(law, alone, { seed: 1 })).not.toHaveProperty('reason')
  })

  it('does not shrink a plain failure to a doubtful one', async () => {
    const law = lawOf((at) => ({ error: at, tolerance: 1 }))
    const verdict = await runLaw(law, subject, { seed: 1 })
    expect(verdict).toMatchObject({ verdict: 'fail', error: 100 })
  })

  it('comes back to the counterexample by seed and path', async () => {
    const law = lawOf((at) => ({ error: at < 137 ? 0 : at, tolerance: 0 }))
    const { path, ...first } = await runLaw(law, subject, { seed: 4 })
    expect(path).toMatch(/^\d+(:\d+)*$/)
    const tried: number[] = []
    const again = lawOf((at) => {
      tried.push(at)
      return { error: at < 137 ? 0 : at, tolerance: 0 }
    })
    const second = await runLaw(again, subject, { seed: 4, path: path ?? '' })
    expect(tried[0]).toBe(137)
    expect(second).toMatchObject(first)
  })

  it('gives up shrinking when its time is over, and keeps the smallest so far', async () => {
    let calls = 0
    const law = lawOf(async (at) => {
      calls++
      await pause(20)
      return { error: at, tolerance: -1 }
    })
    const verdict = await runLaw(law, subject, { seed: 1, shrinkTime: 10 })
    expect(verdict.verdict).toBe('fail')
    expect(calls).toBeLessThanOrEqual(2)
  })

  it('stops when its time is over, and says how far it came', async () => {
    const law = lawOf(async () => {
      await pause(20)
      return { error: 0, tolerance: 1 }
    })
    const verdict = await runLaw(law, subject, { seed: 1, timeLimit: 150 })
    expect(verdict).toMatchObject({ verdict: 'pass' })
    expect(verdict.reason).toMatch(/^time for \d of 50 cases$/)
  })

  it('calls a subject that never answers an error', async () => {
    const law = lawOf(() => new Promise<Residual>(() => {}))
    const verdict = await runLaw(law, subject, { seed: 1, timeLimit: 100 })
    expect(verdict).toMatchObject({ verdict: 'error', reason: 'no answer within 0.1 s' })
  })

  it('calls a subject that throws an error, at once', async () => {
    let calls = 0
    const law = lawOf(() => {
      calls++
      throw new Error('no such device')
    })
    expect(await runLaw(law, subject, { seed: 1 })).toEqual({
      law: 'test/law',
      verdict: 'error',
      seed: 1,
      reason: 'no such device',
    })
    expect(calls).toBe(1)
  })

  it('keeps a failure that was found before a smaller case crashed', async () => {
    const law = lawOf((at) => {
      if (at < 100) throw new Error('too small')
      return { error: 1, tolerance: 0 }
    })
    const verdict = await runLaw(law, subject, { seed: 6, runs: 1 })
    expect(verdict).toMatchObject({ verdict: 'fail', at: 100 })
  })

  it.each([
    ['an error that is not a number', { error: Number.NaN, tolerance: 1 }],
    ['a tolerance that is not a number', { error: 0, tolerance: Number.NaN }],
    ['a tolerance without end', { error: 0, tolerance: Number.POSITIVE_INFINITY }],
    ['an infinite error', { error: Number.POSITIVE_INFINITY, tolerance: 1 }],
  ])('never passes %s', async (_, residual) => {
    expect(
      await runLaw(
        lawOf(() => residual),
        subject,
        { seed: 1 },
      ),
    ).toMatchObject({ verdict: 'fail' })
  })

  it('is inconclusive where no case says anything, and passes where one does', async () => {
    const silent = { error: Number.NaN, tolerance: 0, inconclusive: 'flat' }
    expect(
      await runLaw(
        lawOf(() => silent),
        subject,
        { seed: 1 },
      ),
    ).toMatchObject({
      verdict: 'inconclusive',
      reason: 'flat',
    })
    const law = lawOf((at) => (at % 2 === 0 ? silent : { error: 0, tolerance: 1 }))
    expect(await runLaw(law, subject, { seed: 1 })).toMatchObject({ verdict: 'pass', error: 0 })
  })

  it('does not apply to another kind, without the functions it needs, or where the law exempts', async () => {
    const fine = () => ({ error: 0, tolerance: 0 })
    const reasons = [
      await runLaw(lawOf(fine, { kind: 'vae' }), subject, { seed: 1 }),
      await runLaw(lawOf(fine, { needs: ['to_latent', 'elbo', 'kl'] }), subject, { seed: 1 }),
      await runLaw(lawOf(fine, { exempts: () => 'too large' }), subject, { seed: 1 }),
    ].map(({ verdict, reason }) => `${verdict}: ${reason}`)
    expect(reasons).toEqual([
      'not applicable: a law of kind vae; the subject is of kind flow',
      'not applicable: the subject gives no elbo, kl',
      'not applicable: too large',
    ])
  })

  it('hands the diagnosis on', async () => {
    const law = lawOf(() => ({ error: 1, tolerance: 0, diagnosis: 'the sign' }))
    expect(await runLaw(law, subject, { seed: 1 })).toMatchObject({ verdict: 'fail', diagnosis: 'the sign' })
  })
})

describe('measures', () => {
  const residual = fc.record({ error: fc.double(), tolerance: fc.double() })

  it('what holds is at most one tolerance off, and the rest is more', () => {
    fc.assert(
      fc.property(residual, (one) => {
        fc.pre(one.tolerance > 0 && one.error >= 0 && one.error / one.tolerance > 0)
        expect(ratio(one) <= 1).toBe(holds(one))
      }),
    )
  })

  it('the worst is no better than any other', () => {
    fc.assert(
      fc.property(fc.array(residual, { minLength: 1 }), (all) => {
        expect(all.every((one) => ratio(one) <= ratio(worst(all)))).toBe(true)
      }),
    )
  })

  it('most samples silent and none failing is silence; one failing is not', () => {
    const silent = { error: Number.NaN, tolerance: 0, inconclusive: 'kink' }
    const fine = { error: 0, tolerance: 1 }
    const bad = { error: 2, tolerance: 1 }
    expect(worst([silent, silent, fine])).toBe(silent)
    expect(worst([silent, fine, fine])).toBe(fine)
    expect(worst([silent, silent, bad])).toBe(bad)
    expect(worst([silent])).toBe(silent)
  })
})
