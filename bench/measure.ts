import { float64Engine } from '../src/engines/float64.ts'
import { checkAgreement } from './agreement.ts'
import { engineRunner } from './engine-runner.ts'
import type { Samples } from './rows.ts'
import type { BenchCase, Job, Runner } from './runner.ts'
import { type Sampling, sample } from './sample.ts'

export interface MeasureOptions {
  readonly rounds: number
  readonly sampling: Sampling
  readonly signal: AbortSignal
  /** Called after every runner's turn in every round. */
  readonly onTurn: () => void
}

/**
 * Times a case on all runners in rounds, ABC BCA CAB, so that whatever else the machine does meets all alike. Throws
 * where a runner computes something else than the float64 engine.
 */
export async function measure(
  benchCase: BenchCase,
  runners: readonly Runner[],
  options: MeasureOptions,
): Promise<Samples> {
  const expected = await expectedNumbers(benchCase)
  const jobs: { name: string; job: Job }[] = []
  try {
    for (const runner of runners) {
      options.signal.throwIfAborted()
      const job = await runner.prepare(benchCase)
      jobs.push({ name: runner.name, job })
      checkAgreement(`${benchCase.name} on ${runner.name}`, await job.check(), expected)
    }
    return await inRounds(jobs, options)
  } finally {
    for (const { job } of jobs) await job.dispose()
  }
}

async function inRounds(
  jobs: readonly { name: string; job: Job }[],
  { rounds, sampling, signal, onTurn }: MeasureOptions,
): Promise<Samples> {
  const samples = new Map<string, number[]>(jobs.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < jobs.length; turn++) {
      const { name, job } = jobs[(round + turn) % jobs.length]
      // A turn of the event loop, in which a signal is heard.
      await new Promise((resolve) => setImmediate(resolve))
      signal.throwIfAborted()
      samples.get(name)?.push(...(await sample(job, sampling)))
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
