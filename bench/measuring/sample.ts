import { type Sampling, sampleBurst } from '../../src/performance/sample.ts'
import type { Job } from '../runners/runner.ts'

export type { Sampling }

/** A round's samples, in milliseconds. A job that takes more than its budget was warm enough from the steps that were checked. */
export async function sample(job: Job, sampling: Sampling): Promise<number[]> {
  const timed = async () => {
    const started = performance.now()
    return (await job.once()) ?? performance.now() - started
  }
  await job.begin()
  const samples = await sampleBurst(timed, sampling)
  return samples.map((ms) => ms / job.steps)
}
