import { formulaNamed } from '../../formulas/index.ts'
import type { Kind } from '../../models/model.ts'
import { contracts } from '../manifest-contract.ts'
import { onnxName, portsOf } from './ports.ts'

/** What runs a subject: ONNX files, or a program. */
export type Means = 'onnx' | 'python' | 'typescript'

const commands: Readonly<Record<Exclude<Means, 'onnx'>, readonly string[]>> = {
  python: ['python3', 'subject.py'],
  typescript: ['tsx', 'subject.ts'],
}

/** A manifest to start from: every function of the kind, one file each, and every convention that has a default. */
export function starterManifest(kind: Kind, means: Means, formula?: string): object {
  const head = { touchstone: 1, kind, name: `my ${formula ?? kind}`, ...(formula ? { formula } : {}) }
  return { ...head, ...implementation(kind, means, formula), ...settings(kind, formula) }
}

function implementation(kind: Kind, means: Means, formula?: string): object {
  if (means !== 'onnx') return { command: commands[means] }
  const functions = portsOf(kind, formula).map(({ name, inputs, outputs }) => {
    const renamed = outputs.filter((output) => onnxName(output, inputs) !== output)
    const map = Object.fromEntries(renamed.map((output) => [output, onnxName(output, inputs)]))
    return [name, { model: `${name}.onnx`, ...(renamed.length > 0 ? { outputs: map } : {}) }]
  })
  return { functions: Object.fromEntries(functions) }
}

function settings(kind: Kind, formula?: string): object {
  if (kind === 'formula') {
    const { parameters, conventions } = formulaNamed(formula ?? '')
    return { parameters, conventions: defaultsOf(conventions) }
  }
  const { conventions } = contracts[kind]
  const chosen = Object.entries(conventions).flatMap(([name, known]) =>
    'above' in known ? [] : [[name, known] as const],
  )
  // A Gaussian decoder of which only the mean is given has a sigma: any number is a start.
  return {
    conventions: { ...defaultsOf(Object.fromEntries(chosen)), ...(kind === 'vae' ? { sigma_x: 1 } : {}) },
  }
}

const defaultsOf = (choices: Readonly<Record<string, readonly unknown[]>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(choices).map(([name, [first]]) => [name, first]))
