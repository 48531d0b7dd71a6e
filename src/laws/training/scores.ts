import type { Value } from '../../engines/engine.ts'
import { cells } from '../../engines/value.ts'
import type { Model } from '../../models/model.ts'
import type { Weights } from '../../nn/parameters.ts'
import { meanOf } from '../adversarial/calls.ts'
import { generating, judging, type Spell, type Training, type TrainingLaw, withPhase } from './define.ts'
import { climbing, withoutGradient } from './violators.ts'

const judgeOf = ({ functions }: Model): string => ('critic' in functions ? 'critic' : 'discriminate')

function whyNoScores({ functions, conventions }: Model): string | undefined {
  if (conventions.loss === 'least_squares') return 'scores are pulled to 1 and 0, from above too'
  const isScored = 'generate' in functions && ('critic' in functions || 'discriminate' in functions)
  return isScored ? undefined : 'no function of it gives scores'
}

const whyPenalised = ({ conventions }: Model): string | undefined =>
  conventions.lipschitz === 'penalty' ? 'its step may be for the penalty first' : undefined

/** Mean scores, at some weights, of the samples that a spell's steps were taken on and of what its noise generates. */
async function meanScores({ model, call }: Training, { inputs }: Spell, weights: Weights) {
  const scoreOf = async (x: Value) =>
    meanOf(Array.from(cells((await call(judgeOf(model), weights, { x }, 'training')).score)))
  const [noise] = Object.keys(inputs).filter((name) => name.startsWith('z'))
  const { x: generated } = await call('generate', weights, { z: inputs[noise] }, 'training')
  return { real: await scoreOf(inputs.x), generated: await scoreOf(generated) }
}

/** By how much something of the mean scores rises in a spell, from its first step on: a clip is at work by then. */
async function riseIn(
  training: Training,
  spell: Spell,
  of: (scores: { real: number; generated: number }) => number,
): Promise<number> {
  const [before, after] = [
    await meanScores(training, spell, spell.weights[1]),
    await meanScores(training, spell, spell.weights[3]),
  ]
  return of(after) - of(before)
}

/** Something must rise: it is an error of 1 where it does not. */
const mustRise = (rise: number) => ({ error: rise > 0 ? 0 : 1, tolerance: 0, at: { rise } })

const spellOf = ({ spells }: Training, phase: string): Spell =>
  spells.find((spell) => spell.phase.name === phase) as Spell

export const generatorDeceives: TrainingLaw = {
  name: 'training/generator-deceives',
  nature: 'derivative',
  statement: "the generator's gradient is not 0, and its step raises the score of what it generates",
  source: 'Goodfellow et al. 2014, section 1',
  exempts: whyNoScores,
  residual: async (training) =>
    mustRise(
      await riseIn(
        training,
        spellOf(training, generating(training.model).name),
        ({ generated }) => generated,
      ),
    ),
  violators: {
    'no gradient reaches the generator': (right) => withPhase(right, generating(right).name, withoutGradient),
    'the generator helps the judge': (right) => withPhase(right, generating(right).name, climbing),
  },
}

export const judgeTellsApart: TrainingLaw = {
  name: 'training/judge-tells-apart',
  nature: 'derivative',
  statement: "the judge's step raises the scores of real samples over those of generated ones",
  source:
    'Goodfellow et al. 2014, algorithm 1, where the discriminator ascends; Arjovsky et al. 2017, algorithm 1',
  exempts: (model) => whyNoScores(model) ?? whyPenalised(model),
  residual: async (training) =>
    mustRise(
      await riseIn(
        training,
        spellOf(training, judging(training.model).name),
        ({ real, generated }) => real - generated,
      ),
    ),
  violators: {
    'the discriminator descends the value function': (right) =>
      withPhase(right, judging(right).name, climbing),
    'no gradient reaches the judge': (right) => withPhase(right, judging(right).name, withoutGradient),
  },
}
