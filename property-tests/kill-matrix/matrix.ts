import type { Nature, Outcome } from '../../src/laws/index.ts'
import { type Family, type LawFacts, type Mutant, ownName, type Specimen } from '../catalogue/specimen.ts'

/** What every law of a family says of one specimen, by the laws' names without the family. */
export interface Line {
  readonly name: string
  readonly outcomes: Readonly<Record<string, Outcome>>
}

/** What becomes of a mutant. */
export interface MutantLine extends Line, Pick<Mutant, 'bugs' | 'laws' | 'alone'> {
  /** The laws that reject it. */
  readonly killedBy: readonly string[]
  /** Their natures, each once. */
  readonly natures: readonly LawFacts['nature'][]
}

/** A family's mutants by its laws. */
export interface Matrix {
  readonly family: string
  readonly laws: readonly LawFacts[]
  readonly rights: readonly Line[]
  readonly mutants: readonly MutantLine[]
  /** Whether none of its specimens was left out. */
  readonly isWhole: boolean
}

/** Which specimens are tried, and who is told of each that was. */
export interface RunOptions {
  readonly seed: number
  readonly isChosen: (name: string) => boolean
  readonly onDone: (family: string, name: string) => void
}

export async function runFamily(family: Family, { seed, isChosen, onDone }: RunOptions): Promise<Matrix> {
  async function lineOf({ name, verdicts }: Specimen): Promise<Line> {
    const found = (await verdicts({ seed })).map(({ law, verdict }) => [ownName(law), verdict])
    onDone(family.name, name)
    return { name, outcomes: Object.fromEntries(found) }
  }
  const chosen = <S extends Specimen>(all: readonly S[]) => all.filter(({ name }) => isChosen(name))
  const rights: Line[] = []
  for (const right of chosen(family.rights)) rights.push(await lineOf(right))
  const mutants: MutantLine[] = []
  for (const mutant of chosen(family.mutants)) mutants.push(mutantLine(family, mutant, await lineOf(mutant)))
  return {
    family: family.name,
    laws: family.laws,
    rights,
    mutants,
    isWhole: rights.length === family.rights.length && mutants.length === family.mutants.length,
  }
}

function mutantLine({ laws }: Family, { bugs, laws: expected, alone }: Mutant, line: Line): MutantLine {
  const killers = laws.filter(({ name }) => line.outcomes[name] === 'fail')
  return {
    ...line,
    bugs,
    laws: expected,
    ...(alone === undefined ? {} : { alone }),
    killedBy: killers.map(({ name }) => name),
    natures: [...new Set(killers.map(({ nature }) => nature))],
  }
}

/** How many mutants a law rejects. */
export const killsOf = ({ mutants }: Matrix, law: string): number =>
  mutants.filter(({ killedBy }) => killedBy.includes(law)).length

/** What only a shape, or only a huge input shows, laws of another nature need not see. */
export const solitary: readonly (Nature | 'golden')[] = ['form', 'extremes']
