import type { Precision, Values } from '../engines/engine.ts'
import { cells, value } from '../engines/value.ts'
import { defaultSettings, formulaNamed, type Settings } from '../formulas/index.ts'
import type { Subject } from './subject.ts'

export interface FormulaChoices {
  /** Those that differ from the defaults. */
  readonly settings?: Settings
  readonly precision?: Precision
}

/** The float64 truth of a formula as a subject; in float32 its outputs are rounded. */
export function formulaSubject(name: string, choices: FormulaChoices = {}): Subject {
  const formula = formulaNamed(name)
  const { precision = 'float64' } = choices
  const settings = { ...defaultSettings(formula), ...choices.settings }
  return {
    name,
    kind: 'formula',
    engine: 'plain float64',
    precision,
    functions: {
      value: { inputs: {}, outputs: Object.keys(formula.outputs), axes: openAxes(formula.inputs) },
    },
    conventions: settings,
    formula: name,
    batch: null,
    async call(_, inputs) {
      const outputs = formula.value(inputs, settings)
      return precision === 'float64' ? outputs : rounded(outputs)
    },
    dispose: async () => {},
  }
}

const openAxes = (inputs: Readonly<Record<string, object>>) =>
  Object.fromEntries(Object.keys(inputs).map((input) => [input, null]))

const rounded = (outputs: Values): Values =>
  Object.fromEntries(
    Object.entries(outputs).map(([name, of]) => [name, value(Float32Array.from(cells(of)), of.shape)]),
  )
