import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { residentMemory } from '../../src/subjects/processes/memory.ts'

export interface Ran {
  readonly ms: number
  /** Of the process and all that it started, as seen twenty times a second; 0 where the system does not tell. */
  readonly peakBytes: number
}

const glance = 50 // milliseconds

/** Runs a command as a user does, from its start to its end. Throws where it fails, and says what it said last. */
export async function runCommand(args: readonly string[], signal: AbortSignal): Promise<Ran> {
  const started = performance.now()
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'], signal })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000)
  })
  let peakBytes = 0
  const timer = setInterval(async () => {
    if (child.pid) peakBytes = Math.max(peakBytes, await residentMemory(child.pid))
  }, glance)
  try {
    const [code] = await once(child, 'exit')
    if (code !== 0) throw new Error(`${args.slice(1).join(' ')}: exit code ${code}; ${said.trim()}`)
    return { ms: performance.now() - started, peakBytes }
  } finally {
    clearInterval(timer)
  }
}
