import { float64Engine } from '../../src/engines/float64.ts'
import type { BenchCase } from '../cases/case.ts'
import type { Samples } from '../report/rows.ts'
import { engineRunner } from '../runners/engines/runner.ts'
import { type Job, type Runner, Unsupported } from '../runners/runner.ts'
import { checkAgreement } from './agreement.ts'
import type { Rounds } from './rounds.ts'
import { type Sampling, sample } from './sample.ts'

export interface MeasureOptions {
  readonly rounds: number
  readonly sampling: Sampling
  readonly signal: AbortSignal
  readonly beforeRound: () => Promise<void>
  /** Called after every runner's turn in every round. */
  readonly onTurn: () => void
}

/**
 * Times a case on all runners in rounds, ABC BCA CAB, so that whatever else the machine does meets all alike. A runner
 * that is so slow that it has had its time sits out the rounds that are left. Throws where a runner computes something
 * else than the float64 engine.
 */
export async function measure(
  benchCase: BenchCase,
  runners: readonly Runner[],
  options: MeasureOptions,
): Promise<Samples> {
  const expected = await expectedNumbers(benchCase)
  const jobs = new Map<string, Job>()
  const lacking = new Map<string, string>()
  try {
    for (const runner of runners) {
      options.signal.throwIfAborted()
      try {
        const job = await runner.prepare(benchCase)
        jobs.set(runner.name, job)
        checkAgreement(`${benchCase.name} on ${runner.name}`, await job.check(), expected)
      } catch (error) {
        if (!(error instanceof Unsupported)) throw error
        lacking.set(runner.name, error.message)
      }
    }
    const able = [...jobs].filter(([name]) => !lacking.has(name))
    const samples = await inRounds(able, options)
    return new Map(runners.map(({ name }) => [name, lacking.get(name) ?? samples.get(name) ?? []]))
  } finally {
    for (const job of jobs.values()) await job.dispose()
  }
}

async function inRounds(
  jobs: readonly (readonly [string, Job])[],
  { rounds, sampling, signal, beforeRound, onTurn }: MeasureOptions,
): Promise<ReadonlyMap<string, Rounds>> {
  const samples = new Map<string, (readonly number[])[]>(jobs.map(([name]) => [name, []]))
  const spent = new Map<string, number>()
  for (let round = 0; round < rounds; round++) {
    await beforeRound()
    for (let turn = 0; turn < jobs.length; turn++) {
      const [name, job] = jobs[(round + turn) % jobs.length]
      // A turn of the event loop, in which a signal is heard.
      await new Promise((resolve) => setImmediate(resolve))
      signal.throwIfAborted()
      const before = spent.get(name) ?? 0
      const started = performance.now()
      if (before < 2 * rounds * sampling.budget) samples.get(name)?.push(await sample(job, sampling))
      spent.set(name, before + performance.now() - started)
      onTurn()
    }
  }
  return samples
}

async function expectedNumbers(benchCase: BenchCase): Promise<ArrayLike<number>> {
  const job = await engineRunner(float64Engine(), {}).prepare(benchCase)
  try {
    return await job.check()
  } finally {
    await job.dispose()
  }
}
