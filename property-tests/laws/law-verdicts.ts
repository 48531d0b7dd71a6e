import type { Law } from '../../src/laws/law.ts'
import { runLaw } from '../../src/laws/run.ts'
import type { Subject } from '../../src/subjects/subject.ts'

export const seeds = [1, 7, 20240229]

const ownName = ({ name }: Law): string => name.slice(name.indexOf('/') + 1)

/** What each law says of a subject, by its name without its family. */
export async function verdictsOf(
  laws: readonly Law[],
  subject: Subject,
  seed = 1,
): Promise<Record<string, string>> {
  const results: Record<string, string> = {}
  for (const law of laws) {
    const { verdict, reason, error, tolerance } = await runLaw(law, subject, { seed, shrinkTime: 0 })
    const detail = verdict === 'error' ? `: ${reason}` : verdict === 'fail' ? `: ${error} > ${tolerance}` : ''
    results[ownName(law)] = verdict + detail
  }
  return results
}

export const failuresOf = async (laws: readonly Law[], subject: Subject): Promise<string[]> =>
  Object.entries(await verdictsOf(laws, subject)).flatMap(([law, told]) =>
    told.startsWith('fail') ? [law] : [],
  )

/** That all laws pass, but for those that do not apply. */
export const passingOf = (laws: readonly Law[], ...exempt: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    laws.map((law) => [ownName(law), exempt.includes(ownName(law)) ? 'not applicable' : 'pass']),
  )

/** What a law says a subject's mistake is. */
export async function diagnosisOf(laws: readonly Law[], name: string, subject: Subject) {
  const law = laws.find((each) => ownName(each) === name)
  if (!law) throw new Error(`no law ${name}`)
  return (await runLaw(law, subject, { seed: 1, shrinkTime: 0 })).diagnosis
}
