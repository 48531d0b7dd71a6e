import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { packageRoot } from '../data/package-root.ts'
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
 * What `verify` does, model by model in processes of their own, several at a time. The result does not depend on their
 * number: each part has its own seed. A process that ends before its time makes its part an error, and the others go on.
 */
export async function verifyInParallel(options: ParallelOptions): Promise<Verification> {
  const { models, jobs } = options
  const parts = new Map<string, Verification>()
  const progress = startProgress(options)
  const waiting = [...models]
  const workers = Array.from({ length: Math.min(jobs, models.length) }, async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      parts.set(name, await inChild({ ...options, name }, progress))
    }
  })
  await Promise.all(workers)
  const all = models.map((name) => parts.get(name) as Verification)
  return { rows: all.flatMap(({ rows }) => rows), figures: all.flatMap(({ figures }) => figures) }
}

/** The command itself: it finds the sources or what was built of them. */
const launcher = () => join(packageRoot(), 'scripts/touchstone.mjs')

/** One part in a fresh process, which gives its memory back when the part is done. */
function inChild({ name, engines, seed }: PartRequest, progress: Progress): Promise<Verification> {
  const child = fork(launcher(), ['verify-part'], { serialization: 'advanced' })
  return new Promise((resolve) => {
    const done = (result: Verification) => {
      progress(name, 1, 1, name)
      resolve(result)
      child.disconnect()
    }
    child.on('message', (answer: PartAnswer) => {
      if ('progress' in answer)
        progress(name, answer.progress.done, answer.progress.total, answer.progress.now)
      else if ('result' in answer) done(answer.result)
      else done(failed(name, engines, answer.problem))
    })
    child.on('error', ({ message }) => resolve(failed(name, engines, message)))
    child.on('exit', () => resolve(failed(name, engines, endOf(child))))
    child.send({ name, engines, seed } satisfies PartRequest)
  })
}

/** How the process that had a part ended, as a reason. */
function endOf({ exitCode, signalCode }: ChildProcess): string {
  const how = signalCode ? `was ended by ${signalCode}` : `ended with exit code ${exitCode}`
  return `the process that verified it ${how} before it was done`
}

function failed(model: string, engines: readonly string[], reason: string): Verification {
  const row = (engine: string): Row => ({
    model,
    engine,
    kind: 'law',
    name: 'verify',
    verdict: 'error',
    reason,
  })
  return { rows: engines.map(row), figures: [] }
}

type Progress = (name: string, done: number, total: number, now: string) => void

/** Adds up what the parts say of themselves. */
function startProgress({ models, engines, onProgress }: ParallelOptions): Progress {
  const work = new Map(models.map((name) => [name, amountOfWork(name, engines)]))
  const total = [...work.values()].reduce((sum, part) => sum + part, 0)
  const done = new Map<string, number>()
  return (name, partDone, partTotal, now) => {
    done.set(name, ((work.get(name) ?? 0) * partDone) / partTotal)
    onProgress?.(Math.round([...done.values()].reduce((sum, part) => sum + part, 0)), total, now)
  }
}
