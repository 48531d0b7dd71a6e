import { afterAll, describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import { engineNamed } from '../../src/engines/index.ts'
import { knownTheories } from '../../src/lattice/known.ts'
import { agreement, asKnown, efficiency, identity } from '../../src/studies/lattice/claims.ts'
import { byHmc, type FlowSample } from '../../src/studies/lattice/sampling.ts'
import { lattice } from '../../src/studies/lattice.ts'
import { type Claim, holds } from '../../src/studies/study.ts'
import { startTrainings } from '../../src/studies/trainings.ts'
import { studyRows } from '../../src/verification/studies.ts'

const [small, large] = knownTheories
const ofWeakerCoupling = { ...small, theory: { ...small.theory, coupling: 6 } }
const [right, again, wrong] = [small, small, ofWeakerCoupling].map(
  (theory, seed) => byHmc(theory, 200, seededRandom(seed)).estimates,
)

const failing = (claims: readonly Claim[]) => claims.filter((claim) => !holds(claim)).map(({ name }) => name)

describe('what is claimed of a lattice', () => {
  test('holds of the right theory', () => {
    expect(
      failing([...agreement(right, again), ...asKnown('HMC', right, small), identity('HMC', right)]),
    ).toEqual([])
  })

  test('does not of another coupling, or another lattice', () => {
    expect(failing(agreement(wrong, right))).toContain(
      "two-point function by the flow's chain and by HMC, in joint errors",
    )
    for (const claims of [asKnown('HMC', wrong, small), asKnown('HMC', right, large)]) {
      expect(failing(claims)).toContain('mean phi^2 by HMC and as known, in joint errors')
    }
  })

  test('does not of a flow that has learned little, or of an identity without a number', () => {
    const flow = { effective: 0.1, acceptance: 0.3 } as FlowSample
    expect(failing(efficiency(flow, { effective: 0.45, accepted: 0.6 }))).toHaveLength(2)
    const none = { mean: Number.NaN, error: 0, autocorrelationTime: 0.5 }
    expect(failing([identity('HMC', { ...right, virial: none })])).toHaveLength(1)
  })
})

describe('the study', async () => {
  const engine = await engineNamed('onnx')
  const trainings = startTrainings()
  afterAll(async () => {
    await trainings.dispose()
    await engine.dispose()
  })

  test('holds, and shows the weights, the chains and the two-point function', async () => {
    const { rows, figures } = await studyRows(lattice, { engine, seed: 2, quick: true, trainings })
    expect(rows.map(({ verdict }) => verdict)).toEqual(rows.map(() => 'pass'))
    expect(figures.map(({ title }) => title)).toEqual([
      'Training without data',
      'Weights of the proposals',
      'The chains',
      'Two-point function',
    ])
  })
})
