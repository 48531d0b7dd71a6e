import { afterAll, describe, expect, it } from 'vitest'
import { float64Engine } from '../../src/engines/float64.ts'
import { gpuEngine } from '../../src/engines/gpu.ts'
import { flowLaws } from '../../src/laws/flow.ts'
import { runLaw } from '../../src/laws/run.ts'
import { altered, mapCells } from '../../src/laws/violators.ts'
import { realNvp } from '../../src/models/realnvp.ts'
import { graphSubject } from '../../src/subjects/graph.ts'
import { genericWeights } from '../support/weights.ts'

const model = realNvp({ dim: 2, couplings: 2, width: 8 })
const wide = realNvp({ dim: 4, couplings: 3, width: 8 })
const webasm = await gpuEngine('webasm')
const right = graphSubject(model, genericWeights(model, 2), float64Engine())
const onGpu = graphSubject(model, genericWeights(model, 2), webasm)
const inFour = graphSubject(wide, genericWeights(wide, 2), float64Engine())
afterAll(async () => {
  await onGpu.dispose()
  await webasm.dispose()
})

const lawNamed = (name: string) => flowLaws.filter((law) => law.name === name)[0]
const quick = { seed: 5, shrinkTime: 0 }

describe.each(flowLaws)('$name', (law) => {
  it('has at least two violators', () => {
    expect(law.violators.length).toBeGreaterThanOrEqual(2)
  })

  it.each(law.violators)('rejects: $name', async ({ make }) => {
    expect(await runLaw(law, make(right), quick)).toMatchObject({ verdict: 'fail' })
  })

  it('rejects all of them in float32 with a float64 twin', async () => {
    for (const { name, make } of law.violators) {
      expect([name, (await runLaw(law, make(onGpu), quick)).verdict]).toEqual([name, 'fail'])
    }
  })

  it('rejects all of them in four dimensions, where it applies', async () => {
    if ((await runLaw(law, inFour, quick)).verdict === 'not applicable') {
      expect(law.statement + law.source).toMatch(/quadrature|Pearson/)
      return
    }
    for (const { name, make } of law.violators) {
      expect([name, (await runLaw(law, make(inFour), quick)).verdict]).toEqual([name, 'fail'])
    }
  })
})

describe('laws are independent', () => {
  it('a cache that hides a wrong inverse passes flow/inverse', async () => {
    const [hidden] = lawNamed('flow/inverse-of-data').violators
    expect(await runLaw(lawNamed('flow/inverse'), hidden.make(right), quick)).toMatchObject({
      verdict: 'pass',
    })
  })

  it('log_dets of the wrong sign cancel all the same', async () => {
    const [flipped] = lawNamed('flow/log-det-is-jacobian').violators
    const verdict = await runLaw(lawNamed('flow/log-dets-cancel'), flipped.make(right), quick)
    expect(verdict).toMatchObject({ verdict: 'pass' })
  })
})

describe('known mistakes are named', () => {
  it.each([
    ['flow/log-det-is-jacobian', 0, 'log_det has the sign of the other direction'],
    ['flow/data-log-det-is-jacobian', 0, 'log_det has the sign of the other direction'],
    ['flow/log-prob', 0, 'log_prob leaves out log_det'],
    ['flow/log-prob', 1, 'log_prob subtracts log_det'],
    ['flow/log-prob', 2, 'log_prob leaves out the constant -D/2 log 2 pi'],
    ['flow/log-prob', 3, 'log_prob leaves out the 1/2 before z^2'],
    ['flow/log-prob', 4, 'log_prob takes the prior at x'],
    ['flow/log-prob', 5, 'log_prob is in bits, not in nats'],
    ['flow/not-degenerate', 0, 'different x have the same z'],
  ])('%s, violator %i: %s', async (name, which, diagnosis) => {
    const law = lawNamed(name)
    expect(await runLaw(law, law.violators[which].make(onGpu), quick)).toMatchObject({ diagnosis })
  })

  it('and a mistake that nobody knows is not', async () => {
    const strange = altered(right, {
      log_prob: (outputs) => ({ log_prob: mapCells(outputs.log_prob, (cell) => 1.1 * cell) }),
    })
    const verdict = await runLaw(lawNamed('flow/log-prob'), strange, quick)
    expect(verdict.verdict).toBe('fail')
    expect(verdict).not.toHaveProperty('diagnosis')
  })
})

it('a subject that throws is an error of every law, not a failure', async () => {
  const broken = {
    ...right,
    call: async () => {
      throw new Error('the device is gone')
    },
  }
  for (const law of flowLaws) {
    expect(await runLaw(law, broken, quick)).toMatchObject({
      verdict: 'error',
      reason: 'the device is gone',
    })
  }
})
