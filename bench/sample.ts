import { Bench } from 'tinybench'
import type { Job } from './runner.ts'

export interface Sampling {
  /** Milliseconds that a runner gets for a case in a round. */
  readonly budget: number
  /** The most samples of a round: more of a fast job tell nothing new. */
  readonly most: number
}

/**
 * A round's samples, in milliseconds: one run to warm up, then as many as the budget allows. A run that takes more than
 * all of it is the sample itself: such a job was warm enough from the steps that were checked.
 */
export async function sample(job: Job, { budget, most }: Sampling): Promise<number[]> {
  const timed = async () => {
    const started = performance.now()
    return (await job.once()) ?? performance.now() - started
  }
  await job.begin()
  const expected = await timed()
  if (expected > budget) return [expected / job.steps]
  const bench = new Bench({
    iterations: Math.min(most, Math.floor(budget / expected)),
    time: 0,
    warmup: false,
    retainSamples: true,
    throws: true,
  })
  bench.add('job', async () => ({ overriddenDuration: (await timed()) / job.steps }), { async: true })
  await bench.run()
  const { result } = bench.tasks[0]
  if (!('latency' in result)) throw new Error(`the timing ended as '${result.state}'`)
  return [...(result.latency.samples ?? [])]
}
