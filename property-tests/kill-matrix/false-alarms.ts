import { Command, Option } from 'commander'
import { wholeNumber } from '../../src/cli/options.ts'
import type { Verdict } from '../../src/laws/index.ts'
import { progressBar } from '../../src/report/progress.ts'
import { families } from '../catalogue/index.ts'
import { runCommand } from './run-command.ts'

/** All but those of models while they learn, which are no subjects. */
const kinds = families.filter(({ name }) => name !== 'training')

interface Plan {
  readonly kind?: string
  readonly seeds: number
  readonly subjects: number
}

const accuses = ({ verdict }: Verdict): boolean => verdict === 'fail' || verdict === 'error'
const speaks = (verdict: Verdict): boolean => accuses(verdict) || verdict.verdict === 'pass'

/** Holds right subjects, a few of each kind, to all laws of their kind, from many seeds: how often is one accused? */
async function run({ kind, seeds, subjects }: Plan): Promise<void> {
  const rights = kinds
    .filter(({ name }) => !kind || name === kind)
    .flatMap(({ name: family, rights }) => spread(rights, subjects).map((right) => ({ family, right })))
  const bar = progressBar({ title: 'false-alarms', total: seeds * rights.length })
  const alarms: string[] = []
  let [done, verdicts] = [0, 0]
  for (const { family, right } of rights) {
    for (let seed = 1; seed <= seeds; seed++) {
      const told = (await right.verdicts({ seed })).filter(speaks)
      verdicts += told.length
      alarms.push(...told.filter(accuses).map(({ law }) => `${law} accuses ${right.name}, seed ${seed}`))
      bar.update(++done, { note: `${family}: ${right.name}` })
    }
  }
  bar.stop()
  const total = `${rights.length} right subjects, ${seeds} seeds, ${verdicts} verdicts, ${alarms.length} false alarms`
  console.log([...alarms, total].join('\n'))
  process.exitCode = alarms.length > 0 ? 1 : 0
}

/** So many of a list, from its whole length. */
const spread = <T>(all: readonly T[], count: number): T[] =>
  Array.from(
    { length: Math.min(count, all.length) },
    (_, i) => all[Math.floor((i * all.length) / count)] as T,
  )

const command = new Command('false-alarms')
  .description('hold right subjects to the laws of their kind, from many seeds')
  .addOption(new Option('--kind <kind>', 'only this kind').choices(kinds.map(({ name }) => name)))
  .option('--seeds <number>', 'seeds for each subject', wholeNumber(1), 200)
  .option('--subjects <number>', 'subjects of each kind', wholeNumber(1), 2)
  .exitOverride()
  .action(run)

await runCommand(command)
