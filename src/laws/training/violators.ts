import type { Model } from '../../models/model.ts'
import { affine } from '../../ops/affine.ts'
import { neg } from '../../ops/neg.ts'
import { stopGradient } from '../../ops/stop-gradient.ts'
import { sub } from '../../ops/sub.ts'
import type { Tensor } from '../../ops/tensor.ts'
import { movedParameters, partsOf } from '../../training/step.ts'
import { generating, judging, type Spell, type TrainingLaw, withPhase } from './define.ts'

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
export const reaching: TrainingLaw['violators'] = {
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

/** All weights of the judge are negated after each of its steps. */
export const negating = (right: Model): Model =>
  withPhase(right, judging(right).name, (judge) => ({
    after: (params) => {
      const paths = Object.keys(movedParameters(right.parameters, judge))
      return Object.fromEntries(paths.map((path) => [path, affine(params[path], -1, 0)]))
    },
  }))
