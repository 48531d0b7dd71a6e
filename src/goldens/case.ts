import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../data/package-root.ts'
import { parseTensors } from '../data/read-tensors.ts'
import type { Value, Values } from '../engines/engine.ts'
import type { FormulaExample } from './formulas.ts'
import type { StatisticExample } from './statistics.ts'

/** A number that a tensor may depart by; `relative` goes with the tensor's largest cell. */
export interface Bound {
  readonly relative?: number
  readonly absolute?: number
}

export interface Example {
  readonly name: string
  readonly op: string
  readonly attributes: Readonly<Record<string, unknown>>
  readonly inputs: readonly string[]
  readonly differentiable: readonly string[]
  readonly second: boolean
  readonly output_measure?: 'element'
}

/** `case.json`: what a case is, who computed it, and how near one must come. The contract's names. */
export interface CaseDescription {
  readonly case: string
  readonly title: string
  readonly kind: string
  readonly model?: { readonly name: string; readonly options: Readonly<Record<string, number>> }
  readonly examples?: readonly Example[]
  readonly formulas?: readonly FormulaExample[]
  /** What the flags of examples mean. */
  readonly flags?: Readonly<Record<string, string>>
  readonly notes?: string | readonly string[]
  readonly statistics?: readonly StatisticExample[]
  readonly optimizer?: {
    readonly lr: number
    readonly beta1: number
    readonly beta2: number
    readonly eps: number
  }
  readonly files: Readonly<Record<string, string>>
  readonly onnx_names?: Readonly<Record<string, string>>
  readonly not_exported?: Readonly<Record<string, string>>
  readonly tolerance: Readonly<
    Record<'float64' | 'float32', Bound & { readonly after_steps?: Readonly<Record<string, Bound>> }>
  >
}

/** A folder of golden tensors. */
export interface GoldenCase {
  readonly folder: string
  readonly description: CaseDescription
  readonly weights: Values
  readonly inputs: Values
  readonly expected: Values
}

export const goldensFolder = (): string => join(packageRoot(), 'goldens')

/** The names of all cases. */
export const caseNames = (root = goldensFolder()): string[] =>
  readdirSync(root)
    .filter((name) => existsSync(join(root, name, 'case.json')))
    .sort()

/** Reads a case. Throws where a file is missing or not what its SHA-256 in case.json says. */
export function readCase(name: string, root = goldensFolder()): GoldenCase {
  const folder = join(root, name)
  const description: CaseDescription = JSON.parse(readFileSync(join(folder, 'case.json'), 'utf8'))
  for (const file of Object.keys(description.files)) caseFile(folder, description, file)
  const tensors = (file: string): Values =>
    Object.fromEntries(parseTensors(file, caseFile(folder, description, file)) as Map<string, Value>)
  return {
    folder,
    description,
    weights: tensors('weights.safetensors'),
    inputs: tensors('inputs.safetensors'),
    expected: tensors('expected.safetensors'),
  }
}

function caseFile(folder: string, { files }: CaseDescription, file: string): Uint8Array {
  const bytes = readFileSync(join(folder, file))
  const digest = createHash('sha256').update(bytes).digest('hex')
  if (digest !== files[file]) {
    throw new Error(
      `${join(folder, file)}: expected SHA-256 ${files[file]}, got ${digest}; restore it, or run npm run goldens`,
    )
  }
  return bytes
}
