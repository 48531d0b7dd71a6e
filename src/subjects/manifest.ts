import { basename, dirname, resolve } from 'node:path'
import { readFileBytes } from '../data/read-file.ts'
import type { Formula } from '../formulas/index.ts'
import { type Conventions, type Kind, kinds } from '../models/model.ts'
import type { Shape } from '../ops/shape.ts'
import { type Between, type Choices, type Contract, contracts } from './manifest-contract.ts'
import { contractOf, formulaKeys, formulaOf, settingsOf } from './manifest-formula.ts'
import { type Implementation, implementationOf } from './manifest-functions.ts'
import { type Field, type Fields, list, members, parseJson, refusal, shown, text } from './manifest-json.ts'
import { pathInside } from './manifest-path.ts'
import { shapesOf } from './manifest-shapes.ts'

/** A subject.json, read and checked. Everything of the contract is there: conventions hold their defaults. */
export interface Manifest extends Implementation {
  /** Its own path, as it was given. */
  readonly path: string
  readonly kind: Kind
  readonly name: string
  /** Of one sample, by the contract's name of the tensor; 'iwae.eps' where functions differ in it. */
  readonly shapes: Readonly<Record<string, Shape>>
  readonly conventions: Conventions
  /** Which formula, for the kind 'formula'; its settings are the conventions. */
  readonly formula?: string
  /** The real path of the training data. */
  readonly data?: string
}

/** The version of the contract. */
const version = 1
const largestManifest = 2 ** 20

/**
 * Reads a manifest of the contract, "touchstone": 1. Throws a DataError, one sentence with the field and the cure,
 * for unknown keys and values, and files that are missing or outside the manifest's folder.
 */
export async function readManifest(path: string): Promise<Manifest> {
  const bytes = await readFileBytes(path, largestManifest)
  return manifestOf(parseJson(path, new TextDecoder().decode(bytes)), dirname(resolve(path)))
}

/** A manifest that has been parsed, whose files lie in a folder. */
export async function manifestOf(root: Field, folder: string): Promise<Manifest> {
  const { kind, contract, formula } = kindOf(root)
  const known = [
    'touchstone',
    'kind',
    'name',
    'functions',
    'command',
    'shapes',
    'conventions',
    ...(contract.data ? ['data'] : []),
    ...(formula ? formulaKeys(formula) : []),
  ]
  const fields = members(root, [...known, ...Object.keys(contract.conventions)])
  return {
    path: root.file,
    kind,
    name: fields.name ? nameOf(fields.name) : basename(folder),
    ...(await implementationOf(root, fields, contract, folder)),
    shapes: fields.shapes ? shapesOf(fields.shapes, contract) : {},
    conventions: formula ? settingsOf(fields, formula) : conventionsOf(root, fields, contract),
    ...(formula ? { formula: formula.name } : {}),
    ...(fields.data ? { data: await pathInside(folder, fields.data) } : {}),
  }
}

/** It is printed: nothing in it may steer a terminal. */
function nameOf(field: Field): string {
  const name = text(field, "the subject's name")
  if (/\p{Cc}/u.test(name)) throw refusal(field, `${shown(name)} holds control characters; leave them out`)
  return name
}

/** What decides how the rest is read. Only then are the other keys looked at, for they depend on it. */
function kindOf(root: Field): { kind: Kind; contract: Contract; formula?: Formula } {
  const { touchstone, kind } = members(root)
  if (touchstone?.value !== version) {
    throw refusal(
      root,
      `touchstone: expected ${version}, the version of the contract, got ${shown(touchstone?.value)}; ` +
        `write "touchstone": ${version}`,
    )
  }
  if (!kind) throw refusal(root, `no kind; write "kind": one of ${list(kinds)}`)
  const name = text(kind, 'a kind') as Kind
  if (!kinds.includes(name)) throw refusal(kind, `unknown kind ${shown(name)}; use one of ${list(kinds)}`)
  if (name === 'formula') {
    const formula = formulaOf(root)
    return { kind: name, contract: contractOf(formula), formula }
  }
  return { kind: name, contract: contracts[name] }
}

/** Conventions stand under `conventions` or beside `kind`; an undeclared choice takes its default. */
function conventionsOf(root: Field, fields: Fields, { conventions }: Contract): Conventions {
  const grouped = fields.conventions ? members(fields.conventions, Object.keys(conventions)) : {}
  const found = Object.entries(conventions).map(([name, known]) => {
    const [above, below] = [fields[name], grouped[name]]
    if (above && below)
      throw refusal(root, `${name} is given twice, also under conventions; keep one of them`)
    return [name, conventionOf(above ?? below, known)] as const
  })
  return Object.fromEntries(
    found.flatMap(([name, declared]) => (declared === undefined ? [] : [[name, declared]])),
  )
}

function conventionOf(declared: Field | undefined, known: Choices | Between) {
  if ('above' in known) return declared && numberBetween(declared, known)
  if (!declared) return known[0]
  const choice = known.find((one) => one === declared.value)
  if (choice !== undefined) return choice
  throw refusal(declared, `unknown value ${shown(declared.value)}; use one of ${list(known)}`)
}

function numberBetween(field: Field, { above, below }: Between): number {
  const { value } = field
  if (typeof value === 'number' && value > above && value < below) return value
  const upper = Number.isFinite(below) ? ` and below ${below}` : ''
  throw refusal(
    field,
    `expected a number above ${above}${upper}, got ${shown(value)}; write it without quotes`,
  )
}
