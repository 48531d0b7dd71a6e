import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Rounds } from '../measuring/rounds.ts'
import { type Ladder, nameOf } from './ladder.ts'

const execute = promisify(execFile)
const part = fileURLToPath(new URL('memory-part.ts', import.meta.url))

/** The heap of short-lived objects is kept small: how far it happens to grow is no matter of the work's. */
const flags = ['--expose-gc', '--max-semi-space-size=1']

/** The C library is to give every large array a mapping of its own, which goes back as soon as it is freed. */
const environment = { MALLOC_MMAP_THRESHOLD_: '65536', MALLOC_TRIM_THRESHOLD_: '65536' }

const mebibyte = 2 ** 20

/** MiB at each of the sizes, round by round, each in a fresh process: what one has taken from the system it seldom gives back. */
export async function memoryOf(
  ladder: Ladder,
  runner: string,
  { rounds, signal, onTurn }: { rounds: number; signal: AbortSignal; onTurn: () => void },
): Promise<Rounds[]> {
  const sizes = ladder.sizes[runner]
  const samples: number[][][] = sizes.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (const [i, size] of sizes.entries()) {
      const args = [...process.execArgv, ...flags, part, nameOf(ladder), runner, String(size)]
      const { stdout } = await execute(process.execPath, args, {
        signal,
        env: { ...process.env, ...environment },
      })
      samples[i].push([Number(stdout) / mebibyte])
      onTurn()
    }
  }
  return samples
}
