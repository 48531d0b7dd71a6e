import { seededRandom } from '../../data/random.ts'
import type { Values } from '../../engines/engine.ts'
import { value } from '../../engines/value.ts'
import type { Model } from '../../models/model.ts'
import type { Weights } from '../../nn/parameters.ts'
import { size } from '../../ops/shape.ts'
import { movedParameters } from '../../training/step.ts'
import { differ, generating, judging, type Spell, type TrainingLaw, withPhase } from './define.ts'
import { negating, reaching, withoutGradient } from './violators.ts'

const first = ({ weights }: Spell): Weights => weights[0]
const last = ({ weights }: Spell): Weights => weights[weights.length - 1]

const changedBy = (spell: Spell): string[] =>
  Object.keys(first(spell)).filter((path) => differ(first(spell)[path], last(spell)[path]))

export const phasesMoveTheirOwn: TrainingLaw = {
  name: 'training/phases-move-their-own',
  nature: 'independence',
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
  nature: 'independence',
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
  nature: 'derivative',
  statement: 'every small step of a phase lowers its loss on the batch that it was taken on',
  source: 'what a gradient is; the discriminator climbs V, which is to lower -V',
  async residual({ model, spells }) {
    const risen = spells.filter((spell) =>
      telling(model, spell).some((loss, step, all) => step > 0 && !(loss < all[step - 1])),
    )
    return {
      error: risen.length,
      tolerance: 0,
      at: Object.fromEntries(risen.map(({ phase, losses }) => [phase.name, losses])),
    }
  },
  violators: {
    'a loss has no gradient': (right) => withPhase(right, generating(right).name, withoutGradient),
    'weights are negated after a step': negating,
  },
}

/**
 * The losses that must fall. The first step of a clipped critic cuts its weights, and that of a phase that keeps a pool of
 * samples fills it: either may raise the loss. The slope of a network of ramps jumps where a sample crosses a kink, and the
 * penalty of it too, however small the step.
 */
function telling(model: Model, spell: Spell): readonly number[] {
  const { phase, losses } = spell
  const { lipschitz } = model.conventions
  const isJudging = phase.name === judging(model).name
  if (isJudging && lipschitz === 'penalty') return []
  const moved = movedParameters(model.parameters, phase)
  const keepsState = changedBy(spell).some((path) => !(path in moved))
  return keepsState || (isJudging && lipschitz === 'clip') ? losses.slice(1) : losses
}
