import type { Outcome } from '../../laws/law.ts'
import { ratio } from '../../laws/measure.ts'
import { elsewhere } from '../../laws/share.ts'
import { refuse, type SubjectDocument, type WrittenVerdict } from './documents.ts'

/**
 * Documents of one subject on one engine as one: all shards of a run, each once, or the whole run. Throws a DataError for
 * shards that are of different runs, are given twice, or are missing.
 */
export function joined(documents: readonly SubjectDocument[]): Omit<SubjectDocument, 'shard'> {
  const [first, ...others] = documents
  for (const other of others) checkSameRun(first, other)
  const { shard, ...whole } = first
  if (!shard)
    return others.length === 0
      ? whole
      : refuse(others[0].file, `is of the same subject as ${first.file}; give it once`)
  checkComplete(documents, shard.of)
  const verdicts = first.verdicts.map(({ law }) =>
    joinedVerdict(documents.flatMap((each) => each.verdicts.filter((one) => one.law === law))),
  )
  return { ...whole, verdicts }
}

function checkSameRun(a: SubjectDocument, b: SubjectDocument): void {
  const facts = (of: SubjectDocument): Readonly<Record<string, unknown>> => ({
    kind: of.kind,
    'digest of the subject': of.digest,
    seed: of.seed,
    'choice of laws': of.laws,
    'number of cases': [of.runs, of.effort],
    'number of shards': of.shard?.of,
    'list of verdicts': of.verdicts.map(({ law }) => law),
  })
  const [left, right] = [facts(a), facts(b)]
  const different = Object.keys(left).find(
    (name) => JSON.stringify(left[name]) !== JSON.stringify(right[name]),
  )
  if (different)
    refuse(b.file, `does not belong with ${a.file}: another ${different}; give the shards of one run`)
}

function checkComplete(documents: readonly SubjectDocument[], of: number): void {
  const seen = new Map<number, string>()
  for (const { file, shard } of documents) {
    const index = shard?.index ?? 0
    const before = seen.get(index)
    if (before !== undefined) refuse(file, `is shard ${index}/${of}, and so is ${before}; give each once`)
    seen.set(index, file)
  }
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((index) => !seen.has(index))
  if (missing.length === 0) return
  const names = missing.map((index) => `${index}/${of}`).join(', ')
  refuse(documents[0].file, `of ${documents[0].subject} the shards ${names} are missing; give all of them`)
}

/** What says most comes first: a failure is knowledge, an error the want of it, and any pass outdoes silence. */
const order: readonly Outcome[] = ['fail', 'error', 'pass', 'inconclusive', 'not applicable']

/** The verdict of the whole: the worst of those that say most. */
function joinedVerdict(verdicts: readonly WrittenVerdict[]): WrittenVerdict {
  const rank = Math.min(...verdicts.map(({ verdict }) => order.indexOf(verdict)))
  const alike = verdicts.filter(({ verdict }) => order.indexOf(verdict) === rank)
  const own = alike.filter(({ reason }) => reason !== elsewhere)
  const telling = own.length > 0 ? own : alike
  return telling.reduce((worst, each) => (ratioOf(each) > ratioOf(worst) ? each : worst))
}

const ratioOf = ({ error, tolerance }: WrittenVerdict): number =>
  error === undefined || tolerance === undefined ? 0 : ratio({ error, tolerance })
