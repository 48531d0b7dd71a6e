import { type TrainingLaw, trainingLaws } from '../../src/laws/training.ts'
import type { Model } from '../../src/models/index.ts'
import { type Family, type Mutant, ownName, type Specimen } from './specimen.ts'
import { goldenChecks, modelOf, type Trained, trainedSpecimen } from './trained.ts'

const onlyDraws = 'the penalty at whatever alpha it is given is right: only what is drawn tells'

/** A wrong model that a law has for its violator. Throws a RangeError where it has none of that name. */
function violator(law: string, wrong: string): (right: Model) => Model {
  const found = trainingLaws.find(({ name }) => name === `training/${law}`)?.violators[wrong]
  if (!found) throw new RangeError(`training/${law} has no violator '${wrong}'`)
  return found
}

interface Mistake extends Pick<Mutant, 'name' | 'laws' | 'alone'>, Trained {
  readonly bug?: number
}

/** Mistakes of training that shipped, and all that rejects each. */
const mistakes: readonly Mistake[] = [
  {
    bug: 47,
    name: 'weights are never clipped',
    golden: 'wgan',
    change: violator('clip-holds', 'weights are never clipped'),
    laws: ['clip-holds', 'clipped-critic-is-lipschitz', 'golden steps'],
  },
  {
    bug: 47,
    name: 'weights are clipped before the step',
    golden: 'wgan',
    change: violator('clip-holds', 'weights are clipped before the step'),
    laws: ['clip-holds', 'clipped-critic-is-lipschitz', 'golden gradients', 'golden steps'],
  },
  {
    bug: 49,
    name: 'alpha is normal',
    golden: 'wgan-gp',
    change: violator('alpha-lies-between', 'alpha is normal'),
    laws: ['alpha-lies-between'],
    alone: onlyDraws,
  },
  {
    bug: 59,
    name: 'batch-norm statistics are never updated',
    golden: 'dcgan',
    change: violator('statistics-are-renewed', 'running statistics are never renewed'),
    laws: ['statistics-are-renewed', 'evaluation-nears-training', 'golden steps'],
  },
  {
    name: 'the discriminator descends the value function, as the slide has it',
    golden: 'gan',
    change: violator('judge-tells-apart', 'the discriminator descends the value function'),
    laws: ['judge-tells-apart', 'golden gradients', 'golden steps'],
  },
  {
    name: 'the generator helps the discriminator',
    golden: 'gan',
    change: violator('generator-deceives', 'the generator helps the judge'),
    laws: ['generator-deceives', 'golden gradients', 'golden steps'],
  },
  {
    bug: 43,
    name: 'the step of the discriminator reaches the generator',
    golden: 'gan',
    change: violator('phases-move-their-own', "the generator's step reaches the judge"),
    isAttached: true,
    laws: ['phases-move-their-own', 'functions-stand-still', 'golden gradients', 'golden steps'],
  },
]

export const shippedTrainings: readonly Mutant[] = mistakes.map(
  ({ bug, golden, change, isAttached, ...mutant }) => ({
    ...trainedSpecimen(mutant.name, { golden, change, isAttached }),
    ...mutant,
    bugs: bug === undefined ? [] : [bug],
  }),
)

/** Parts that do not require gradients, in place of detaching: a convention that is no mistake. */
export const attachedTrainings: readonly Specimen[] = ['gan', 'wgan'].map((golden) =>
  trainedSpecimen(`${golden}: parts that do not require gradients, in place of detaching`, {
    golden,
    isAttached: true,
  }),
)

const goldens = ['gan', 'wgan', 'wgan-gp', 'dcgan', 'cyclegan']

/** A law's wrong models, each made of the first model that the law is about. */
function violatorsOf({ name, exempts, violators }: TrainingLaw): Mutant[] {
  const golden = goldens.find((each) => exempts?.(modelOf(each)) === undefined) as string
  return Object.entries(violators).map(([wrong, change]): Mutant => {
    const own = `${ownName(name)}: ${wrong}`
    return {
      ...trainedSpecimen(own, { golden, change }),
      bugs: [],
      laws: [ownName(name)],
      ...(own.startsWith('alpha') ? { alone: onlyDraws } : {}),
    }
  })
}

export const trainings: Family = {
  name: 'training',
  laws: [
    ...trainingLaws.map(({ name, nature, violators }) => ({
      name: ownName(name),
      nature,
      violators: Object.keys(violators).length,
    })),
    ...goldenChecks.map((name) => ({ name, nature: 'golden' as const, violators: 0 })),
  ],
  rights: [...goldens.map((golden) => trainedSpecimen(golden, { golden })), ...attachedTrainings],
  mutants: [...shippedTrainings, ...trainingLaws.flatMap(violatorsOf)],
}
