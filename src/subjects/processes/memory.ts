import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'

/**
 * Bytes of memory that a process and all that it started hold at the moment; 0 where the system does not tell.
 * `pid` leads a group of its own.
 */
export const residentMemory = async (pid: number): Promise<number> =>
  process.platform === 'linux' ? residentOfTree(pid) : await residentOfGroup(pid)

/** Linux tells of each process by files, at no cost to speak of. */
function residentOfTree(pid: number): number {
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(told(`/proc/${pid}/status`)) ?? []
  return childrenOf(pid).reduce((sum, child) => sum + residentOfTree(child), Number(kilobytes) * 1024)
}

function childrenOf(pid: number): number[] {
  const threads = listed(`/proc/${pid}/task`)
  return threads
    .flatMap((thread) => told(`/proc/${pid}/task/${thread}/children`).match(/\d+/g) ?? [])
    .map(Number)
}

/** Nothing, where the process is gone by now. */
function told(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

function listed(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

const run = promisify(execFile)

/** Other systems are asked by `ps`, which POSIX has; Windows has none. */
async function residentOfGroup(group: number): Promise<number> {
  try {
    const { stdout } = await run('ps', ['-A', '-o', 'pgid=,rss='])
    const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number))
    return rows.reduce((sum, [of, kilobytes]) => (of === group ? sum + kilobytes * 1024 : sum), 0)
  } catch {
    return 0
  }
}
