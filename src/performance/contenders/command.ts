import { spawn } from 'node:child_process'
import type { Contender, Session } from './contender.ts'
import { lastLines } from './last-lines.ts'

/** What a command is called that prints no samples of its own: all of it is timed. */
export const wholeProcess = 'whole process'

interface Run {
  readonly ms: number
  readonly printed?: Readonly<Record<string, readonly number[]>>
}

/**
 * A command line, run by the shell. Timed as a whole process, unless its last line of output is JSON such as
 * `{"samples": {"sort": [1.2, 1.1]}}`: milliseconds that it measured itself, by benchmark.
 * The first run only warms up: caches of files, and what a program builds for itself. Throws where a run fails.
 */
export function commandContender(command: string): Contender {
  let warm: Promise<Run> | undefined
  return {
    label: command,
    counters: async () => ({}),
    async start(): Promise<Session> {
      warm ??= run(command)
      const { printed } = await warm
      return printed ? printedSession(await run(command), command) : processSession(command)
    },
  }
}

const processSession = (command: string): Session => ({
  benchmarks: [wholeProcess],
  sample: async () => [(await run(command)).ms],
  end: async () => {},
})

function printedSession({ printed }: Run, command: string): Session {
  if (!printed)
    throw new Error(`${command}: printed samples when it was first run, and none now; print them always`)
  return {
    benchmarks: Object.keys(printed),
    sample: async (benchmark) => printed[benchmark],
    end: async () => {},
  }
}

function run(command: string): Promise<Run> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
    const last = lastLines(child)
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      output = (output + piece).slice(-(2 ** 24))
    })
    child.on('error', ({ message }) => reject(new Error(`${command}: cannot be started: ${message}`)))
    child.on('close', (code, signal) => {
      const ms = performance.now() - started
      if (code !== 0) {
        reject(
          new Error(`${command}: ended with ${signal ?? `exit code ${code}`}, and is not timed: ${last()}`),
        )
      } else resolve({ ms, ...samplesIn(output) })
    })
  })
}

function samplesIn(output: string): Pick<Run, 'printed'> {
  const line = output.trimEnd().split('\n').at(-1) ?? ''
  try {
    const { samples } = JSON.parse(line)
    const isSamples =
      typeof samples === 'object' && samples !== null && Object.values(samples).every(Array.isArray)
    return isSamples ? { printed: samples } : {}
  } catch {
    return {}
  }
}
