import { Command, Option } from 'commander'
import { checkFolder } from '../../src/cli/folder.ts'
import { seedOption } from '../../src/cli/options.ts'
import { type Family, families } from '../catalogue/index.ts'

interface Options {
  readonly kind?: readonly string[]
  readonly mutant?: string
  readonly seed: number
  readonly json?: string
  readonly html?: string
}

/** What is tried, and where it is written. */
export interface Plan {
  readonly families: readonly Family[]
  readonly isChosen: (name: string) => boolean
  /** How many specimens that makes. */
  readonly count: number
  readonly seed: number
  readonly json?: string
  readonly html?: string
}

/** The command line; `action` gets the plan that it asks for. */
export const killMatrixCommand = (action: (plan: Plan) => Promise<void>): Command =>
  new Command('kill-matrix')
    .description(
      'hold every law to wrong subjects, which it should reject, and to right ones, which it must not',
    )
    .addOption(
      new Option('--kind <name...>', 'only these families').choices(families.map(({ name }) => name)),
    )
    .option('--mutant <text>', 'only what has this in its name')
    .addOption(seedOption())
    .option('--json <file>', 'write the matrix as JSON')
    .option('--html <file>', 'write the matrix as a page')
    .exitOverride()
    .action((options: Options) => action(planOf(options)))

function planOf({ kind, mutant = '', seed, json, html }: Options): Plan {
  checkFolder('--json', json)
  checkFolder('--html', html)
  const chosen = families.filter(({ name }) => !kind || kind.includes(name))
  const isChosen = (name: string) => name.includes(mutant)
  const count = chosen
    .flatMap(({ rights, mutants }) => [...rights, ...mutants])
    .filter(({ name }) => isChosen(name)).length
  if (count === 0) {
    throw new RangeError(`no mutant has '${mutant}' in its name; without --mutant all of them are tried`)
  }
  return {
    families: chosen,
    isChosen,
    count,
    seed,
    ...(json === undefined ? {} : { json }),
    ...(html === undefined ? {} : { html }),
  }
}
