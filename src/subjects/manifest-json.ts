import { closestName } from '../data/closest-name.ts'
import { DataError, quote } from '../data/data-error.ts'
import { repeatedKey } from '../data/json-keys.ts'

/** A JSON value, and where it stands: the manifest's path and the field's, for messages. */
export interface Field {
  readonly file: string
  /** 'functions.encode.model'; empty for the whole. */
  readonly path: string
  readonly value: unknown
}

export type Fields = Readonly<Record<string, Field>>

/** The sentence that refuses a manifest: the field, what is wrong with it, and the cure. */
export const refusal = ({ file, path }: Field, problem: string): DataError =>
  new DataError(`${file}: ${path ? `${path}: ` : ''}${problem}`)

/** The text of a file as a field. Throws a DataError, which ends in the cure, where it is no JSON or gives a key twice. */
export function parseJson(file: string, text: string, cure = 'write the manifest as one JSON object'): Field {
  const root = { file, path: '' }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new DataError(`${file}: not JSON (${reason}); ${cure}`, { cause })
  }
  const twice = repeatedKey(text)
  if (twice !== undefined) {
    throw refusal({ ...root, value }, `the key ${quote(twice)} is given twice; keep one of them`)
  }
  return { ...root, value }
}

/** The members of an object. Throws where it is none, or has a member of a name that is not among the known ones. */
export function members(field: Field, known?: readonly string[]): Fields {
  const { file, path, value } = field
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refusal(field, `expected an object, got ${shown(value)}; write { ... }`)
  }
  const unknown = known && Object.keys(value).find((name) => !known.includes(name))
  if (known && unknown !== undefined) {
    const near = closestName(unknown, known)
    const cure = near ? `did you mean ${quote(near)}?` : `use ${list(known)}, or leave it out`
    throw refusal(field, `unknown key ${quote(unknown)}; ${cure}`)
  }
  const inner = (name: string) => (path ? `${path}.${name}` : name)
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, { file, path: inner(name), value: member }]),
  )
}

/** A text that is not empty. */
export function text(field: Field, what: string): string {
  if (typeof field.value === 'string' && field.value.trim() !== '') return field.value
  throw refusal(field, `expected ${what}, got ${shown(field.value)}; write it in double quotes`)
}

/** An object of texts. */
export const texts = (field: Field, known: readonly string[], what: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(members(field, known)).map(([name, member]) => [name, text(member, what)]),
  )

/** A list of whole numbers from 1. */
export function lengths(field: Field): number[] {
  const { value } = field
  const isLength = (length: unknown) =>
    typeof length === 'number' && Number.isSafeInteger(length) && length > 0
  if (Array.isArray(value) && value.every(isLength)) return value
  throw refusal(
    field,
    `expected the shape of one sample as whole numbers from 1, got ${shown(value)}; write it as [1, 28, 28]`,
  )
}

/** A value out of a manifest, short enough for a message. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  const written = writtenAs(value)
  return written.length > 60 ? `${written.slice(0, 57)}...` : written
}

/** What nests without end can be read, and not be written. */
function writtenAs(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch {
    return Array.isArray(value) ? '[[[...' : '{...'
  }
}

export const list = (names: readonly unknown[]): string =>
  names.map((name) => JSON.stringify(name)).join(', ')
