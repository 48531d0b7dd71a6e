import { commandOf } from './manifest-command.ts'
import type { Contract, ContractFunction } from './manifest-contract.ts'
import { type Field, type Fields, list, members, refusal, texts } from './manifest-json.ts'
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

/** What gives a subject's functions. */
export interface Implementation {
  /** Those that model files give; none where a program gives them. */
  readonly functions: Readonly<Record<string, ManifestFunction>>
  /** The words of a program, with real paths for files beside the manifest. */
  readonly command?: readonly string[]
}

/** What computes: model files, or a program. Throws a DataError where a manifest names neither, or both. */
export async function implementationOf(
  root: Field,
  { command, functions }: Fields,
  contract: Contract,
  folder: string,
): Promise<Implementation> {
  if (!command) return { functions: await functionsOf(root, functions, contract, folder) }
  if (functions)
    throw refusal(functions, 'a program names its functions itself; leave them out, or the command')
  return { functions: {}, command: await commandOf(folder, command) }
}

async function functionsOf(root: Field, field: Field | undefined, contract: Contract, folder: string) {
  const names = Object.keys(contract.functions)
  if (!field)
    throw refusal(root, `no functions; write "functions": { ... } with any of ${list(names)}, or "command"`)
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
