import type { Outcome } from '../../src/laws/index.ts'
import { knownConventions } from '../catalogue/known-bugs.ts'
import type { Coverage } from './faults.ts'
import { killsOf, type Line, type Matrix, type MutantLine } from './matrix.ts'

/** One character an outcome: what is rejected stands out. */
const marks: Readonly<Record<Outcome, string>> = {
  fail: 'X',
  pass: '·',
  'not applicable': ' ',
  inconclusive: '?',
  error: '!',
}

const letters = 'abcdefghijklmnopqrstuvwxyz'
const nameWidth = 72

/** A family's mutants by its laws, its right ones, and what each law did. */
export function renderMatrix(matrix: Matrix): string {
  const { family, laws, mutants, rights } = matrix
  const head = laws.map((_, i) => letters[i]).join(' ')
  const count = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`
  return [
    `${family}: ${count(mutants.length, 'mutant')}, ${count(rights.length, 'right one')}, ${count(laws.length, 'law')}`,
    '',
    ...(mutants.length > 0 ? [`${cell('mutant')} ${head}  natures`] : []),
    ...mutants.map((line) => `${lineOf(matrix, line)}  ${line.natures.length}${markOf(line)}`),
    ...(rights.length > 0 ? ['', `${cell('right, or an equivalent convention')} ${head}`] : []),
    ...rights.map((line) => lineOf(matrix, line)),
    '',
    ...laws.map(({ name, nature }, i) =>
      `  ${letters[i]} ${name.padEnd(34)} ${nature.padEnd(13)} rejects ${killsOf(matrix, name)}`.trimEnd(),
    ),
    '',
  ].join('\n')
}

const markOf = ({ alone }: MutantLine): string => (alone === undefined ? '' : ` (${alone})`)

const lineOf = ({ laws }: Matrix, { name, outcomes }: Line): string =>
  `${cell(name)} ${laws.map((law) => marks[outcomes[law.name] ?? 'not applicable']).join(' ')}`

const cell = (text: string, width = nameWidth): string =>
  (text.length > width ? `${text.slice(0, width - 1)}…` : text).padEnd(width)

/** Every known bug: its mutants and the laws that reject them, or where else it is tested. */
export function renderCoverage(coverage: readonly Coverage[]): string {
  const rows = coverage.flatMap(({ number, family, bug, source, mutants, elsewhere }) => [
    `${String(number).padStart(4)}  ${bug} (${family}; ${source})`,
    ...mutants.map((mutant) => `        ${mutant.family}: ${mutant.name} -> ${mutant.killedBy.join(', ')}`),
    ...(elsewhere === undefined
      ? []
      : [`        ${mutants.length > 0 ? 'not shown' : 'no mutant'}: ${elsewhere}`]),
  ])
  return ['known bugs, their mutants, and the laws that reject these', '', ...rows, ''].join('\n')
}

/** What was reported as a bug and is none, and the right ones that have it. */
export function renderConventions(): string {
  const rows = knownConventions.flatMap(({ convention, source, rights, elsewhere }) => [
    `  ${convention} (${source})`,
    ...rights.map(([family, name]) => `        ${family}: ${name}`),
    ...(elsewhere === undefined ? [] : [`        not shown: ${elsewhere}`]),
  ])
  return ['reported as bugs, and right: no law rejects them', '', ...rows, ''].join('\n')
}

/** Totals in a few lines. */
export function renderSummary(matrices: readonly Matrix[], faults: readonly string[]): string {
  const sum = (of: (matrix: Matrix) => number) => matrices.reduce((total, matrix) => total + of(matrix), 0)
  const mutants = sum((matrix) => matrix.mutants.length)
  const killed = sum((matrix) => matrix.mutants.filter(({ killedBy }) => killedBy.length > 0).length)
  const twice = sum((matrix) => matrix.mutants.filter(({ natures }) => natures.length > 1).length)
  const alone = sum((matrix) => matrix.mutants.filter(({ alone }) => alone !== undefined).length)
  const rights = sum((matrix) => matrix.rights.length)
  const idle = matrices.flatMap((matrix) =>
    matrix.isWhole
      ? matrix.laws
          .filter(({ name }) => killsOf(matrix, name) === 0)
          .map(({ name }) => `${matrix.family}/${name}`)
      : [],
  )
  return [
    `${killed} of ${mutants} mutants are rejected, ${twice} by laws of two natures or more; of ${alone} it is said why one alone can tell.`,
    `${rights} right ones were tried.`,
    ...(idle.length > 0 ? [`Laws that reject nothing here: ${idle.join(', ')}.`] : []),
    ...(faults.length > 0
      ? [
          '',
          `${faults.length} fault${faults.length === 1 ? '' : 's'}:`,
          ...faults.map((fault) => `  ${fault}`),
        ]
      : ['No faults.']),
  ].join('\n')
}
