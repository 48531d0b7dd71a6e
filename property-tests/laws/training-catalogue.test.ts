import { afterEach, describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { readCase } from '../../src/goldens/case.ts'
import { goldenModel, modelChecks } from '../../src/goldens/models.ts'
import { ratio } from '../../src/laws/measure.ts'
import { drawInputs, startTraining, trainingLaws } from '../../src/laws/training.ts'
import type { Model } from '../../src/models/index.ts'
import { mutateRule } from '../../src/ops/index.ts'
import { freshState } from '../../src/training/run.ts'
import { failing } from './training-verdicts.ts'

let restore = () => {}
afterEach(() => {
  restore()
  restore = () => {}
})

/** Nothing is detached any more. */
const attached = () => {
  restore = mutateRule('stopGradient', { vjp: (cotangent) => [cotangent] })
}
const movingAll = violator('phases-move-their-own', "the generator's step reaches the judge")

/** Which laws reject a model, with the inputs of its golden case from a fresh start; and what departs of the golden itself. */
async function rejecting(name: string, wrong: (right: Model) => Model) {
  const golden = readCase(name)
  const model = wrong(goldenModel(golden.description))
  const engine = float64Engine()
  const training = await startTraining(model, engine, freshState(model, 1).weights, {
    ...drawInputs(model, golden.inputs.z.shape[0], seededRandom(1)),
    ...golden.inputs,
  })
  const laws = await failing(training, trainingLaws)
  await training.dispose()
  const checks = await modelChecks(golden, engine, model)
  const departing = checks.filter(({ departures }) => departures.some((departure) => ratio(departure) > 1))
  return [...laws, ...departing.map((check) => `golden: ${check.name}`)]
}

/** A wrong model that a law has for its violator. */
function violator(law: string, wrong: string): (right: Model) => Model {
  const found = trainingLaws.find(({ name }) => name === `training/${law}`)?.violators[wrong]
  if (!found) throw new RangeError(`training/${law} has no violator '${wrong}'`)
  return found
}

const stepsDepart = ['golden: after 1 step', 'golden: after 10 steps']

/** Mistakes of training that shipped, and all that rejects each. */
const mistakes: readonly (readonly [string, string, (right: Model) => Model, readonly string[]])[] = [
  [
    '47: weights are never clipped',
    'wgan',
    violator('clip-holds', 'weights are never clipped'),
    ['clip-holds', 'clipped-critic-is-lipschitz', ...stepsDepart],
  ],
  [
    '47: weights are clipped before the step',
    'wgan',
    violator('clip-holds', 'weights are clipped before the step'),
    ['clip-holds', 'clipped-critic-is-lipschitz', 'golden: gradients', ...stepsDepart],
  ],
  // Only what is drawn can tell: the penalty at whatever alpha it is given is right.
  [
    '49: alpha is normal',
    'wgan-gp',
    violator('alpha-lies-between', 'alpha is normal'),
    ['alpha-lies-between'],
  ],
  [
    '59: batch-norm statistics are never updated',
    'dcgan',
    violator('statistics-are-renewed', 'running statistics are never renewed'),
    ['statistics-are-renewed', 'evaluation-nears-training', ...stepsDepart],
  ],
  [
    'the discriminator descends the value function, as the slide has it',
    'gan',
    violator('judge-tells-apart', 'the discriminator descends the value function'),
    ['judge-tells-apart', 'golden: gradients', ...stepsDepart],
  ],
  [
    'the generator helps the discriminator',
    'gan',
    violator('generator-deceives', 'the generator helps the judge'),
    ['generator-deceives', 'golden: gradients', ...stepsDepart],
  ],
]

describe('mistakes of training', () => {
  test.each(mistakes)('%s', async (_, name, wrong, expected) => {
    expect(await rejecting(name, wrong)).toEqual(expected)
  })

  test('43: the step of the discriminator reaches the generator', async () => {
    attached()
    expect(await rejecting('gan', movingAll)).toEqual([
      'phases-move-their-own',
      'functions-stand-still',
      'golden: gradients',
      ...stepsDepart,
    ])
  })
})

describe('conventions that are none', () => {
  test.each(['gan', 'wgan'])(
    '%s: parts that do not require gradients, in place of detaching',
    async (name) => {
      attached()
      expect(await rejecting(name, (right) => right)).toEqual([])
    },
  )
})
