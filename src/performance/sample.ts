import { Bench } from 'tinybench'

export interface Sampling {
  /** Milliseconds that a burst of samples takes, unless one alone takes longer. */
  readonly budget: number
  /** The most samples of a burst: more of a fast job tell nothing new. */
  readonly most: number
}

/**
 * A burst of samples in milliseconds, as many as the budget allows. `timed` does the work and gives the time that it
 * took; how long that is where nothing disturbs it may be known, and is found out by a first run otherwise. A first run
 * that takes more than all of the budget is the sample itself.
 */
export async function sampleBurst(
  timed: () => Promise<number>,
  { budget, most }: Sampling,
  known?: number,
): Promise<readonly number[]> {
  const expected = known ?? (await timed())
  if (known === undefined && expected > budget) return [expected]
  const bench = new Bench({
    iterations: Math.min(most, Math.max(1, Math.floor(budget / expected))),
    time: 0,
    warmup: false,
    retainSamples: true,
    throws: true,
  })
  bench.add('job', async () => ({ overriddenDuration: await timed() }), { async: true })
  await bench.run()
  const { result } = bench.tasks[0]
  if (!('latency' in result)) throw new Error(`the timing ended as '${result.state}'`)
  return result.latency.samples ?? []
}

/** How long something takes, in milliseconds. */
export async function duration(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}
