import { describe, expect, it } from 'vitest'
import { flowLaws } from '../../src/laws/flow.ts'
import type { Verdict } from '../../src/laws/law.ts'
import { runLaw } from '../../src/laws/run.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { rightToys } from '../catalogue/flow.ts'
import { logisticLine, positive, toySubject, unitSquare } from './toy-flows.ts'

async function verdictsOf(subject: Subject, laws = flowLaws): Promise<Verdict[]> {
  const verdicts: Verdict[] = []
  for (const law of laws) verdicts.push(await runLaw(law, subject, { seed: 2, shrinkTime: 0 }))
  return verdicts
}

const lawNamed = (name: string) => flowLaws.filter((law) => law.name === name)

describe.each(rightToys)('$name', ({ toy }) => {
  const declared = 'dependence' in toy.conventions ? [] : ['flow/dependence']

  it('passes every law, in float64', async () => {
    const verdicts = await verdictsOf(toySubject(toy))
    expect(verdicts.filter(({ verdict }) => verdict !== 'pass').map(({ law }) => law)).toEqual(declared)
  })

  it('passes every law in float32, without a twin and in batches of four', async () => {
    const verdicts = await verdictsOf(toySubject(toy, 'float32', 4))
    expect(verdicts.filter(({ verdict }) => verdict !== 'pass').map(({ law }) => law)).toEqual(declared)
  })

  it('fails where it declares another prior', async () => {
    const prior = toy.conventions.prior === 'logistic' ? 'standard_normal' : 'logistic'
    const wrong = toySubject({ ...toy, conventions: { ...toy.conventions, prior } })
    const [verdict] = await verdictsOf(wrong, lawNamed('flow/log-prob'))
    expect(verdict.verdict).toBe('fail')
  })
})

it.each(['unit', 'positive'])('data that are declared %s and are not fail', async (domain) => {
  const wrong = toySubject({ ...logisticLine, conventions: { ...logisticLine.conventions, domain } })
  const [verdict] = await verdictsOf(wrong, lawNamed('flow/normalised-by-importance'))
  expect(verdict).toMatchObject({
    verdict: 'fail',
    diagnosis: 'to_data gives x outside of the domain that is declared',
  })
})

describe('conventions of log_det', () => {
  it.each([
    { toy: unitSquare, claim: 'of_to_latent', law: 'flow/log-det-is-jacobian' },
    { toy: unitSquare, claim: 'of_to_latent', law: 'flow/data-log-det-is-jacobian' },
    { toy: positive, claim: 'of_to_data', law: 'flow/log-det-is-jacobian' },
    { toy: positive, claim: 'of_to_data', law: 'flow/data-log-det-is-jacobian' },
  ])('$law fails a subject that wrongly claims $claim', async ({ toy, claim, law }) => {
    const wrong = toySubject(toy)
    const [verdict] = await verdictsOf(
      { ...wrong, conventions: { ...wrong.conventions, log_det: claim } },
      lawNamed(law),
    )
    expect(verdict).toMatchObject({
      verdict: 'fail',
      diagnosis: 'log_det has the sign of the other direction',
    })
  })
})

describe('what a subject does not give', () => {
  const { functions, ...rest } = toySubject(logisticLine)

  it('makes laws not applicable: a density alone is asked for its integral', async () => {
    const verdicts = await verdictsOf({ ...rest, functions: { log_prob: functions.log_prob } })
    const applied = verdicts.filter(({ verdict }) => verdict !== 'not applicable')
    expect(applied.map(({ law, verdict }) => [law, verdict])).toEqual([
      ['flow/shapes', 'pass'],
      ['flow/normalised', 'pass'],
      ['flow/batch-independent', 'pass'],
    ])
  })

  it('is told: an output that is missing', async () => {
    const bare = { ...functions, to_latent: { ...functions.to_latent, outputs: ['z'] } }
    const [verdict] = await verdictsOf({ ...rest, functions: bare }, lawNamed('flow/log-dets-cancel'))
    expect(verdict).toMatchObject({ verdict: 'not applicable', reason: 'to_latent gives no log_det' })
  })

  it('is told: a convention that nobody knows', async () => {
    const odd = { ...toySubject(logisticLine), conventions: { prior: 'cauchy' } }
    const [verdict] = await verdictsOf(odd, lawNamed('flow/log-prob'))
    expect(verdict).toMatchObject({
      verdict: 'error',
      reason: 'convention prior: expected standard_normal, uniform, logistic, got cauchy',
    })
  })
})
