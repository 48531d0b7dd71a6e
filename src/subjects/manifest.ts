import { basename, dirname, resolve } from 'node:path'
import { readFileBytes } from '../data/read-file.ts'
import type { Formula } from '../formulas/index.ts'
import { type Conventions, type Kind, kinds } from '../models/model.ts'
import type { Shape } from '../ops/shape.ts'
import {
  type Between,
  type Choices,
  type Contract,
  type ContractFunction,
  contracts,
} from './manifest-contract.ts'
import { contractOf, formulaKeys, formulaOf, settingsOf } from './manifest-formula.ts'
import {
  type Field,
  type Fields,
  lengths,
  list,
  members,
  parseJson,
  refusal,
  shown,
  text,
  texts,
} from './manifest-json.ts'
import { pathInside } from './manifest-path.ts'

/** One function of a subject, as a model file gives it. */
export interface ManifestFunction {
  /** The model's real path. */
  readonly model: string
  /** The contract's names, and the model's own for them. */
  readonly inputs: Readonly<Record<string, string>>
  readonly outputs: Readonly<Record<string, string>>
  /** Those of the contract's inputs that the manifest does not name itself, and that the model may lack. */
  readonly optional: readonly string[]
  /** Those of the contract's outputs that the manifest names itself, and that the model must have therefore. */
  readonly promised: readonly string[]
  /** Of each group of the contract's outputs the model must have one. */
  readonly needs: readonly (readonly string[])[]
}

/** A subject.json, read and checked. Everything of the contract is there: conventions hold their defaults. */
export interface Manifest {
  /** Its own path, as it was given. */
  readonly path: string
  readonly kind: Kind
  readonly name: string
  readonly functions: Readonly<Record<string, ManifestFunction>>
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
 * for unknown keys and values, files that are missing or outside the manifest's folder, and what is not supported yet.
 */
export async function readManifest(path: string): Promise<Manifest> {
  const bytes = await readFileBytes(path, largestManifest)
  const root = parseJson(path, new TextDecoder().decode(bytes))
  const { kind, contract, formula } = kindOf(root)
  const known = [
    'touchstone',
    'kind',
    'name',
    'functions',
    'shapes',
    'conventions',
    ...(contract.data ? ['data'] : []),
    ...(formula ? formulaKeys(formula) : []),
  ]
  const fields = members(root, [...known, ...Object.keys(contract.conventions)])
  const folder = dirname(resolve(path))
  const functions = await functionsOf(root, fields.functions, contract, folder)
  return {
    path,
    kind,
    name: fields.name ? text(fields.name, "the subject's name") : basename(folder),
    functions,
    shapes: fields.shapes ? shapesOf(fields.shapes, contract) : {},
    conventions: formula ? settingsOf(fields, formula) : conventionsOf(root, fields, contract),
    ...(formula ? { formula: formula.name } : {}),
    ...(fields.data ? { data: await pathInside(folder, fields.data) } : {}),
  }
}

/** What decides how the rest is read. Only then are the other keys looked at, for they depend on it. */
function kindOf(root: Field): { kind: Kind; contract: Contract; formula?: Formula } {
  const { touchstone, kind, command } = members(root)
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
  if (command)
    throw refusal(command, 'a program as a subject is not supported yet; give the functions as ONNX files')
  if (name === 'formula') {
    const formula = formulaOf(root)
    return { kind: name, contract: contractOf(formula), formula }
  }
  return { kind: name, contract: contracts[name] }
}

async function functionsOf(root: Field, field: Field | undefined, contract: Contract, folder: string) {
  const names = Object.keys(contract.functions)
  if (!field) throw refusal(root, `no functions; write "functions": { ... } with any of ${list(names)}`)
  const given = Object.entries(members(field, names))
  if (given.length === 0) throw refusal(field, `there is none; give any of ${list(names)}`)
  const functions: Record<string, ManifestFunction> = {}
  for (const [name, member] of given) {
    functions[name] = await functionOf(member, contract.functions[name], folder)
  }
  return functions
}

async function functionOf(
  field: Field,
  signature: ContractFunction,
  folder: string,
): Promise<ManifestFunction> {
  const { model, inputs, outputs } = members(field, ['model', 'inputs', 'outputs'])
  if (!model) throw refusal(field, `no model; write "model": the path of an ONNX file`)
  const own = (names: Field | undefined, known: readonly string[]) =>
    names ? texts(names, known, "the model's own name") : {}
  const named = own(inputs, signature.inputs)
  const promised = own(outputs, signature.outputs)
  return {
    model: await pathInside(folder, model),
    inputs: { ...same(signature.inputs), ...named },
    outputs: { ...same(signature.outputs), ...promised },
    optional: (signature.optional ?? []).filter((input) => !(input in named)),
    promised: Object.keys(promised),
    needs: signature.needs ?? [signature.outputs.slice(0, 1)],
  }
}

/** A name left out is the same in both. */
const same = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, name]))

function shapesOf(field: Field, { functions }: Contract): Record<string, Shape> {
  const tensors = Object.entries(functions).flatMap(([name, { inputs }]) =>
    inputs.flatMap((input) => [input, `${name}.${input}`]),
  )
  return Object.fromEntries(
    Object.entries(members(field, [...new Set(tensors)])).map(([name, member]) => [name, lengths(member)]),
  )
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
