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

/** Runs, and milliseconds of them, before the first sample: compilers of JavaScript and WebAssembly go on at work meanwhile. */
const warmUp = { runs: 3, budget: 60 }

/** Serves the parent process until it closes the channel. Throws where there is no parent. */
export function serveBenchmarks(benchmarks: readonly Benchmark[] = suite): void {
  if (!process.send) throw new Error('bench-part is for bench itself; use touchstone bench')
  const tell = (answer: Answer) => process.send?.(answer)
  const jobs = preparing(benchmarks)
  process.on('message', async (request: Request) => {
    try {
      if ('counters' in request) return tell({ counters: await countersOf(workloads) })
      const { once } = await jobs(request.sample)
      tell({ samples: await sampleBurst(() => duration(once), sampling) })
    } catch (error) {
      tell({ problem: error instanceof Error ? error.message : String(error) })
    }
  })
  tell({ benchmarks: benchmarks.map(({ name }) => name) })
}

/** Jobs by name, each made ready and warm when it is first asked for. */
function preparing(benchmarks: readonly Benchmark[]): (name: string) => Promise<Job> {
  const engines = new Map<string, Promise<Engine>>()
  const jobs = new Map<string, Promise<Job>>()
  async function prepare(name: string): Promise<Job> {
    const found = benchmarks.find((benchmark) => benchmark.name === name)
    if (!found) throw new RangeError(`no benchmark is called '${name}'`)
    const engine = engines.get(found.engine) ?? engineNamed(found.engine)
    engines.set(found.engine, engine)
    const job = await found.workload.prepare(await engine)
    await warm(job)
    return job
  }
  return (name) => {
    const job = jobs.get(name) ?? prepare(name)
    jobs.set(name, job)
    return job
  }
}

async function warm({ once }: Job): Promise<void> {
  let spent = 0
  for (let run = 0; run < warmUp.runs || spent < warmUp.budget; run++) spent += await duration(once)
}
