import { seededRandom } from '../../src/data/random.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { readCase } from '../../src/goldens/case.ts'
import { goldenModel, modelChecks } from '../../src/goldens/models.ts'
import type { Verdict } from '../../src/laws/index.ts'
import { holds, ratio } from '../../src/laws/measure.ts'
import { drawInputs, startTraining, type TrainingLaw, trainingLaws } from '../../src/laws/training.ts'
import type { Model } from '../../src/models/index.ts'
import { mutateRule } from '../../src/ops/index.ts'
import { freshState } from '../../src/training/run.ts'
import { ownName, type Specimen } from './specimen.ts'

/** The model of a golden case, or what is made of it, to be trained. */
export interface Trained {
  readonly golden: string
  readonly change?: ((right: Model) => Model) | undefined
  /** Whether gradients go through where the model cuts them off. */
  readonly isAttached?: boolean | undefined
}

/** What the golden case itself says of a training, besides the laws. */
export const goldenChecks = ['golden gradients', 'golden steps'] as const

export const modelOf = (golden: string): Model => goldenModel(readCase(golden).description)

/** Trains from a fresh start on the golden case's inputs; then every law speaks, and the golden. */
export const trainedSpecimen = (
  name: string,
  { golden, change = (right) => right, isAttached = false }: Trained,
): Specimen => ({
  name,
  async verdicts({ laws, seed = 1 } = {}) {
    const restore = isAttached ? attach() : () => {}
    try {
      const model = change(modelOf(golden))
      const found = [
        ...(await lawVerdicts(model, golden, seed)),
        ...(await goldenVerdicts(model, golden, seed)),
      ]
      return found.filter(({ law }) => !laws || laws.includes(ownName(law)))
    } finally {
      restore()
    }
  },
})

/** Nothing is detached any more, until what it returns is called. */
const attach = () => mutateRule('stopGradient', { vjp: (cotangent) => [cotangent] })

async function lawVerdicts(model: Model, golden: string, seed: number): Promise<Verdict[]> {
  const given = readCase(golden).inputs
  const batch = (given.z ?? given.x ?? given.a).shape[0]
  const inputs = { ...drawInputs(model, batch, seededRandom(seed)), ...given }
  const training = await startTraining(model, float64Engine(), freshState(model, seed).weights, inputs)
  const verdictOf = async ({ name, exempts, residual }: TrainingLaw): Promise<Verdict> => {
    if (exempts?.(model) !== undefined) return { law: name, seed, verdict: 'not applicable' }
    const { error, tolerance } = await residual(training)
    return { law: name, seed, verdict: holds({ error, tolerance }) ? 'pass' : 'fail', error, tolerance }
  }
  const found: Verdict[] = []
  for (const law of trainingLaws) found.push(await verdictOf(law))
  await training.dispose()
  return found
}

async function goldenVerdicts(model: Model, golden: string, seed: number): Promise<Verdict[]> {
  const checks = await modelChecks(readCase(golden), float64Engine(), model)
  const departing = checks.flatMap(({ name, departures }) =>
    departures.some((departure) => ratio(departure) > 1) ? [name] : [],
  )
  const verdict = (check: (typeof goldenChecks)[number], departs: boolean): Verdict => ({
    law: `training/${check}`,
    seed,
    verdict: departs ? 'fail' : 'pass',
  })
  return [
    verdict('golden gradients', departing.includes('gradients')),
    verdict(
      'golden steps',
      departing.some((name) => name.startsWith('after')),
    ),
  ]
}
