import { formulaNamed } from '../../formulas/index.ts'
import type { Kind } from '../../models/model.ts'
import { contracts } from '../manifest-contract.ts'

/** A function as recipes write it. */
export interface Port {
  readonly name: string
  readonly inputs: readonly string[]
  /** Of every input, batch first, in words: 'N, D'. Empty for a scalar. */
  readonly shapes: readonly string[]
  /** Those that everybody gives. */
  readonly outputs: readonly string[]
}

/** The functions of a kind. Inputs and outputs that not everybody has are left to the reader. */
export const portsOf = (kind: Kind, formula?: string): Port[] =>
  kind === 'formula' ? [formulaPort(formula ?? '')] : functionPorts(kind)

function formulaPort(name: string): Port {
  const { inputs, outputs } = formulaNamed(name)
  const axis = (symbol: string) => {
    if (symbol === '...') return 'D'
    if (symbol === 'D-d') return 'D - D // 2'
    return symbol.startsWith('2') ? `2 * ${symbol.slice(1)}` : symbol
  }
  return {
    name: 'value',
    inputs: Object.keys(inputs),
    shapes: Object.values(inputs).map(({ axes }) => axes.map(axis).join(', ')),
    outputs: Object.keys(outputs),
  }
}

function functionPorts(kind: Exclude<Kind, 'formula'>): Port[] {
  return Object.entries(contracts[kind].functions).map(
    ([name, { inputs, optional = [], outputs, needs }]) => {
      const usual = inputs.filter((input) => input === 'noise' || !optional.includes(input))
      return {
        name,
        inputs: usual,
        shapes: usual.map((input) => shapeOf(kind, name, input)),
        outputs: needs && name === 'decode' ? needs[0].slice(0, 1) : outputs,
      }
    },
  )
}

function shapeOf(kind: Kind, name: string, input: string): string {
  if (isNumber(name, input)) return 'N'
  if (`${name}.${input}` === 'iwae.eps') return 'N, K, Z'
  if (name === 'action') return 'N, L, L'
  return isLatent(kind, input) ? 'N, Z' : 'N, D'
}

const isLatent = (kind: Kind, input: string): boolean =>
  kind === 'vae' ? input !== 'x' : input === 'z' && ['autoencoder', 'gan', 'wgan'].includes(kind)

/** Scores, and what else is one number a sample. */
const isNumber = (name: string, input: string): boolean =>
  ['discriminator_loss', 'critic_loss', 'generator_loss', 'accept'].includes(name) || input === 'alpha'

/** What an ONNX file calls an output, which can't have an input's name there. */
export const onnxName = (output: string, inputs: readonly string[]): string =>
  inputs.includes(output) ? `${output}_out` : output
