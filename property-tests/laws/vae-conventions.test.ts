import { describe, expect, test } from 'vitest'
import { runLaw } from '../../src/laws/run.ts'
import { vaeLaws } from '../../src/laws/vae.ts'
import { altered, mapCells } from '../../src/laws/violators.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { declaring } from '../catalogue/subjects.ts'
import { allPass, failures, spreads, toyVae, verdicts } from './vae-subjects.ts'

const told = (name: string, subject: Subject) => {
  const law = vaeLaws.find((each) => each.name === `vae/${name}`)
  if (!law) throw new Error(`no law ${name}`)
  return runLaw(law, subject, { seed: 1, shrinkTime: 0 })
}

describe.each(spreads)('a spread written as %s', (spread) => {
  const subject = toyVae({ spread, hasSpread: true })

  test('passes where declared so', async () => {
    expect(await verdicts(subject)).toEqual(allPass())
  })

  test('fails where declared otherwise', async () => {
    for (const other of spreads.filter((name) => name !== spread)) {
      const wrong = await failures(declaring(subject, { spread: other }))
      expect(wrong).toEqual(expect.arrayContaining(['kl-closed-form', 'reparameterize']))
    }
  })
})

describe('beta, constants and sigma', () => {
  test('beta passes where declared, and fails elsewhere', async () => {
    const subject = toyVae({ beta: 4 })
    expect(await verdicts(subject)).toEqual(allPass())
    expect(await failures(declaring(subject, { beta: 1 }))).toEqual(['elbo-parts'])
  })

  test('constants that are dropped pass where declared, and are named elsewhere', async () => {
    const subject = toyVae({ constants: 'dropped' })
    expect(await verdicts(subject)).toEqual(allPass())
    const kept = declaring(subject, { constants: 'kept' })
    expect(await failures(kept)).toEqual([
      'reconstruction-is-log-likelihood',
      'iwae-one-sample',
      'iwae-formula',
    ])
    expect(await told('reconstruction-is-log-likelihood', kept)).toMatchObject({
      diagnosis: 'the log 2 pi terms are dropped: declare constants "dropped"',
    })
  })

  test('without a spread or sigma_x there is no likelihood to hold it to', async () => {
    const { sigma_x: _, ...conventions } = toyVae().conventions
    const subject = { ...toyVae(), conventions }
    expect((await told('reconstruction-is-log-likelihood', subject)).verdict).toBe('not applicable')
    expect((await told('elbo-parts', subject)).verdict).toBe('pass')
  })

  test('a fixed batch size is respected', async () => {
    expect(await verdicts(toyVae({ batch: 4 }))).toEqual(allPass())
  })
})

describe('known mistakes are named', () => {
  test('a mean over latents', async () => {
    const wrong = altered(toyVae(), { kl: ({ kl }) => ({ kl: mapCells(kl, (k) => k / 3) }) })
    expect((await told('kl-closed-form', wrong)).diagnosis).toBe('your KL is ours / D: a mean over latents')
  })

  test('a log variance declared as a std', async () => {
    const wrong = declaring(toyVae(), { spread: 'std' })
    expect((await told('kl-closed-form', wrong)).diagnosis).toContain('is read as log_variance')
  })

  test('a mean over pixels', async () => {
    const wrong = altered(toyVae(), {
      elbo: (parts) => ({ ...parts, reconstruction: mapCells(parts.reconstruction, (r) => r / 5) }),
    })
    expect((await told('reconstruction-is-log-likelihood', wrong)).diagnosis).toContain(
      'mean over the numbers of x',
    )
  })
})
