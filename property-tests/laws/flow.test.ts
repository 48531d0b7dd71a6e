import { afterAll, describe, expect, it } from 'vitest'
import type { Engine } from '../../src/engines/engine.ts'
import { engineNamed } from '../../src/engines/index.ts'
import { flowLaws } from '../../src/laws/flow.ts'
import { lawsOf } from '../../src/laws/index.ts'
import type { Verdict } from '../../src/laws/law.ts'
import { runLaw } from '../../src/laws/run.ts'
import { realNvp } from '../../src/models/realnvp.ts'
import { graphSubject } from '../../src/subjects/graph.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { genericWeights } from '../support/weights.ts'

const engines: Engine[] = await Promise.all(
  ['float64', 'gpu:webasm', 'gpu:cpu', 'onnx'].map((name) => engineNamed(name)),
)
afterAll(async () => {
  for (const engine of engines) await engine.dispose()
})

const even = realNvp({ dim: 2, couplings: 4, width: 16 })
// An odd dimension's middle coordinate stands in the middle after every reversal: it conditions no other.
const odd = realNvp({ dim: 5, couplings: 3, width: 7 })

function subjectOf(model: typeof even, engine: Engine, seed: number): Subject {
  const subject = graphSubject(model, genericWeights(model, seed), engine)
  return model === odd ? { ...subject, conventions: { prior: 'standard_normal' } } : subject
}

const quadrature = ['flow/normalised', 'flow/samples-follow-density']

async function verdictsOf(subject: Subject, seed: number, laws = flowLaws): Promise<Verdict[]> {
  const verdicts: Verdict[] = []
  for (const law of laws) verdicts.push(await runLaw(law, subject, { seed }))
  return verdicts
}

const namesOf = (verdicts: readonly Verdict[], verdict: string) =>
  verdicts.filter((found) => found.verdict === verdict).map(({ law }) => law)

describe.each(engines)('a right RealNVP on $name', (engine) => {
  it('passes every law in two dimensions', async () => {
    const subject = subjectOf(even, engine, 3)
    expect((await verdictsOf(subject, 1)).filter(({ verdict }) => verdict !== 'pass')).toEqual([])
    await subject.dispose()
  })

  it('passes every law that applies in five dimensions', async () => {
    const subject = subjectOf(odd, engine, 3)
    const verdicts = await verdictsOf(subject, 1)
    expect(namesOf(verdicts, 'not applicable')).toEqual([...quadrature, 'flow/dependence'])
    expect(namesOf(verdicts, 'pass')).toHaveLength(flowLaws.length - 3)
    await subject.dispose()
  })
})

describe('false alarms', () => {
  const small = realNvp({ dim: 2, couplings: 2, width: 8 })
  const cheap = flowLaws.filter(({ name }) => !quadrature.includes(name))

  it.each([
    { engine: engines[0], seeds: 10 },
    { engine: engines[1], seeds: 5 },
  ])('there are none on $engine.name over $seeds weights and seeds', async ({ engine, seeds }) => {
    for (let seed = 0; seed < seeds; seed++) {
      const model = seed % 2 === 0 ? small : odd
      const subject = subjectOf(model, engine, seed)
      const verdicts = await verdictsOf(subject, 100 + seed, cheap)
      expect(verdicts.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'not applicable')).toEqual([])
      await subject.dispose()
    }
  })

  it('there are none in float32 without a float64 twin', async () => {
    for (let seed = 0; seed < 3; seed++) {
      const { precise, ...alone } = subjectOf(small, engines[1], seed)
      expect(precise).toBeDefined()
      const verdicts = await verdictsOf(alone, 100 + seed, cheap)
      expect(verdicts.filter(({ verdict }) => verdict !== 'pass')).toEqual([])
      await alone.dispose()
    }
  })
})

describe('flow/not-degenerate', () => {
  const [law] = flowLaws.filter(({ name }) => name === 'flow/not-degenerate')

  it.each(['at the identity', 'affine'])('says nothing of a map that is %s', async (kind) => {
    const weights = Object.fromEntries(
      Object.entries(genericWeights(even, 1)).map(([path, weight]) => {
        const isKept = kind === 'affine' && path.endsWith('net.2.bias')
        if (!isKept) weight.data.fill(0)
        return [path, weight]
      }),
    )
    for (const engine of engines) {
      const subject = graphSubject(even, weights, engine)
      expect(await runLaw(law, subject, { seed: 1 })).toMatchObject({ verdict: 'inconclusive' })
      await subject.dispose()
    }
  })
})

describe('flow/dependence', () => {
  const [law] = flowLaws.filter(({ name }) => name === 'flow/dependence')

  it('rejects the claim that all depends on all where an odd dimension is only turned around', async () => {
    const subject = graphSubject(odd, genericWeights(odd, 1), engines[0])
    const claimed = { ...subject, conventions: { dependence: 'all' } }
    const verdict = await runLaw(law, claimed, { seed: 1 })
    expect(verdict).toMatchObject({ verdict: 'fail', at: [{ x: 2 }, { x: 2 }, { x: 2 }, { x: 2 }] })
  })

  it('rejects the claim that RealNVP is autoregressive', async () => {
    const claimed = { ...subjectOf(even, engines[0], 1), conventions: { dependence: 'autoregressive' } }
    expect(await runLaw(law, claimed, { seed: 1 })).toMatchObject({ verdict: 'fail' })
  })
})

it('the laws of flows have names of their own, and are the laws of the kind flow', () => {
  expect(new Set(flowLaws.map(({ name }) => name)).size).toBe(flowLaws.length)
  expect(lawsOf('flow')).toBe(flowLaws)
  expect(flowLaws.every(({ name, kind }) => name.startsWith('flow/') && kind === 'flow')).toBe(true)
})
