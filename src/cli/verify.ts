import { availableParallelism } from 'node:os'
import { Command, Option } from 'commander'
import { writeFileAtomically } from '../data/atomic-write.ts'
import { type Engine, engineNamed, engineNames, verifiedEngines } from '../engines/index.ts'
import { value } from '../engines/value.ts'
import { trace } from '../graph/trace.ts'
import { lawsOf } from '../laws/index.ts'
import { modelNamed, models } from '../models/index.ts'
import { exp } from '../ops/exp.ts'
import { renderHtml } from '../report/html.ts'
import { runDocument } from '../report/json.ts'
import { renderJunit } from '../report/junit.ts'
import { progressBar } from '../report/progress.ts'
import type { Report } from '../report/report.ts'
import { exitCodeOf } from '../report/row.ts'
import { renderTable, wantsColour } from '../report/table.ts'
import { thisMachine } from '../report/this-machine.ts'
import { studies } from '../studies/index.ts'
import { opsModel } from '../verification/goldens.ts'
import { verifyInParallel } from '../verification/parallel.ts'
import { type Verification, verify } from '../verification/verify.ts'
import { checkFolder } from './folder.ts'
import { seedOption, wholeNumber } from './options.ts'

interface VerifyOptions {
  readonly engine?: readonly string[]
  readonly seed: number
  readonly jobs: number
  readonly json?: string
  readonly junit?: string
  readonly html?: string
}

/** What verify works through, in this order. */
const verified = [...studies.values()].filter(({ byHand }) => !byHand).map(({ name }) => name)
const everything = [...Object.keys(models), ...verified, opsModel]

const mostJobs = Math.min(4, availableParallelism())

/** `touchstone verify`: every model on every engine, against the goldens and the laws. */
export const verifyCommand = (): Command =>
  new Command('verify')
    .description('verify our models: goldens and laws, on every engine')
    .argument('[model...]', `of ${everything.join(', ')}; all unless named`)
    .addOption(
      new Option(
        '--engine <name...>',
        `engines to verify on (default: ${verifiedEngines.join(', ')})`,
      ).choices([...engineNames]),
    )
    .addOption(seedOption())
    .option(
      '--jobs <number>',
      'processes at a time (default: one a core, at most 4)',
      wholeNumber(1),
      mostJobs,
    )
    .option('--json <file>', 'write the rows as JSON')
    .option('--junit <file>', 'write the rows as JUnit XML, for continuous integration')
    .option('--html <file>', 'write the report, with pictures, as a page')
    .action(run)

async function run(
  named: readonly string[],
  { engine, seed, jobs, json, junit, html }: VerifyOptions,
): Promise<void> {
  const chosen = named.length > 0 ? named : everything
  for (const name of chosen) if (!everything.includes(name)) refuse(name)
  checkFolder('--json', json)
  checkFolder('--junit', junit)
  checkFolder('--html', html)
  const startedAt = new Date().toISOString()
  const names = engine ?? verifiedEngines
  const engines: Engine[] = []
  try {
    for (const name of names) engines.push(await engineNamed(name))
    const executors = await Promise.all(engines.map(executorOf))
    const result = await withProgress((onProgress) => {
      const common = { models: chosen, seed, onProgress }
      const isShared = jobs > 1 && chosen.length > 1 && !names.includes('gpu:webgpu') // a GPU is there once
      return isShared ? verifyInParallel({ ...common, engines: names, jobs }) : verify({ ...common, engines })
    })
    const report = reportOf(result, executors, chosen, seed, startedAt)
    console.log(
      renderTable(report.rows, { width: process.stdout.columns ?? 130, colour: wantsColour(process.stdout) }),
    )
    if (json) await writeFileAtomically(json, runDocument(report))
    if (junit) await writeFileAtomically(junit, renderJunit(report))
    if (html) {
      await writeFileAtomically(html, renderHtml(report))
      console.log(`report: ${html}`)
    }
    process.exitCode = exitCodeOf(report.rows)
  } finally {
    for (const one of engines) await one.dispose()
  }
}

/** Throws for what verify does not know, or leaves to others. */
function refuse(name: string): void {
  if (!studies.has(name)) modelNamed(name)
  throw new RangeError(`${name} takes minutes and is done by hand: touchstone study ${name}`)
}

/** What really runs an engine's graphs, as the library below it says after a run. */
async function executorOf(engine: Engine): Promise<Report['engines'][number]> {
  const executable = await engine.compile(trace({ x: [1] }, ({ x }) => ({ y: exp(x) })))
  await executable.run({ x: value([1]) })
  const { executor } = executable
  await executable.dispose()
  return { name: engine.name, executor }
}

async function withProgress(
  work: (onProgress: (done: number, total: number, now: string) => void) => Promise<Verification>,
): Promise<Verification> {
  let bar: ReturnType<typeof progressBar> | undefined
  try {
    return await work((done, total, note) => {
      bar ??= progressBar({ title: 'verify', total })
      bar.update(done, { note })
    })
  } finally {
    bar?.stop()
  }
}

function reportOf(
  { rows, figures }: Verification,
  engines: Report['engines'],
  chosen: readonly string[],
  seed: number,
  startedAt: string,
): Report {
  const known = chosen.filter((name) => name in models).map((name) => modelNamed(name))
  const worked = chosen.flatMap((name) => studies.get(name) ?? [])
  return {
    title: 'Touchstone: verification',
    startedAt,
    machine: thisMachine(),
    engines,
    rows,
    figures,
    seed,
    models: [...known, ...worked].map(({ name, title, source, ...rest }) => ({
      name,
      title,
      source,
      ...('statement' in rest ? { statement: rest.statement } : {}),
    })),
    checks: [...new Set(known.map(({ kind }) => kind))]
      .flatMap((kind) => lawsOf(kind))
      .map(({ name, statement, source }) => ({ name, statement, source })),
  }
}
