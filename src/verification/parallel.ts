import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { packageRoot } from '../data/package-root.ts'
import { modelNamed, models } from '../models/index.ts'
import type { Row } from '../report/row.ts'
import type { PartAnswer, PartRequest } from './part.ts'
import { amountOfWork, type Verification, type VerifyOptions } from './verify.ts'

export interface ParallelOptions extends Omit<VerifyOptions, 'engines'> {
  /** Names of engines: each process has its own. */
  readonly engines: readonly string[]
  /** How many processes work at a time. */
  readonly jobs: number
}

/**
 * What `verify` does, part by part in processes of their own, several at a time: a model, or several that are small. The
 * result does not depend on their number: each part has its own seed. A process that ends before its time makes its part
 * an error, and the others go on.
 */
export async function verifyInParallel(options: ParallelOptions): Promise<Verification> {
  const { jobs } = options
  const parts = partsOf(options.models)
  const done = new Map<readonly string[], Verification>()
  const progress = startProgress(parts, options)
  const waiting = [...parts]
  const workers = Array.from({ length: Math.min(jobs, parts.length) }, async () => {
    for (let names = waiting.shift(); names !== undefined; names = waiting.shift()) {
      done.set(names, await inChild({ ...options, names }, progress))
    }
  })
  await Promise.all(workers)
  const all = parts.map((names) => done.get(names) as Verification)
  return { rows: all.flatMap(({ rows }) => rows), figures: all.flatMap(({ figures }) => figures) }
}

/** Models that are not trained are verified in a second or so, less than it takes to start a process: eight share one. */
const sharing = 8

function partsOf(names: readonly string[]): string[][] {
  const parts: string[][] = []
  for (const name of names) {
    const last = parts.at(-1)
    if (last && last.length < sharing && [name, last[0]].every(isSmall)) last.push(name)
    else parts.push([name])
  }
  return parts
}

const isSmall = (name: string): boolean => Object.hasOwn(models, name) && !modelNamed(name).recipe

/** The command itself: it finds the sources or what was built of them. */
const launcher = () => join(packageRoot(), 'scripts/touchstone.mjs')

/** One part in a fresh process, which gives its memory back when the part is done. */
function inChild({ names, engines, seed }: PartRequest, progress: Progress): Promise<Verification> {
  const child = fork(launcher(), ['verify-part'], { serialization: 'advanced' })
  return new Promise((resolve) => {
    const done = (result: Verification) => {
      progress(names, 1, 1, names.join(', '))
      resolve(result)
      child.disconnect()
    }
    child.on('message', (answer: PartAnswer) => {
      if ('progress' in answer)
        progress(names, answer.progress.done, answer.progress.total, answer.progress.now)
      else if ('result' in answer) done(answer.result)
      else done(failed(names, engines, answer.problem))
    })
    child.on('error', ({ message }) => resolve(failed(names, engines, message)))
    child.on('exit', () => resolve(failed(names, engines, endOf(child))))
    child.send({ names, engines, seed } satisfies PartRequest)
  })
}

/** How the process that had a part ended, as a reason. */
function endOf({ exitCode, signalCode }: ChildProcess): string {
  const how = signalCode ? `was ended by ${signalCode}` : `ended with exit code ${exitCode}`
  return `the process that verified it ${how} before it was done`
}

function failed(names: readonly string[], engines: readonly string[], reason: string): Verification {
  const row = (model: string, engine: string): Row => ({
    model,
    engine,
    kind: 'law',
    name: 'verify',
    verdict: 'error',
    reason,
  })
  return { rows: names.flatMap((name) => engines.map((engine) => row(name, engine))), figures: [] }
}

type Progress = (names: readonly string[], done: number, total: number, now: string) => void

/** Adds up what the parts say of themselves. */
function startProgress(
  parts: readonly (readonly string[])[],
  { engines, onProgress }: ParallelOptions,
): Progress {
  const amount = (names: readonly string[]) =>
    names.reduce((sum, name) => sum + amountOfWork(name, engines), 0)
  const work = new Map(parts.map((names) => [names, amount(names)]))
  const total = [...work.values()].reduce((sum, part) => sum + part, 0)
  const done = new Map<readonly string[], number>()
  return (names, partDone, partTotal, now) => {
    done.set(names, ((work.get(names) ?? 0) * partDone) / partTotal)
    onProgress?.(Math.round([...done.values()].reduce((sum, part) => sum + part, 0)), total, now)
  }
}
