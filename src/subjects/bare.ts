import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { DataError } from '../data/data-error.ts'
import { readFileBytes } from '../data/read-file.ts'
import { formulaNamed } from '../formulas/index.ts'
import type { Conventions, Kind } from '../models/model.ts'
import { decode } from '../onnx/decode.ts'
import type { Model } from '../onnx/model.ts'
import { type Manifest, manifestOf } from './manifest.ts'
import { type Contract, type ContractFunction, contracts } from './manifest-contract.ts'
import { contractOf } from './manifest-formula.ts'
import { list } from './manifest-json.ts'

/** What a manifest would say, of models that have none. */
export interface Bare {
  readonly kind: Kind
  /** Which one, of kind 'formula'. */
  readonly formula?: string
  /** Conventions that differ from the defaults. */
  readonly declared?: Conventions
}

/** The names of a model's inputs and outputs. */
interface Ports {
  readonly file: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

/** Bytes of a file that is looked into here, and not in the process in which models run. A larger one needs a manifest. */
const largestModel = 2 ** 28

const instead = 'give a subject.json (touchstone init writes one)'

/**
 * The manifest of one model, or of a folder of models, whose inputs and outputs have the contract's names. A file named
 * after a function gives that one; and any file gives each function that it has the outputs of, and takes the inputs of.
 * Throws a DataError where no function is found, or where two may be meant.
 */
export async function bareManifest(path: string, { kind, formula, declared }: Bare): Promise<Manifest> {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() ?? false
  const folder = resolve(isFolder ? path : dirname(path))
  const files = isFolder ? await modelsIn(path) : [basename(path)]
  const { functions } = contractFor(kind, formula)
  const models = await Promise.all(files.map((file) => portsOf(folder, file)))
  const found = Object.keys(functions).flatMap((name) => {
    const file = fileOf(path, name, functions, models)
    return file === undefined ? [] : [[name, { model: file }]]
  })
  if (found.length === 0) {
    throw new DataError(
      `${path}: no function of kind ${kind} has these inputs and outputs: ${models.map(showPorts).join('; ')}; expected ` +
        `${Object.entries(functions).map(showFunction).join(', ')}; name them so, or ${instead}`,
    )
  }
  const value = {
    touchstone: 1,
    kind,
    name: basename(resolve(path)),
    functions: Object.fromEntries(found),
    ...(formula ? { formula } : {}),
    ...(declared ? { conventions: declared } : {}),
  }
  return manifestOf({ file: path, path: '', value }, folder)
}

async function modelsIn(folder: string): Promise<string[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.onnx')).sort()
  if (files.length === 0)
    throw new DataError(`${folder}: holds neither a subject.json nor an .onnx file; ${instead}`)
  return files
}

function contractFor(kind: Kind, formula: string | undefined): Contract {
  if (kind !== 'formula') return contracts[kind]
  if (formula === undefined)
    throw new DataError('--kind formula: which one? give --formula, as --formula gaussian_kl')
  return contractOf(formulaNamed(formula))
}

async function portsOf(folder: string, file: string): Promise<Ports> {
  const { graph } = modelOf(file, await readFileBytes(join(folder, file), largestModel))
  const constants = new Set(graph.initializers.map(({ name }) => name))
  return {
    file,
    inputs: graph.inputs.map(({ name }) => name).filter((name) => !constants.has(name)),
    outputs: graph.outputs.map(({ name }) => name),
  }
}

function modelOf(file: string, bytes: Uint8Array): Model {
  try {
    return decode(bytes)
  } catch (cause) {
    throw new DataError(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

/** The file that gives a function: the one of its name, or else the only one that can. */
function fileOf(
  path: string,
  name: string,
  functions: Contract['functions'],
  models: readonly Ports[],
): string | undefined {
  const named = models.find(({ file }) => file === `${name}.onnx`)
  if (named) return named.file
  const rivals = Object.keys(functions).filter((other) => isAlike(functions[other], functions[name]))
  const able = models.filter(
    (ports) => gives(functions[name], ports) && !rivals.some((other) => ports.file === `${other}.onnx`),
  )
  if (able.length === 0) return undefined
  const [{ file }] = able
  const meant = rivals.filter((other) => gives(functions[other], able[0]))
  if (able.length === 1 && meant.length === 1) return file
  const files = able.map((ports) => ports.file)
  const problem = able.length > 1 ? `${list(files)} may each be ${name}` : `${file} may be ${list(meant)}`
  throw new DataError(`${path}: ${problem}; name the file after the function, as ${name}.onnx, or ${instead}`)
}

/** Whether nothing but their names tells two functions apart: those of a translator, x -> y. */
const isAlike = (a: ContractFunction, b: ContractFunction): boolean =>
  required(a).join() === required(b).join() && a.outputs.join() === b.outputs.join()

const required = ({ inputs, optional = [] }: ContractFunction): string[] =>
  inputs.filter((input) => !optional.includes(input))

const gives = (of: ContractFunction, { inputs, outputs }: Ports): boolean =>
  inputs.every((input) => of.inputs.includes(input)) &&
  required(of).every((input) => inputs.includes(input)) &&
  (of.needs ?? [of.outputs.slice(0, 1)]).every((group) => group.some((output) => outputs.includes(output)))

const showPorts = ({ file, inputs, outputs }: Ports): string =>
  `${file} ${inputs.slice(0, 8).join(', ')} -> ${outputs.slice(0, 8).join(', ')}`

const showFunction = ([name, { inputs, outputs }]: [string, ContractFunction]): string =>
  `${name} ${inputs.join(', ')} -> ${outputs.join(', ')}`
