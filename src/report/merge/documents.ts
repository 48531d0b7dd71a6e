import { DataError } from '../../data/data-error.ts'
import { readFileBytes } from '../../data/read-file.ts'
import { type Outcome, outcomes } from '../../laws/law.ts'
import { type Kind, kinds } from '../../models/model.ts'
import type { Row } from '../row.ts'

/** A verdict as a document has it. */
export interface WrittenVerdict {
  readonly law: string
  readonly verdict: Outcome
  readonly error?: number
  readonly tolerance?: number
  readonly replay: string
  readonly reason?: string
  readonly diagnosis?: string
  readonly at?: unknown
}

/** What `touchstone check --json` wrote. */
export interface SubjectDocument {
  readonly file: string
  readonly subject: string
  readonly kind: Kind
  readonly seed: number
  readonly engine: string
  readonly digest?: string
  readonly laws?: readonly string[]
  readonly runs?: number
  readonly effort?: number
  /** From 1. */
  readonly shard?: { readonly index: number; readonly of: number }
  readonly verdicts: readonly WrittenVerdict[]
  /** What limits the verdicts. */
  readonly notes?: readonly string[]
}

/** What `touchstone verify --json` wrote. */
export interface RunDocument {
  readonly file: string
  readonly seed: number
  readonly rows: readonly Row[]
}

type Members = Readonly<Record<string, unknown>>

/** The longest report that is read, in bytes. */
const largest = 2 ** 28

/** Reads a report that check or verify wrote. Throws a DataError, one sentence, for anything else. */
export async function readReport(file: string): Promise<SubjectDocument | RunDocument> {
  const root = parsed(file, new TextDecoder().decode(await readFileBytes(file, largest)))
  if (root.touchstone !== 1) refuse(file, 'not a report of touchstone, version 1; give what --json wrote')
  const seed = isWhole(root.seed) ? root.seed : refuse(file, 'has no seed; write it again with --json')
  if (Array.isArray(root.verdicts)) return { file, seed, ...subjectOf(file, root) }
  if (Array.isArray(root.rows)) return { file, seed, rows: root.rows.map((row) => rowOf(file, row)) }
  return refuse(file, 'holds neither verdicts nor rows; give what check --json or verify --json wrote')
}

function parsed(file: string, text: string): Members {
  try {
    return membersOf(file, JSON.parse(text))
  } catch (cause) {
    if (cause instanceof DataError) throw cause
    throw new DataError(`${file}: not JSON; give what --json wrote`, { cause })
  }
}

function subjectOf(file: string, root: Members): Omit<SubjectDocument, 'file' | 'seed'> {
  const { kind, engine, digest, laws, runs, effort, shard, verdicts, notes } = root
  const known = kinds.find((one) => one === kind)
  if (!known) refuse(file, `unknown kind ${JSON.stringify(kind)}; write it again with --json`)
  return {
    subject: textOf(file, root, 'subject'),
    kind: known as Kind,
    engine: typeof engine === 'string' ? engine : 'unknown',
    ...(typeof digest === 'string' ? { digest } : {}),
    ...(Array.isArray(laws) ? { laws: laws.map(String) } : {}),
    ...(typeof runs === 'number' ? { runs } : {}),
    ...(typeof effort === 'number' ? { effort } : {}),
    ...(shard === undefined ? {} : { shard: shardOf(file, shard) }),
    ...(Array.isArray(notes) ? { notes: notes.map(String) } : {}),
    verdicts: (verdicts as unknown[]).map((verdict) => verdictOf(file, verdict)),
  }
}

function shardOf(file: string, shard: unknown): { index: number; of: number } {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(String(shard))?.map(Number) ?? []
  if (index && of && index <= of) return { index, of }
  return refuse(file, `shard: expected a part and their number, as "2/3", got ${JSON.stringify(shard)}`)
}

function verdictOf(file: string, given: unknown): WrittenVerdict {
  const members = membersOf(file, given)
  const replay = String(members.replay ?? '')
  return { law: textOf(file, members, 'law'), ...measured(file, members), replay }
}

function rowOf(file: string, given: unknown): Row {
  const members = membersOf(file, given)
  const kind = (['golden', 'law', 'study'] as const).find((one) => one === members.kind)
  const [model, engine, name] = ['model', 'engine', 'name'].map((key) => textOf(file, members, key))
  const replay = typeof members.replay === 'string' ? { replay: members.replay } : {}
  if (!kind) return refuse(file, `a row of ${name} has no kind; write it again with --json`)
  return { model, engine, kind, name, ...replay, ...measured(file, members) }
}

/** What verdicts and rows have in common. */
function measured(file: string, { verdict, error, tolerance, at, reason, diagnosis }: Members) {
  const outcome = outcomes.find((one) => one === verdict)
  if (!outcome) return refuse(file, `unknown verdict ${JSON.stringify(verdict)}; write it again with --json`)
  return {
    verdict: outcome,
    ...(error === undefined ? {} : { error: numberOf(error) }),
    ...(tolerance === undefined ? {} : { tolerance: numberOf(tolerance) }),
    ...(at === undefined ? {} : { at }),
    ...(typeof reason === 'string' ? { reason } : {}),
    ...(typeof diagnosis === 'string' ? { diagnosis } : {}),
  }
}

/** NaN and the infinities were written as strings. What is no number never passes. */
const numberOf = (written: unknown): number =>
  typeof written === 'number' || typeof written === 'string' ? Number(written) : Number.NaN

const isWhole = (of: unknown): of is number => Number.isSafeInteger(of)

function textOf(file: string, members: Members, key: string): string {
  const found = members[key]
  return typeof found === 'string' && found !== ''
    ? found
    : refuse(file, `${key} is missing; write it again with --json`)
}

function membersOf(file: string, value: unknown): Members {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Members
  return refuse(file, 'not a report of touchstone; give what --json wrote')
}

export function refuse(file: string, problem: string): never {
  throw new DataError(`${file}: ${problem}`)
}
