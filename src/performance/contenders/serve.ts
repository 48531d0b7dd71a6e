import { type Engine, engineNamed } from '../../engines/index.ts'
import { type Counters, countersOf } from '../counters.ts'
import { duration, type Sampling, sampleBurst } from '../sample.ts'
import { type Benchmark, suite, workloads } from '../suite/index.ts'
import type { Job } from '../workload.ts'

/** What a child process is asked for. */
export type Request = { readonly sample: string } | { readonly counters: true }

/** What it answers: its benchmarks once it is up, and then what was asked for, or why there is none. */
export type Answer =
  | { readonly benchmarks: readonly string[] }
  | { readonly samples: readonly number[] }
  | { readonly counters: Counters }
  | { readonly problem: string }

const sampling: Sampling = { budget: 40, most: 100 }

/** Runs, and milliseconds, before the first sample: compilers of JavaScript and WebAssembly go on at work meanwhile. */
const warmUp = { runs: 30, budget: 60, longest: 2000 }

/** Milliseconds. What takes less is done several times in a row: clocks and turns of the event loop would show in it. */
const shortest = 0.4

/** Serves the parent process until it closes the channel. Throws where there is no parent. */
export function serveBenchmarks(benchmarks: readonly Benchmark[] = suite): void {
  if (!process.send) throw new Error('bench-part is for bench itself; use touchstone bench')
  const tell = (answer: Answer) => process.send?.(answer)
  let prepared: Promise<ReadonlyMap<string, Burst>> | undefined
  process.on('message', async (request: Request) => {
    try {
      if ('counters' in request) return tell({ counters: await countersOf(workloads) })
      prepared ??= prepareAll(benchmarks)
      const burst = (await prepared).get(request.sample)
      if (!burst) throw new RangeError(`no benchmark is called '${request.sample}'`)
      tell({ samples: await named(request.sample, burst()) })
    } catch (error) {
      tell({ problem: error instanceof Error ? error.message : String(error) })
    }
  })
  process.on('disconnect', () => process.exit())
  process.on('SIGINT', () => {}) // A terminal sends it to both; what becomes of it is the parent's to say.
  tell({ benchmarks: benchmarks.map(({ name }) => name) })
}

type Burst = () => Promise<readonly number[]>

/**
 * Makes every benchmark ready and warm before any is timed, and whichever are asked for: compiled code is made over when
 * it meets other work, and what is timed before and after that are two different things.
 */
async function prepareAll(benchmarks: readonly Benchmark[]): Promise<ReadonlyMap<string, Burst>> {
  const engines = new Map<string, Engine>()
  const bursts = new Map<string, Burst>()
  for (const { name, workload, engine } of benchmarks) {
    const known = engines.get(engine) ?? (await engineNamed(engine))
    engines.set(engine, known)
    bursts.set(name, await named(name, workload.prepare(known).then(burstOf)))
  }
  return bursts
}

/** The work, whose failure says what it was of. */
async function named<T>(name: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    throw new Error(`${name}: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}

async function burstOf(job: Job): Promise<Burst> {
  const undisturbed = await warm(job)
  const turns = Math.ceil(shortest / undisturbed)
  const timed = async () => (await duration(() => repeat(job, turns))) / turns
  return () => sampleBurst(timed, sampling, turns * undisturbed)
}

async function repeat({ once }: Job, turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await once()
}

/** Gives the least that a run took, in milliseconds. */
async function warm({ once }: Job): Promise<number> {
  const taken: number[] = []
  const isCold = (spent: number) =>
    spent < warmUp.budget || (taken.length < warmUp.runs && spent < warmUp.longest)
  for (let spent = 0; isCold(spent); ) {
    const ms = await duration(once)
    taken.push(ms)
    spent += ms
  }
  return taken.reduce((least, ms) => Math.min(least, ms))
}
