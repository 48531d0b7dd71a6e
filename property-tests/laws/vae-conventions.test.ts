import { describe, expect, test } from 'vitest'
import { cells } from '../../src/engines/value.ts'
import { runLaw } from '../../src/laws/run.ts'
import { vaeLaws } from '../../src/laws/vae.ts'
import { altered, mapCells } from '../../src/laws/violators.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { declaring } from '../catalogue/subjects.ts'
import { allPass, failures, spreads, toyVae, unstatedVae, verdicts } from './vae-subjects.ts'

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

  test.each(['kept', 'dropped'] as const)(
    'a sigma that is not declared is found, constants %s',
    async (constants) => {
      for (const precision of ['float64', 'float32'] as const) {
        const subject = unstatedVae({ constants, precision })
        expect(await failures(subject)).toEqual([])
        expect((await told('reconstruction-of-one-sigma', subject)).verdict).toBe('pass')
        expect((await told('iwae-of-elbo', subject)).verdict).toBe('pass')
        expect((await told('reconstruction-is-log-likelihood', subject)).verdict).toBe('not applicable')
      }
    },
  )

  test('log K that is left in is named, whatever sigma is', async () => {
    const wrong = altered(unstatedVae(), {
      iwae: ({ bound }, { eps }) => ({ bound: mapCells(bound, (b) => b + Math.log(eps.shape[1])) }),
    })
    expect((await told('iwae-of-elbo', wrong)).diagnosis).toBe('log K is not subtracted')
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

  test('beta squared', async () => {
    const wrong = declaring(toyVae({ beta: 9 }), { beta: 3 })
    expect((await told('elbo-parts', wrong)).diagnosis).toBe('right if beta is 9: declare it')
  })

  test('probabilities that are declared logits', async () => {
    const right = toyVae({ likelihood: 'bernoulli_logits' })
    const sigmoid = (a: number) => 1 / (1 + Math.exp(-a))
    const wrong = altered(right, { decode: ({ logits }) => ({ logits: mapCells(logits, sigmoid) }) })
    expect((await told('reconstruction-is-log-likelihood', wrong)).diagnosis).toBe(
      'decode gives probabilities, not logits',
    )
  })

  test('means that biases keep above 0 are tried further out', async () => {
    const shifted = altered(toyVae(), {
      encode: ({ mean, spread }, { x }) => {
        const [latents, features] = [mean, x].map(({ shape }) => shape[1])
        const first = (i: number) => cells(x)[Math.floor(i / latents) * features + (i % latents)]
        return { mean: mapCells(mean, (_, i) => 2 + 0.3 * first(i)), spread }
      },
    })
    expect((await told('heads-independent', shifted)).verdict).toBe('pass')
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
