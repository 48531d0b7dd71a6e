import { DataError } from '../../data/data-error.ts'
import type { Value, Values } from '../../engines/engine.ts'
import { type Field, members, refusal, shown, text } from '../manifest-json.ts'
import { fromWire, type WireTensor } from './tensors.ts'

/** What a program is told: one JSON object a line. The values that are expected of it are never sent. */
export type ProgramRequest =
  | { readonly cmd: 'start'; readonly version: 1 }
  | {
      readonly cmd: 'call'
      readonly seq: number
      readonly function: string
      readonly inputs: Readonly<Record<string, WireTensor>>
    }
  | { readonly cmd: 'stop' }

/** What it says to that. */
export type ProgramAnswer =
  | { readonly start: Field }
  | { readonly outputs: Values }
  | { readonly skipped: string }
  | { readonly error: string }

/** The answer that a line holds. Throws a DataError where it is none to this request. */
export function parseAnswer(line: string, to: ProgramRequest): ProgramAnswer {
  const root: Field = { file: 'its answer', path: '', value: parsed(line) }
  if (to.cmd !== 'call') return { start: root }
  const { seq, outputs, skipped, error } = members(root, ['seq', 'outputs', 'skipped', 'error'])
  if (seq?.value !== to.seq)
    throw refusal(root, `expected seq ${to.seq}, as it was asked, got ${shown(seq?.value)}`)
  const given = [outputs, skipped, error].filter((field) => field !== undefined)
  if (given.length !== 1) throw refusal(root, 'expected one of outputs, skipped and error')
  if (skipped) return { skipped: text(skipped, 'a reason') }
  if (error) return { error: text(error, 'what went wrong') }
  return { outputs: valuesOf(outputs) }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw new DataError(`${shown(line)} is no JSON`)
  }
}

const valuesOf = (outputs: Field): Values =>
  Object.fromEntries(
    Object.entries(members(outputs)).map(([name, field]): [string, Value] => [name, fromWire(field)]),
  )
