import { type Choices, type Formula, formulaNamed, type Settings } from '../formulas/index.ts'
import type { Contract } from './manifest-contract.ts'
import { type Field, type Fields, list, members, refusal, shown, text } from './manifest-json.ts'

/** Names under which a pair of constants may be given at once. */
const pairs: Readonly<Record<string, readonly [string, string]>> = {
  beta: ['beta1', 'beta2'],
  betas: ['beta1', 'beta2'],
}

/** The formula that a manifest of kind 'formula' names. */
export function formulaOf(root: Field): Formula {
  const { formula } = members(root)
  if (!formula) throw refusal(root, 'no formula; write "formula": the name of one, as "gaussian_kl"')
  try {
    return formulaNamed(text(formula, 'the name of a formula'))
  } catch (error) {
    if (error instanceof RangeError) throw refusal(formula, error.message)
    throw error
  }
}

/**
 * What a subject of that formula gives. A model may do without any input, for it may be wrong in just that; one under
 * another name is found by the input that is then left over.
 */
export function contractOf({ inputs, outputs }: Formula): Contract {
  const names = Object.keys(inputs)
  return {
    functions: { value: { inputs: names, optional: names, outputs: Object.keys(outputs) } },
    conventions: {},
    data: false,
  }
}

/** The keys of a manifest that a formula adds. */
export const formulaKeys = (formula: Formula): string[] => ['formula', 'parameters', ...settingNames(formula)]

const settingNames = ({ parameters, conventions }: Formula): string[] => [
  ...Object.keys(parameters),
  ...('beta1' in parameters ? Object.keys(pairs) : []),
  ...Object.keys(conventions),
]

/**
 * Parameters and conventions with what the manifest says of them: under `parameters`, under `conventions` or beside
 * `kind`. Throws a DataError for unknown names, values of another type, and what is given twice.
 */
export function settingsOf(fields: Fields, formula: Formula): Settings {
  const names = settingNames(formula)
  const places = [
    Object.fromEntries(names.flatMap((name) => (fields[name] ? [[name, fields[name]]] : []))),
    fields.parameters ? members(fields.parameters, names) : {},
    fields.conventions ? members(fields.conventions, names) : {},
  ]
  const declared: Record<string, Field> = {}
  for (const [name, field] of places.flatMap((place) => Object.entries(place).flatMap(unpaired))) {
    if (declared[name]) throw refusal(field, `${name} is given twice; keep one of them`)
    declared[name] = field
  }
  const constants = Object.entries(formula.parameters).map(([name, usual]) => [
    name,
    declared[name] ? numberOf(declared[name]) : usual,
  ])
  const choices = Object.entries(formula.conventions).map(([name, known]) => [
    name,
    declared[name] ? choiceOf(declared[name], known) : known[0],
  ])
  return Object.fromEntries([...constants, ...choices])
}

function unpaired([name, field]: [string, Field]): [string, Field][] {
  const both = pairs[name]
  if (!both) return [[name, field]]
  const { value } = field
  if (!Array.isArray(value) || value.length !== 2) {
    throw refusal(field, `expected two numbers, got ${shown(value)}; write [0.9, 0.999]`)
  }
  return both.map((single, i) => [single, { ...field, value: value[i] }])
}

function numberOf(field: Field): number {
  const { value } = field
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw refusal(field, `expected a number, got ${shown(value)}; write it without quotes`)
}

function choiceOf(field: Field, known: Choices): Choices[number] {
  const choice = known.find((one) => one === field.value)
  if (choice !== undefined) return choice
  throw refusal(field, `unknown value ${shown(field.value)}; use one of ${list(known)}`)
}
