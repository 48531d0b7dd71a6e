import { sampleBurst } from '../../src/performance/sample.ts'
import type { Rounds } from '../measuring/rounds.ts'
import type { Sampling } from '../measuring/sample.ts'
import type { Ladder, Task } from './ladder.ts'

interface Options {
  readonly rounds: number
  readonly sampling: Sampling
  readonly signal: AbortSignal
  /** Called after every size of every round. */
  readonly onTurn: () => void
}

/** Milliseconds at each of the sizes, round by round: every round goes up all of them, after a first one for warmth. */
export async function timesOf(
  ladder: Ladder,
  runner: string,
  { rounds, sampling, signal, onTurn }: Options,
): Promise<Rounds[]> {
  const sizes = ladder.sizes[runner]
  const samples: number[][][] = sizes.map(() => [])
  const tasks: Task[] = []
  try {
    for (const size of sizes) tasks.push(await ladder.prepare(runner, size))
    for (const task of tasks) await task.run()
    for (let round = 0; round < rounds; round++) {
      for (const [i, task] of tasks.entries()) {
        // A turn of the event loop, in which a signal is heard.
        await new Promise((resolve) => setImmediate(resolve))
        signal.throwIfAborted()
        samples[i].push([...(await sampleBurst(() => timed(task), sampling))])
        onTurn()
      }
    }
    return samples
  } finally {
    for (const task of tasks) await task.dispose()
  }
}

async function timed(task: Task): Promise<number> {
  const started = performance.now()
  await task.run()
  return performance.now() - started
}
