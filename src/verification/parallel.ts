import { modelNamed, models } from '../models/index.ts'
import { loadCases } from './goldens.ts'
import { partProcess } from './part-process.ts'
import { amountOfWork, type Verification, type VerifyOptions } from './verify.ts'

export interface ParallelOptions extends Omit<VerifyOptions, 'engines'> {
  /** Names of engines: each process has its own. */
  readonly engines: readonly string[]
  /** How many processes work at a time. */
  readonly jobs: number
}

/**
 * What `verify` does, part by part in other processes, several at a time: a model, or several that are small. The result
 * does not depend on their number: each part has its own seed. A process that ends before its time makes its part an
 * error, and the others go on.
 */
export async function verifyInParallel(options: ParallelOptions): Promise<Verification> {
  const { jobs } = options
  const parts = partsOf(options.models)
  const done = new Map<readonly string[], Verification>()
  const progress = startProgress(parts, options)
  const waiting = [...parts].sort(largeFirst)
  const { engines, seed } = options
  const workers = Array.from({ length: Math.min(jobs, parts.length) }, async () => {
    const process = partProcess()
    for (let names = waiting.shift(); names !== undefined; names = waiting.shift()) {
      const part = names
      done.set(
        part,
        await process.verify({ names: part, engines, seed }, ({ done, total, now }) =>
          progress(part, done, total, now),
        ),
      )
      progress(part, 1, 1, part.join(', '))
    }
    process.end()
  })
  await Promise.all(workers)
  const all = parts.map((names) => done.get(names) as Verification)
  return { rows: all.flatMap(({ rows }) => rows), figures: all.flatMap(({ figures }) => figures) }
}

/** Models that are not trained are verified in a second or so: four make one part. */
const sharing = 4

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

/** Small ones come last, lest all but one process wait for a large one at the end. */
const largeFirst = ([a]: readonly string[], [b]: readonly string[]): number =>
  Number(isSmall(a)) - Number(isSmall(b))

type Progress = (names: readonly string[], done: number, total: number, now: string) => void

/** Adds up what the parts say of themselves. */
function startProgress(
  parts: readonly (readonly string[])[],
  { engines, onProgress }: ParallelOptions,
): Progress {
  const cases = loadCases()
  const amount = (names: readonly string[]) =>
    names.reduce((sum, name) => sum + amountOfWork(name, engines, cases), 0)
  const work = new Map(parts.map((names) => [names, amount(names)]))
  const total = [...work.values()].reduce((sum, part) => sum + part, 0)
  const done = new Map<readonly string[], number>()
  return (names, partDone, partTotal, now) => {
    done.set(names, ((work.get(names) ?? 0) * partDone) / partTotal)
    onProgress?.(Math.round([...done.values()].reduce((sum, part) => sum + part, 0)), total, now)
  }
}
