import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Command, Option } from 'commander'
import { wholeNumber } from '../src/cli/options.ts'
import { opCases } from './cases/ops.ts'
import { trainCases } from './cases/train.ts'
import type { Sampling } from './measuring/sample.ts'
import { type RunnerName, runnerNames } from './runners/index.ts'
import type { BenchCase } from './runners/runner.ts'

export const suites: Readonly<Record<'ops' | 'train', () => BenchCase[]>> = {
  ops: opCases,
  train: trainCases,
}
export type Suite = keyof typeof suites

interface Options {
  readonly suite: Suite
  readonly case?: readonly string[]
  readonly runner?: readonly RunnerName[]
  readonly rounds?: number
  readonly quick?: boolean
  readonly json?: string
}

/** What is measured, and how. */
export interface Plan {
  readonly suite: Suite
  readonly cases: readonly BenchCase[]
  readonly runners: readonly RunnerName[]
  readonly rounds: number
  readonly sampling: Sampling
  readonly json?: string
}

/** The command line; `action` gets the plan that it asks for. */
export const benchCommand = (action: (plan: Plan) => Promise<void>): Command =>
  new Command('bench')
    .description(
      'time ops and training steps on our engines and on the libraries beside them, one thread each',
    )
    .addOption(
      new Option('--suite <name>', 'what to time').choices(Object.keys(suites)).makeOptionMandatory(),
    )
    .option('--case <name...>', 'only these cases')
    .addOption(new Option('--runner <name...>', 'only these runners').choices([...runnerNames]))
    .option('--rounds <number>', 'rounds over all runners (default: 7, quick: 2)', wholeNumber(1))
    .option('--quick', 'few samples, to see that all is well')
    .option('--json <file>', 'write the rows there, too')
    .exitOverride()
    .action((options: Options) => action(planOf(options)))

function planOf({ suite, case: names, runner, rounds, quick = false, json }: Options): Plan {
  checkFolder(json)
  return {
    suite,
    cases: chosen(suites[suite](), names),
    runners: [...new Set(runner ?? runnerNames)],
    rounds: rounds ?? (quick ? 2 : 7),
    sampling: quick ? { budget: 100, most: 10 } : { budget: 500, most: 50 },
    ...(json === undefined ? {} : { json }),
  }
}

function chosen(cases: readonly BenchCase[], names: readonly string[] | undefined): readonly BenchCase[] {
  if (!names) return cases
  const unknown = names.find((name) => !cases.some((known) => known.name === name))
  if (unknown !== undefined) {
    throw new RangeError(
      `no case is called '${unknown}'; the cases are ${cases.map(({ name }) => name).join(', ')}`,
    )
  }
  return cases.filter(({ name }) => names.includes(name))
}

/** Found out before the minutes that the measuring takes. */
function checkFolder(json: string | undefined): void {
  if (json === undefined) return
  if (!existsSync(dirname(resolve(json)))) {
    throw new RangeError(`--json ${json}: there is no such folder; create it first`)
  }
  if (existsSync(json) && statSync(json).isDirectory()) {
    throw new RangeError(`--json ${json}: is a directory; give the path of a file`)
  }
}
