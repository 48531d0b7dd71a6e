import type { Value, Values } from '../engines/engine.ts'
import { defaultSettings, formulaNamed, type Settings } from '../formulas/index.ts'
import type { GoldenCase } from './case.ts'
import { boundOf, type Departure, departure } from './departure.ts'

/** One set of inputs of a formula; `invalid` names an output of which a wrong value is kept, too. */
export interface FormulaExample {
  readonly name: string
  readonly formula: string
  readonly settings: Settings
  readonly flags: readonly string[]
  readonly invalid?: { readonly output: string; readonly note: string }
}

/** How far our float64 value of a formula is from the golden one, output by output. */
export function formulaDepartures(golden: GoldenCase, example: FormulaExample): Departure[] {
  const right = outputsOf(golden, example)
  return Object.entries(right).map(([output, got]) =>
    departureOf(golden, example, output, got, golden.expected[`${example.name}/${output}`]),
  )
}

/** How far the kept wrong value is from our right one. It must be farther than a right one may be. */
export function invalidDeparture(golden: GoldenCase, example: FormulaExample): Departure | undefined {
  const { invalid } = example
  if (!invalid) return undefined
  const wrong = golden.expected[`${example.name}/invalid.${invalid.output}`]
  return departureOf(golden, example, invalid.output, wrong, outputsOf(golden, example)[invalid.output])
}

/** Our outputs, of the components of a principal component analysis those with the golden's signs. */
function outputsOf(golden: GoldenCase, example: FormulaExample): Values {
  const formula = formulaNamed(example.formula)
  const prefix = `${example.name}/`
  const own = (tensors: Values) =>
    Object.fromEntries(
      Object.entries(tensors).flatMap(([name, tensor]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), tensor]] : [],
      ),
    )
  const right = formula.value(own(golden.inputs), { ...defaultSettings(formula), ...example.settings })
  return formula.align?.(right, own(golden.expected)) ?? right
}

function departureOf(
  { description }: GoldenCase,
  { name }: FormulaExample,
  output: string,
  got: Value,
  expected: Value,
): Departure {
  const tensor = `${name}/${output}`
  return departure(tensor, got, expected, boundOf(description, { precision: 'float64' }, tensor), 'tensor')
}
