import { type Law, lawsOf, runLaw, type Verdict } from '../laws/index.ts'
import { ratio } from '../laws/measure.ts'
import type { Row } from '../report/row.ts'
import type { Subject } from '../subjects/subject.ts'

/** A subject, and in what way it differs from the others of its model: 'trained', 'generic weights'. */
export interface Held {
  readonly subject: Subject
  readonly weights: string
}

/**
 * Holds one model on one engine to the laws of its kind, at each of its weights; a row tells the worst of them. The first
 * weights are tried in full, the others with a part of the cases, and not at all where a case is all there is.
 */
export async function lawRows(
  model: string,
  held: readonly Held[],
  seed: number,
  onLaw: (law: Law) => void = () => {},
): Promise<Row[]> {
  const { kind, engine } = held[0].subject
  const rows: Row[] = []
  for (const law of lawsOf(kind)) {
    onLaw(law)
    const verdicts: (Verdict & { weights: string })[] = []
    for (const [i, { subject, weights }] of held.entries()) {
      if (i > 0 && law.runs === 1) break
      const all = law.runsOf?.(subject) ?? law.runs
      const runs = i === 0 ? all : Math.ceil(all / partTried)
      verdicts.push({ ...(await runLaw(law, subject, { seed, runs })), weights })
    }
    const { verdict, error, tolerance, at, reason, weights } = verdicts.reduce(worse)
    rows.push({
      model,
      engine,
      kind: 'law',
      name: law.name,
      verdict,
      ...(error === undefined ? {} : { error }),
      ...(tolerance === undefined ? {} : { tolerance }),
      ...(at === undefined ? {} : { at }),
      ...(verdict === 'pass' ? {} : { reason: `${weights}: ${reason ?? law.statement}` }),
    })
  }
  return rows
}

/** All but the first weights get one case of so many. */
const partTried = 4

/** What speaks loudest: a failure, then an error; what was measured before what does not apply. */
const loudness = ['not applicable', 'inconclusive', 'pass', 'error', 'fail']

function worse<V extends Verdict>(a: V, b: V): V {
  const [x, y] = [loudness.indexOf(a.verdict), loudness.indexOf(b.verdict)]
  if (x !== y) return x > y ? a : b
  return partOf(b) > partOf(a) ? b : a
}

const partOf = ({ error, tolerance }: Verdict): number =>
  error === undefined || tolerance === undefined ? 0 : ratio({ error, tolerance })
