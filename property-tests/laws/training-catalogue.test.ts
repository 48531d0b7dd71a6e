import { afterEach, describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { readCase } from '../../src/goldens/case.ts'
import { goldenModel, modelChecks } from '../../src/goldens/models.ts'
import { ratio } from '../../src/laws/measure.ts'
import { withPhase } from '../../src/laws/training/define.ts'
import { drawInputs, startTraining, trainingLaws } from '../../src/laws/training.ts'
import type { Model } from '../../src/models/index.ts'
import { clamp } from '../../src/ops/clamp.ts'
import { mutateRule } from '../../src/ops/index.ts'
import { neg } from '../../src/ops/neg.ts'
import { freshState } from '../../src/training/run.ts'
import { partsOf } from '../../src/training/step.ts'
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
const movingAll = (model: Model): Model => ({
  ...model,
  phases: model.phases.map((phase) => ({ ...phase, moves: '' })),
})

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

/** The critic's weights clipped in its loss, and left as the step makes them. */
const clippedBefore = (right: Model): Model =>
  withPhase(right, 'critic', ({ loss }) => ({
    loss: (params, inputs) => {
      const clip = Number(right.conventions.clip)
      const clipped = Object.entries(params).map(([path, weight]) => [
        path,
        path.startsWith('critic.') ? clamp(weight, -clip, clip) : weight,
      ])
      return loss(Object.fromEntries(clipped), inputs)
    },
    after: (params) => params,
  }))

const climbing = (phase: string) => (right: Model) =>
  withPhase(right, phase, ({ loss }) => ({
    loss: (params, inputs) => {
      const { loss: own, state } = partsOf(loss(params, inputs))
      return { loss: neg(own), state }
    },
  }))

const stepsDepart = ['golden: after 1 step', 'golden: after 10 steps']

/** Mistakes of training that shipped, and all that rejects each. */
const mistakes: readonly (readonly [string, string, (right: Model) => Model, readonly string[]])[] = [
  [
    '47: weights are never clipped',
    'wgan',
    (right) => withPhase(right, 'critic', () => ({ after: (params) => params })),
    ['clip-holds', 'clipped-critic-is-lipschitz', ...stepsDepart],
  ],
  [
    '47: weights are clipped before the step',
    'wgan',
    clippedBefore,
    ['clip-holds', 'clipped-critic-is-lipschitz', 'golden: gradients', ...stepsDepart],
  ],
  [
    '49: alpha is normal',
    'wgan-gp',
    (right) =>
      withPhase(right, 'critic', ({ noise }) => ({
        noise: { ...noise, alpha: { shape: [], distribution: 'normal' } },
      })),
    ['alpha-lies-between'],
  ],
  [
    '59: batch-norm statistics are never updated',
    'dcgan',
    (right) =>
      ['discriminator', 'generator'].reduce(
        (model, phase) =>
          withPhase(model, phase, ({ loss }) => ({
            loss: (params, inputs) => partsOf(loss(params, inputs)).loss,
          })),
        right,
      ),
    ['statistics-are-renewed', 'evaluation-nears-training', ...stepsDepart],
  ],
  [
    'the discriminator descends the value function, as the slide has it',
    'gan',
    climbing('discriminator'),
    ['judge-tells-apart', 'golden: gradients', ...stepsDepart],
  ],
  [
    'the generator helps the discriminator',
    'gan',
    climbing('generator'),
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
