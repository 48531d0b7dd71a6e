import { formulaNamed } from '../../formulas/index.ts'
import type { Kind } from '../../models/model.ts'
import { contractWords } from '../contract-words.ts'
import { type Between, type Choices, contracts } from '../manifest-contract.ts'

/** What a manifest of this kind may say, in words: functions with shapes, conventions with choices. */
export function explanation(kind: Kind, formula?: string): string {
  if (kind === 'formula') return formulaExplanation(formula ?? '')
  const { title, functions, conventions } = contractWords[kind]
  const choices = contracts[kind].conventions
  return [
    `${kind}: ${title}. N is the batch, which comes first.`,
    '',
    'Functions; leave out those that you do not have:',
    ...table(Object.entries(functions)),
    '',
    'Conventions; the first choice holds where nothing is declared:',
    ...table(
      Object.entries(choices).map(([name, known]) => [name, `${showChoices(known)}: ${conventions[name]}`]),
    ),
  ].join('\n')
}

function formulaExplanation(name: string): string {
  const { statement, source, inputs, outputs, parameters, conventions } = formulaNamed(name)
  const shape = (axes: readonly string[]) => `[${axes.join(', ')}]`
  const settings = [
    ...Object.entries(parameters).map(([each, usual]) => [each, String(usual)] as const),
    ...Object.entries(conventions).map(([each, choices]) => [each, choices.join(' or ')] as const),
  ]
  return [
    `${name}: ${statement} (${source})`,
    '',
    'Inputs and outputs of its one function, value; [] is a scalar:',
    ...table(Object.entries(inputs).map(([each, { axes }]) => [each, shape(axes)])),
    ...table(Object.entries(outputs).map(([each, axes]) => [`-> ${each}`, shape(axes)])),
    ...(settings.length > 0
      ? ['', 'Parameters and conventions, with their defaults:', ...table(settings)]
      : []),
  ].join('\n')
}

const showChoices = (known: Choices | Between): string =>
  'above' in known
    ? `a number${Number.isFinite(known.above) ? ` above ${known.above}` : ''}`
    : known.join(' or ')

function table(entries: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...entries.map(([name]) => name.length))
  return entries.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`)
}
