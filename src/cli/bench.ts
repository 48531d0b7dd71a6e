import { Command, InvalidArgumentError } from 'commander'
import { writeFileAtomically } from '../data/atomic-write.ts'
import { type ComparisonOptions, compareSideBySide, compareWithRecording } from '../performance/comparison.ts'
import { longestRun } from '../performance/contenders/command.ts'
import type { Contender } from '../performance/contenders/contender.ts'
import { exitCodeOf, type GateReport, usualRounds } from '../performance/gate.ts'
import { measure } from '../performance/measure.ts'
import { readRecording, saveRecording } from '../performance/recording.ts'
import { gateDocument } from '../performance/report/document.ts'
import { renderMarkdown } from '../performance/report/markdown.ts'
import { renderGate, renderTimes } from '../performance/report/table.ts'
import { progressBar } from '../report/progress.ts'
import { thisMachine } from '../report/this-machine.ts'
import { type Asked, checkAsked, contendersOf } from './bench-contenders.ts'
import { checkFolder } from './folder.ts'
import { positiveNumber, wholeNumber } from './options.ts'

interface BenchFlags extends Omit<Asked, 'manifest'> {
  readonly save?: string
  readonly against?: string
  readonly only?: readonly string[]
  readonly accept?: readonly string[]
  readonly rounds: number
  /** Per cent. */
  readonly threshold: number
  /** Per cent. */
  readonly alpha: number
  readonly json?: string
  readonly markdown?: string
}

/** `touchstone bench`: is it slower than it was? Of our own code, of a command, or of a subject. */
export const benchCommand = (): Command =>
  new Command('bench')
    .description('catch slowdowns: of our own code, of any command, or of the functions of a subject')
    .argument('[subject.json]', 'a manifest: its functions are timed in place of our own suite')
    .option('--command <command>', 'a command line, timed as a whole, or by samples that it prints as JSON')
    .option('--save <file>', 'keep the times, to compare with later')
    .option('--against <file>', 'compare with times that were kept, on the same machine')
    .option('--ab <revision>', 'compare with a revision of this repository, side by side; A..B: B with A')
    .option('--ab-command <command>', 'compare the command with this one, side by side')
    .option('--only <name...>', 'only these benchmarks, and no counters')
    .option('--accept <name...>', 'benchmarks and counters that may become worse, or be gone')
    .option('--rounds <number>', 'fresh starts of each', roundsFrom(4, 50), usualRounds)
    .option('--threshold <percent>', 'the change that is none yet', percent, 2)
    .option('--alpha <percent>', 'chance of any suspect where nothing changed', percent, 5)
    .option('--limit <seconds>', 'of one run of a command', positiveNumber, longestRun)
    .option('--json <file>', 'write the comparison as JSON')
    .option('--markdown <file>', 'write it as a summary for a pull request')
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing became worse, 1 something did, 2 that could not be told, 130 interrupted.',
    )
    .action(bench)

const roundsFrom = (least: number, most: number) => (text: string) => {
  const rounds = wholeNumber(least)(text)
  if (rounds > most) throw new InvalidArgumentError(`Expected at most ${most}.`)
  return rounds
}

function percent(text: string): number {
  const number = Number(text)
  if (text.trim() !== '' && number >= 0 && number < 100) return number
  throw new InvalidArgumentError('Expected per cent, from 0 to 100.')
}

async function bench(manifest: string | undefined, flags: BenchFlags): Promise<void> {
  const asked = { ...flags, ...(manifest ? { manifest } : {}) }
  checkFlags(asked, flags)
  const recording = flags.against ? await readRecording(flags.against) : undefined
  const startedAt = new Date().toISOString()
  await interruptibly(async (signal) => {
    const { head, base, remove } = await contendersOf(asked, signal)
    const now = { subject: head.label, machine: thisMachine(), startedAt }
    const run = withTrials(flags, signal)
    try {
      if (recording) {
        const report = await compareWithRecording(recording, head, now, flags.against ?? '', run.options)
        run.stop()
        await tell(report, { ...now, base: `${recording.subject} of ${recording.startedAt}` }, flags)
      } else if (base) {
        const report = await compareSideBySide(base, head, run.options)
        run.stop()
        await tell(report, { ...now, base: base.label }, flags)
      } else await record(head, now, flags, run)
    } finally {
      run.stop()
      await remove()
    }
  })
}

function checkFlags(asked: Asked, { save, against, json, markdown }: BenchFlags): void {
  checkAsked(asked)
  const isCompared = against ?? asked.ab ?? asked.abCommand
  if (against && (asked.ab ?? asked.abCommand))
    throw new Error('--against and --ab: compare with one of them')
  if (save && isCompared) throw new Error('--save keeps times and compares none; leave the comparison out')
  if (!isCompared && (json ?? markdown)) {
    throw new Error(
      '--json and --markdown write a comparison; say with what: --against, --ab or --ab-command',
    )
  }
  for (const [option, path] of Object.entries({ save, json, markdown })) checkFolder(`--${option}`, path)
}

type Now = {
  readonly subject: string
  readonly machine: ReturnType<typeof thisMachine>
  readonly startedAt: string
}

async function record(head: Contender, now: Now, { save, only }: BenchFlags, run: Trials): Promise<void> {
  run.options.onTrial?.(run.options.rounds)
  const [times] = await measure([head], run.options)
  run.stop()
  process.stdout.write(renderTimes(times))
  if (!save) return
  await saveRecording(save, { ...now, times, counters: only ? {} : await head.counters(run.options.signal) })
  console.log(`saved ${save}`)
}

async function tell(
  report: GateReport,
  { subject, ...now }: Now & { base: string },
  flags: BenchFlags,
): Promise<void> {
  const { rounds, json, markdown } = flags
  const head = { ...now, head: subject, rounds, ...ruleOf(flags) }
  process.stdout.write(renderGate(report))
  if (json) await writeFileAtomically(json, gateDocument(head, report))
  if (markdown) await writeFileAtomically(markdown, renderMarkdown(report, head))
  process.exitCode = exitCodeOf(report)
}

const ruleOf = ({ threshold, alpha }: Pick<BenchFlags, 'threshold' | 'alpha'>) => ({
  threshold: threshold / 100,
  alpha: alpha / 100,
})

type Trials = ReturnType<typeof withTrials>

/** The options of a comparison, and a bar for each of its trials. */
function withTrials({ rounds, only, accept = [], ...flags }: BenchFlags, signal: AbortSignal) {
  let bar: ReturnType<typeof progressBar> | undefined
  let done = 0
  const stop = () => bar?.stop()
  const options: ComparisonOptions = {
    rounds,
    ...(only ? { only } : {}),
    accept,
    rule: ruleOf(flags),
    signal,
    onTrial(total) {
      stop()
      done = 0
      bar = progressBar({ title: bar ? 'bench: the suspects again' : 'bench', total })
    },
    onRound: () => bar?.update(++done),
  }
  return { options, stop }
}

/** The first signal ends the work cleanly, with exit code 130: no process, no checkout and no half of a file stays. */
async function interruptibly(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController()
  const onSignal = () => stop.abort()
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, onSignal)
  try {
    await work(stop.signal)
  } catch (error) {
    if (!stop.signal.aborted) throw error
    console.error('touchstone: interrupted; nothing was written')
    process.exitCode = 130
  } finally {
    for (const signal of signals) process.off(signal, onSignal)
  }
}
