import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { nameOf } from './ladder.ts'
import { ladders } from './ladders.ts'

/**
 * A process of its own for one measurement: ladder, runner, size. Prints the bytes that the work took at its peak, beyond
 * what the process held when it had done the same at size 1; a page at the least.
 */
const [name, runner, size] = process.argv.slice(2)
const page = 4096

const ladder = ladders.find((one) => nameOf(one) === name)!

async function runAt(size: number): Promise<void> {
  const task = await ladder.prepare(runner, size)
  await task.run()
  await task.dispose()
}

/** Garbage is freed by threads that take their time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) {
    globalThis.gc!()
    await setTimeout(50)
  }
}

/** Resident bytes by Linux's account: now, or at the peak since it was last reset. */
function resident(field: 'VmRSS' | 'VmHWM'): number {
  const line = readFileSync('/proc/self/status', 'utf8').match(new RegExp(`${field}:\\s+(\\d+) kB`))
  return 1024 * Number(line![1])
}

await runAt(1)
await settle()
const before = resident('VmRSS')
writeFileSync('/proc/self/clear_refs', '5')
await runAt(Number(size))
process.stdout.write(`${Math.max(page, resident('VmHWM') - before)}\n`)
