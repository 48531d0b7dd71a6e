import { seededRandom } from '../../src/data/random.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { readCase } from '../../src/goldens/case.ts'
import { goldenModel, modelChecks } from '../../src/goldens/models.ts'
import type { Verdict } from '../../src/laws/index.ts'
import { holds, ratio } from '../../src/laws/measure.ts'
import { drawInputs, startTraining, type TrainingLaw, trainingLaws } from '../../src/laws/training.ts'
import { cycleGan, dcgan, gan, type Model, wgan, wganGp } from '../../src/models/index.ts'
import { mutateRule } from '../../src/ops/index.ts'
import { freshState } from '../../src/training/run.ts'
import { type Family, type Mutant, ownName, type Specimen } from './specimen.ts'

/** A model that is trained, and the golden case that it is held to beside the laws, where it has one. */
interface Trained {
  readonly model: () => Model
  readonly golden?: string
  /** Whether gradients go through where the model cuts them off. */
  readonly isAttached?: boolean
}

const goldenChecks = ['golden outputs', 'golden gradients', 'golden steps'] as const

/** Trains from a fresh start, on the golden case's inputs where there is one; then every law speaks, and the golden. */
const trainedSpecimen = (name: string, { model, golden, isAttached = false }: Trained): Specimen => ({
  name,
  async verdicts({ laws, seed = 1 } = {}) {
    const restore = isAttached ? mutateRule('stopGradient', { vjp: (cotangent) => [cotangent] }) : () => {}
    const isAsked = (law: string) => !laws || laws.includes(ownName(law))
    try {
      const found = await lawVerdicts(model(), golden, seed, isAsked)
      const checked = golden ? await goldenVerdicts(model(), golden, seed) : []
      return [...found, ...checked.filter(({ law }) => isAsked(law))]
    } finally {
      restore()
    }
  },
})

async function lawVerdicts(
  model: Model,
  golden: string | undefined,
  seed: number,
  isAsked: (law: string) => boolean,
): Promise<Verdict[]> {
  const given = golden ? readCase(golden).inputs : {}
  const batch = given.z?.shape[0] ?? 4
  const inputs = { ...drawInputs(model, batch, seededRandom(seed)), ...given }
  const training = await startTraining(model, float64Engine(), freshState(model, seed).weights, inputs)
  const found: Verdict[] = []
  for (const law of trainingLaws.filter(({ name }) => isAsked(name))) {
    if (law.exempts?.(model) !== undefined) {
      found.push({ law: law.name, seed, verdict: 'not applicable' })
      continue
    }
    const { error, tolerance } = await law.residual(training)
    const verdict = holds({ error, tolerance }) ? 'pass' : 'fail'
    found.push({ law: law.name, seed, verdict, error, tolerance })
  }
  await training.dispose()
  return found
}

/** What the golden case says: of outputs and losses, of gradients, and of steps. */
async function goldenVerdicts(model: Model, golden: string, seed: number): Promise<Verdict[]> {
  const checks = await modelChecks(readCase(golden), float64Engine(), model)
  const partOf = (check: string) =>
    goldenChecks[check.startsWith('after') ? 2 : check === 'gradients' ? 1 : 0]
  return goldenChecks.map((part) => {
    const own = checks.filter(({ name }) => partOf(name) === part)
    const departs = own.some(({ departures }) => departures.some((departure) => ratio(departure) > 1))
    return { law: `training/${part}`, seed, verdict: departs ? 'fail' : 'pass' }
  })
}

/** A wrong model that a law has for its violator. Throws a RangeError where it has none of that name. */
function violator(law: string, wrong: string): (right: Model) => Model {
  const found = trainingLaws.find(({ name }) => name === `training/${law}`)?.violators[wrong]
  if (!found) throw new RangeError(`training/${law} has no violator '${wrong}'`)
  return found
}

interface Mistake extends Pick<Mutant, 'name' | 'laws' | 'alone'>, Pick<Trained, 'isAttached'> {
  readonly bug?: number
  readonly golden: string
  readonly wrong: (right: Model) => Model
}

/** Mistakes of training that shipped, and all that rejects each. */
const mistakes: readonly Mistake[] = [
  {
    bug: 47,
    name: 'weights are never clipped',
    golden: 'wgan',
    wrong: violator('clip-holds', 'weights are never clipped'),
    laws: ['clip-holds', 'clipped-critic-is-lipschitz', 'golden steps'],
  },
  {
    bug: 47,
    name: 'weights are clipped before the step',
    golden: 'wgan',
    wrong: violator('clip-holds', 'weights are clipped before the step'),
    laws: ['clip-holds', 'clipped-critic-is-lipschitz', 'golden gradients', 'golden steps'],
  },
  {
    bug: 49,
    name: 'alpha is normal',
    golden: 'wgan-gp',
    wrong: violator('alpha-lies-between', 'alpha is normal'),
    laws: ['alpha-lies-between'],
    alone: 'the penalty at whatever alpha it is given is right: only what is drawn tells',
  },
  {
    bug: 59,
    name: 'batch-norm statistics are never updated',
    golden: 'dcgan',
    wrong: violator('statistics-are-renewed', 'running statistics are never renewed'),
    laws: ['statistics-are-renewed', 'evaluation-nears-training', 'golden steps'],
  },
  {
    name: 'the discriminator descends the value function, as the slide has it',
    golden: 'gan',
    wrong: violator('judge-tells-apart', 'the discriminator descends the value function'),
    laws: ['judge-tells-apart', 'golden gradients', 'golden steps'],
  },
  {
    name: 'the generator helps the discriminator',
    golden: 'gan',
    wrong: violator('generator-deceives', 'the generator helps the judge'),
    laws: ['generator-deceives', 'golden gradients', 'golden steps'],
  },
  {
    bug: 43,
    name: 'the step of the discriminator reaches the generator',
    golden: 'gan',
    wrong: violator('phases-move-their-own', "the generator's step reaches the judge"),
    isAttached: true,
    laws: ['phases-move-their-own', 'functions-stand-still', 'golden gradients', 'golden steps'],
  },
]

export const shippedTrainings: readonly Mutant[] = mistakes.map(
  ({ bug, golden, wrong, isAttached = false, ...mutant }) => ({
    ...trainedSpecimen(mutant.name, {
      model: () => wrong(goldenModel(readCase(golden).description)),
      golden,
      isAttached,
    }),
    ...mutant,
    bugs: bug === undefined ? [] : [bug],
  }),
)

/** Parts that do not require gradients, in place of detaching: a convention that is no mistake. */
export const attachedTrainings: readonly Specimen[] = ['gan', 'wgan'].map((golden) =>
  trainedSpecimen(`${golden}: parts that do not require gradients, in place of detaching`, {
    model: () => goldenModel(readCase(golden).description),
    golden,
    isAttached: true,
  }),
)

const small: readonly Model[] = [
  gan({ width: 8 }),
  wgan({ width: 8 }),
  wganGp({ width: 8 }),
  dcgan({ channels: 2, latent: 2 }),
  cycleGan({ channels: 2, blocks: 1 }),
]

/** A law's wrong models, each made of the first model that the law is about. */
function violatorsOf({ name, exempts, violators }: TrainingLaw): Mutant[] {
  const right = small.find((model) => exempts?.(model) === undefined) as Model
  return Object.entries(violators).map(([wrong, change]): Mutant => {
    const own = `${ownName(name)}: ${wrong}`
    const alone = aloneTrainings[own]
    return {
      ...trainedSpecimen(own, { model: () => change(right) }),
      bugs: [],
      laws: [ownName(name)],
      ...(alone === undefined ? {} : { alone }),
    }
  })
}

const aloneTrainings: Readonly<Record<string, string>> = {
  'alpha-lies-between: alpha is normal': 'only what is drawn tells',
}

export const trainings: Family = {
  name: 'training',
  laws: [
    ...trainingLaws.map(({ name, nature, violators }) => ({
      name: ownName(name),
      nature,
      violators: Object.keys(violators).length,
    })),
    ...goldenChecks.map((name) => ({ name, nature: 'golden' as const, violators: 1 })),
  ],
  rights: [
    ...small.map((model) => trainedSpecimen(model.name, { model: () => model })),
    ...['gan', 'wgan', 'wgan-gp', 'dcgan', 'cyclegan'].map((golden) =>
      trainedSpecimen(`${golden}, its golden case`, {
        model: () => goldenModel(readCase(golden).description),
        golden,
      }),
    ),
    ...attachedTrainings,
  ],
  mutants: [...shippedTrainings, ...trainingLaws.flatMap(violatorsOf)],
}
