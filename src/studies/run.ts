import { digitsSplit } from '../data/digits.ts'
import { fingerprint } from '../data/fingerprint.ts'
import { seededRandom } from '../data/random.ts'
import type { Engine } from '../engines/engine.ts'
import { value } from '../engines/value.ts'
import { graphSubject } from '../subjects/graph.ts'
import type { Subject } from '../subjects/subject.ts'
import type { Findings, Split, Study } from './study.ts'
import type { Trainings } from './trainings.ts'

export interface StudyOptions {
  readonly engine: Engine
  readonly seed: number
  readonly trainings: Trainings
  readonly quick: boolean
  /** Whether its figures and numbers are wanted; they are, unless told. */
  readonly draws?: boolean
  /** Data of the caller's; the study's own unless given. */
  readonly data?: Split
}

/** The data of a study where nobody gives it others. */
export const dataOf = (study: Study, seed: number): Promise<Split> =>
  study.data?.(seed) ?? Promise.resolve(digits(seed))

/** The embedded digits, split as the seed has it. */
function digits(seed: number): Split {
  const { train, test } = digitsSplit(seed)
  return { train, heldOut: test }
}

/** Does what a study does, on one engine. Throws a RangeError for data that do not fit it. */
export async function runStudy(study: Study, options: StudyOptions): Promise<Findings> {
  const { engine, seed, trainings, quick, draws = true } = options
  const data = options.data ?? (await dataOf(study, seed))
  const subjects: Subject[] = []
  try {
    return await study.run({
      engine,
      data,
      seed,
      quick,
      draws,
      random: seededRandom(seed).split(study.name),
      train: (request) => trainings.train(request, data.train, seed),
      share: (what, make) =>
        trainings.share(JSON.stringify([study.name, what, fingerprint(data.train), seed]), make),
      subject: ({ model, weights, data: { x } }) => {
        const subject = graphSubject(model, weights, engine, { data: value(x.data, x.shape) })
        subjects.push(subject)
        return subject
      },
    })
  } finally {
    for (const subject of subjects) await subject.dispose()
  }
}
