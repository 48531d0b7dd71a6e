import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Command, Option } from 'commander'
import { wholeNumber } from '../src/cli/options.ts'
import { type SuiteName, suiteNames, suites } from './suites/index.ts'
import type { Settings } from './suites/suite.ts'

interface Options {
  readonly suite: SuiteName
  readonly case?: readonly string[]
  readonly runner?: readonly string[]
  readonly rounds?: number
  readonly quick?: boolean
  readonly json?: string
  readonly html?: string
}

/** What is measured, how, and where it is written. */
export interface Plan {
  readonly suite: SuiteName
  readonly settings: Settings
  readonly json?: string
  readonly html?: string
}

/** The command line; `action` gets the plan that it asks for. */
export const benchCommand = (action: (plan: Plan) => Promise<void>): Command =>
  new Command('bench')
    .description(
      'time what Touchstone does, beside the libraries that do the same, and the limits of the machine',
    )
    .addOption(new Option('--suite <name>', 'what to time').choices(suiteNames).makeOptionMandatory())
    .option('--case <name...>', 'only these cases')
    .option('--runner <name...>', 'only these runners')
    .option('--rounds <number>', 'rounds over all runners (default: 7 mostly, quick: 2)', wholeNumber(1))
    .option('--quick', 'few samples, to see that all is well')
    .option('--json <file>', 'write the figures there, too')
    .option('--html <file>', 'write a page with plots')
    .exitOverride()
    .action((options: Options) => action(planOf(options)))

function planOf({ suite: name, case: cases, runner, rounds, quick = false, json, html }: Options): Plan {
  if (json !== undefined) checkFolder('--json', json)
  if (html !== undefined) checkFolder('--html', html)
  const suite = suites[name]
  return {
    suite: name,
    settings: {
      cases: chosen('case', suite.cases, cases),
      runners: chosen('runner', suite.runners, runner),
      rounds: rounds ?? (quick ? 2 : suite.rounds),
      sampling: quick ? { budget: 100, most: 10 } : { budget: 500, most: 50 },
    },
    ...(json === undefined ? {} : { json }),
    ...(html === undefined ? {} : { html }),
  }
}

function chosen(what: string, known: readonly string[], names: readonly string[] = known): string[] {
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) {
    throw new RangeError(`no ${what} is called '${unknown}'; the ${what}s are ${known.join(', ')}`)
  }
  return known.filter((name) => names.includes(name))
}

/** Found out before the minutes that the measuring takes. */
function checkFolder(option: string, file: string): void {
  if (!existsSync(dirname(resolve(file)))) {
    throw new RangeError(`${option} ${file}: there is no such folder; create it first`)
  }
  if (existsSync(file) && statSync(file).isDirectory()) {
    throw new RangeError(`${option} ${file}: is a directory; give the path of a file`)
  }
}
