import { writeFileAtomically } from '../data/atomic-write.ts'
import { DataError } from '../data/data-error.ts'
import { readFileBytes } from '../data/read-file.ts'
import type { thisMachine } from '../report/this-machine.ts'
import {
  type Field,
  type Fields,
  members,
  parseJson,
  refusal,
  shown,
  text,
} from '../subjects/manifest-json.ts'
import type { Counters } from './counters.ts'
import type { Times } from './measure.ts'

/** What `touchstone bench --save` keeps, to compare with later. */
export interface Recording {
  /** What was timed: 'the suite', 'node mine.js', a subject's name. */
  readonly subject: string
  readonly machine: ReturnType<typeof thisMachine>
  readonly startedAt: string
  readonly times: Times
  readonly counters: Counters
}

const version = 1
const largestRecording = 2 ** 24

export const saveRecording = (path: string, recording: Recording): Promise<void> =>
  writeFileAtomically(path, `${JSON.stringify({ touchstone: version, ...recording }, null, 2)}\n`)

/** Reads what `saveRecording` wrote. Throws a DataError, one sentence, for anything else. */
export async function readRecording(path: string): Promise<Recording> {
  const bytes = await readFileBytes(path, largestRecording)
  const root = parseJson(path, new TextDecoder().decode(bytes), 'save the recording again')
  const fields = members(root)
  const made = fields.touchstone?.value
  if (typeof made === 'number' && made !== version && fields.times) {
    throw refusal(
      root,
      `is a recording of version ${made}, expected ${version}; save it again with this Touchstone`,
    )
  }
  if (made !== version || !fields.times || !fields.machine) {
    throw refusal(root, 'is no recording of touchstone bench; make one with touchstone bench --save')
  }
  const machine = members(fields.machine, ['node', 'cpu', 'cores'])
  return {
    subject: text(fields.subject ?? { ...root, path: 'subject' }, 'what was timed'),
    machine: {
      node: text(machine.node ?? fields.machine, 'the version of Node'),
      cpu: text(machine.cpu ?? fields.machine, 'the processor'),
      cores: numberOf(machine.cores ?? fields.machine),
    },
    startedAt: text(fields.startedAt ?? { ...root, path: 'startedAt' }, 'when it was timed'),
    times: eachOf(members(fields.times), timesOf),
    counters: fields.counters ? eachOf(members(fields.counters), numberOf) : {},
  }
}

const eachOf = <T>(fields: Fields, read: (field: Field) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, read(field)]))

function numberOf(field: Field): number {
  const { value } = field
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw refusal(field, `expected a number, got ${shown(value)}; save the recording again`)
}

function timesOf(field: Field): number[] {
  const { value } = field
  if (Array.isArray(value) && value.length > 0 && value.every((ms) => Number.isFinite(ms) && ms > 0))
    return value
  throw refusal(field, `expected milliseconds above 0, got ${shown(value)}; save the recording again`)
}

/** Throws where two runs have no benchmark in common: there is nothing to compare. */
export function checkCommon(base: Times, head: Times, path: string): void {
  if (Object.keys(base).some((name) => name in head)) return
  throw new DataError(
    `${path}: has none of the benchmarks that were timed (${Object.keys(head).slice(0, 3).join(', ')}, ...), ` +
      `but ${Object.keys(base).slice(0, 3).join(', ')}; save a recording of the same`,
  )
}
