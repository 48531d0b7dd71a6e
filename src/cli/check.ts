import { Command, InvalidArgumentError, Option } from 'commander'
import type { Share } from '../laws/index.ts'
import { subjectDocument } from '../report/json.ts'
import { progressBar } from '../report/progress.ts'
import { type CheckOptions, checkSubject, chosenLaws, exitCode, withSuggestion } from '../subjects/check.ts'
import { digestOf } from '../subjects/digest.ts'
import { openSubject } from '../subjects/open.ts'
import { defaultLimits, type Limits } from '../subjects/processes/limits.ts'
import { positiveNumber, seedOption, wholeNumber } from './options.ts'
import { checkOutputs, type OutputFlags, withOutputs, writeOutputs } from './outputs.ts'
import { commandOf, manifestFrom, type SourceFlags, sourceOptions } from './subject-source.ts'
import { pageOf } from './verdict-page.ts'

interface CheckFlags extends SourceFlags, OutputFlags {
  readonly law?: string[]
  readonly seed: number
  readonly runs?: number
  readonly quick?: true
  readonly thorough?: true
  readonly shard?: Share
  /** Seconds. */
  readonly callLimit: number
  /** MiB. */
  readonly memoryLimit?: number
}

/** How many times a law's own number of cases is tried. */
const efforts = { quick: 1 / 3, thorough: 8 }

/** `touchstone check`: holds somebody's implementation to the laws of its kind. */
export function checkCommand(): Command {
  const command = new Command('check')
    .description('hold an implementation, described by a subject.json, to the laws of its kind')
    .argument(
      '<subject.json>',
      'the manifest, whose ONNX files or program lie in the same folder; or, with --kind, a model.onnx or a folder of ' +
        "models whose inputs and outputs have the contract's names",
    )
  for (const option of sourceOptions()) command.addOption(option)
  command
    .option('--law <name...>', 'only these laws (touchstone list shows them)')
    .addOption(seedOption())
    .addOption(new Option('--quick', 'a third of the cases: seconds').conflicts(['thorough', 'runs']))
    .addOption(new Option('--thorough', 'eight times the cases').conflicts(['quick', 'runs']))
    .option('--runs <number>', "cases to try of each law, in place of the law's own number", wholeNumber(1))
    .option('--shard <i/n>', 'only this part of the cases; touchstone merge joins the --json of all', shardOf)
    .option('--call-limit <seconds>', 'for one call of a function', positiveNumber, defaultLimits.call)
    .option('--memory-limit <MiB>', 'of what runs the subject', wholeNumber(1))
  return withOutputs(command)
    .addHelpText(
      'after',
      '\nExit codes: 0 all laws that apply hold, 1 a law is violated, 2 it could not be tested.',
    )
    .action(check)
}

async function check(path: string, flags: CheckFlags): Promise<void> {
  checkOutputs(flags)
  const manifest = await manifestFrom(path, flags)
  const options = optionsOf(path, flags)
  const total = chosenLaws(manifest.kind, options.laws).length
  const subject = await openSubject(manifest, limitsOf(flags))
  const bar = progressBar({ title: manifest.name, total })
  let done = 0
  try {
    const plain = await checkSubject(subject, { ...options, onVerdict: () => bar.update(++done) })
    bar.stop()
    const report = await withSuggestion(subject, plain, {
      ...options,
      ...(flags.quick ? { searchTime: 1_500 } : {}),
    })
    const { engine } = subject
    const shard = flags.shard ? { shard: showShare(flags.shard) } : {}
    const head = { ...report, ...options, engine, digest: await digestOf(manifest), ...shard }
    await writeOutputs(pageOf(report, engine), subjectDocument(head, report.verdicts), flags)
    for (const note of report.notes ?? []) process.stdout.write(`note: ${note}\n`)
    process.exitCode = flags.shard ? shardCode(exitCode(report), report.verdicts) : exitCode(report)
  } finally {
    bar.stop()
    await subject.dispose()
  }
}

function optionsOf(path: string, flags: CheckFlags): CheckOptions {
  const { law, seed, runs, quick, thorough, shard } = flags
  const effort = quick ? efforts.quick : thorough ? efforts.thorough : undefined
  const further = [
    ...(quick ? ['--quick'] : []),
    ...(thorough ? ['--thorough'] : []),
    ...(runs ? [`--runs ${runs}`] : []),
  ]
  return {
    seed,
    command: commandOf(path, flags, further),
    ...(law ? { laws: law } : {}),
    ...(runs ? { runs } : {}),
    ...(effort ? { effort } : {}),
    ...(shard ? { share: shard } : {}),
  }
}

/** What a shard leaves open, the others may settle: only the whole can want for an answer. */
const shardCode = (code: 0 | 1 | 2, verdicts: readonly { readonly verdict: string }[]): 0 | 1 | 2 =>
  code === 2 && verdicts.every(({ verdict }) => verdict !== 'error') ? 0 : code

/** To get ready takes longer than a call, and the more so where calls are slow. */
const limitsOf = ({ callLimit, memoryLimit }: CheckFlags): Limits => ({
  ...defaultLimits,
  start: Math.max(defaultLimits.start, 3 * callLimit),
  call: callLimit,
  ...(memoryLimit ? { memory: memoryLimit * 2 ** 20 } : {}),
})

/** '2/3' is the second of three. */
function shardOf(text: string): Share {
  const [, index, of] = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text)?.map(Number) ?? []
  if (index && of && index <= of) return { index: index - 1, of }
  throw new InvalidArgumentError('Expected a part and their number, such as 2/3.')
}

const showShare = ({ index, of }: Share): string => `${index + 1}/${of}`
