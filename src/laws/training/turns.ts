import { seededRandom } from '../../data/random.ts'
import type { Values } from '../../engines/engine.ts'
import { value } from '../../engines/value.ts'
import type { Model } from '../../models/model.ts'
import type { Params, Weights } from '../../nn/parameters.ts'
import { affine } from '../../ops/affine.ts'
import { neg } from '../../ops/neg.ts'
import { size } from '../../ops/shape.ts'
import { stopGradient } from '../../ops/stop-gradient.ts'
import { sub } from '../../ops/sub.ts'
import type { Tensor } from '../../ops/tensor.ts'
import { movedParameters, partsOf } from '../../training/step.ts'
import { differ, generating, judging, type Spell, type TrainingLaw, withPhase } from './define.ts'

const first = ({ weights }: Spell): Weights => weights[0]
const last = ({ weights }: Spell): Weights => weights[weights.length - 1]

const changedBy = (spell: Spell): string[] =>
  Object.keys(first(spell)).filter((path) => differ(first(spell)[path], last(spell)[path]))

/** Every phase moves whatever its loss depends on. */
const movingAll = (model: Model): Model => ({
  ...model,
  phases: model.phases.map((phase) => ({ ...phase, moves: '' })),
})

/** The judge's loss, from which the generator is not kept: it learns to be found out. */
const leaking = (right: Model): Model => {
  const [judge, generator] = [judging(right), generating(right)]
  return withPhase(movingAll(right), judge.name, () => ({
    noise: { ...judge.noise, ...generator.noise },
    loss: (params, inputs) => {
      const own = partsOf(judge.loss(params, inputs))
      return { ...own, loss: sub(own.loss, partsOf(generator.loss(params, inputs)).loss) }
    },
  }))
}

/** A part of a phase's steps that reaches the other player's parameters. */
const reaching: TrainingLaw['violators'] = {
  'the step of the judge reaches the generator': leaking,
  "the generator's step reaches the judge": movingAll,
}

/** The loss of a phase made into another, with what it does besides. */
const relost =
  (change: (loss: Tensor) => Tensor) =>
  (phase: Spell['phase']): Partial<Spell['phase']> => ({
    loss: (params, inputs) => {
      const { loss, state } = partsOf(phase.loss(params, inputs))
      return { loss: change(loss), state }
    },
  })

export const climbing = relost(neg)
export const withoutGradient = relost(stopGradient)

export const phasesMoveTheirOwn: TrainingLaw = {
  name: 'training/phases-move-their-own',
  statement: 'each phase moves something, and no parameter or running statistic is moved by two',
  source: 'Goodfellow et al. 2014, algorithm 1: each player has parameters of its own',
  async residual({ spells }) {
    const moved = spells.map(changedBy)
    const idle = moved.filter((paths) => paths.length === 0).length
    const all = moved.flat()
    const shared = all.filter((path, i) => all.indexOf(path) !== i)
    return { error: idle + shared.length, tolerance: 0, at: { idle, shared } }
  },
  violators: {
    ...reaching,
    'no gradient reaches the generator': (right) => withPhase(right, generating(right).name, withoutGradient),
  },
}

export const functionsStandStill: TrainingLaw = {
  name: 'training/functions-stand-still',
  statement: 'no function of the model is changed by the steps of more than one of its phases',
  source:
    'Goodfellow et al. 2014, algorithm 1: what one player makes of its input stands while the other moves',
  async residual({ model, spells, call }) {
    const wrong: Record<string, string[]> = {}
    for (const name of Object.keys(model.functions)) {
      const inputs = probe(model, name)
      const changing: string[] = []
      for (const spell of spells) {
        const [before, after] = [
          await call(name, first(spell), inputs),
          await call(name, last(spell), inputs),
        ]
        if (Object.keys(before).some((output) => differ(before[output], after[output])))
          changing.push(spell.phase.name)
      }
      if (changing.length > 1) wrong[name] = changing
    }
    return { error: Object.keys(wrong).length, tolerance: 0, at: wrong }
  },
  violators: reaching,
}

/** Four samples of a function's inputs. */
const probe = ({ functions }: Model, name: string): Values =>
  Object.fromEntries(
    Object.entries(functions[name].inputs).map(([input, shape]) => {
      const cells = seededRandom(1)
        .split(input)
        .uniform(4 * size(shape))
      return [input, value(Float32Array.from(cells), [4, ...shape])]
    }),
  )

export const stepsLowerTheirLoss: TrainingLaw = {
  name: 'training/steps-lower-their-loss',
  statement: 'a small step of a phase lowers its loss on the batch that it was taken on',
  source: 'what a gradient is; the discriminator climbs V, which is to lower -V',
  async residual({ spells }) {
    const risen = spells.filter(({ losses }) => !(losses[2] < losses[1]))
    return {
      error: risen.length,
      tolerance: 0,
      at: Object.fromEntries(risen.map(({ phase, losses }) => [phase.name, losses])),
    }
  },
  violators: {
    'a loss has no gradient': (right) => withPhase(right, generating(right).name, withoutGradient),
    'a step undoes itself': (right) =>
      withPhase(right, judging(right).name, () => ({ after: (params) => negated(right, params) })),
  },
}

/** All weights of the judge, negated after each step. */
const negated = (model: Model, params: Params): Params =>
  Object.fromEntries(
    Object.keys(movedParameters(model.parameters, judging(model))).map((path) => [
      path,
      affine(params[path], -1, 0),
    ]),
  )
