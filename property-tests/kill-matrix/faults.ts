import { type KnownBug, knownBugs } from '../catalogue/known-bugs.ts'
import { killsOf, type Line, type Matrix, type MutantLine, solitary } from './matrix.ts'

/** What is wrong with the suite, in sentences: nothing where every mutant dies as it should and every right one lives. */
export function faultsOf(matrices: readonly Matrix[]): string[] {
  return matrices.flatMap((matrix) => [
    ...matrix.rights.flatMap((line) => faultsOfRight(line).map(told(matrix, line))),
    ...matrix.mutants.flatMap((line) => faultsOfMutant(matrix, line).map(told(matrix, line))),
    ...(matrix.isWhole ? idleLaws(matrix) : []),
  ])
}

const told =
  ({ family }: Matrix, { name }: Line) =>
  (fault: string): string =>
    `${family}: '${name}' ${fault}`

function faultsOfRight({ outcomes }: Line): string[] {
  const laws = (outcome: string) => Object.keys(outcomes).filter((law) => outcomes[law] === outcome)
  const [accusers, broken] = [laws('fail'), laws('error')]
  return [
    ...(accusers.length > 0 ? [`is right, and is rejected by ${accusers.join(', ')}`] : []),
    ...(broken.length > 0 ? [`is right, and cannot be tried by ${broken.join(', ')}`] : []),
    ...(laws('pass').length === 0 ? ['is right, and no law says so'] : []),
  ]
}

function faultsOfMutant({ laws }: Matrix, mutant: MutantLine): string[] {
  const { killedBy, natures, alone } = mutant
  if (killedBy.length === 0) return ['survives']
  const blind = mutant.laws.filter((law) => !killedBy.includes(law))
  const isSolitary = mutant.laws.every((law) =>
    solitary.includes(laws.find(({ name }) => name === law)?.nature ?? 'golden'),
  )
  return [
    ...(blind.length > 0 ? [`is not rejected by ${blind.join(', ')}, as it should be`] : []),
    ...(natures.length < 2 && alone === undefined && !(mutant.laws.length > 0 && isSolitary)
      ? [`dies to ${killedBy.join(', ')} alone: laws of one nature, ${natures.join()}`]
      : []),
    ...(natures.length >= 2 && alone !== undefined
      ? [`is said to be seen by one nature of laws alone, and dies to ${killedBy.join(', ')}`]
      : []),
  ]
}

const idleLaws = (matrix: Matrix): string[] =>
  matrix.laws
    .filter(({ name, violators }) => violators === 0 && killsOf(matrix, name) === 0)
    .map(({ name }) => `${matrix.family}: the law '${name}' rejects nothing, and has no violator`)

/** A known bug, the mutants that are instances of it, and the laws that reject them. */
export interface Coverage extends KnownBug {
  readonly mutants: readonly {
    readonly family: string
    readonly name: string
    readonly killedBy: readonly string[]
  }[]
}

export const coverageOf = (matrices: readonly Matrix[]): Coverage[] =>
  knownBugs.map((known) => ({
    ...known,
    mutants: matrices.flatMap(({ family, mutants }) =>
      mutants
        .filter(({ bugs }) => bugs.includes(known.number))
        .map(({ name, killedBy }) => ({ family, name, killedBy })),
    ),
  }))

/** Known bugs that no mutant shows, and nothing says why. */
export const uncovered = (coverage: readonly Coverage[]): string[] =>
  coverage
    .filter(({ mutants, elsewhere }) => mutants.length === 0 && elsewhere === undefined)
    .map(({ number, bug }) => `known bug ${number} (${bug}): no mutant shows it, and nothing says why`)
