import { spawn } from 'node:child_process'
import { hasGroups, killGroup } from '../../subjects/processes/group.ts'
import type { Contender, Session } from './contender.ts'
import { lastLines } from './last-lines.ts'

/** What a command is called that prints no samples of its own: all of it is timed. */
export const wholeProcess = 'whole process'

/** Seconds that one run of a command may take, unless told. */
export const longestRun = 600

interface Run {
  readonly ms: number
  readonly printed?: Readonly<Record<string, readonly number[]>>
}

type Runner = () => Promise<Run>

/**
 * A command line, run by the shell. Timed as a whole process, unless its last line of output is JSON such as
 * `{"samples": {"sort": [1.2, 1.1]}}`: milliseconds that it measured itself, by benchmark.
 * The first run only warms up: caches of files, and what a program builds for itself.
 * Throws where a run fails, or takes longer than `longest` seconds.
 */
export function commandContender(command: string, { longest = longestRun } = {}): Contender {
  let warm: Promise<Run> | undefined
  return {
    label: command,
    counters: async () => ({}),
    async start(signal): Promise<Session> {
      const runOnce = () => run(command, longest, signal)
      warm ??= runOnce()
      const { printed } = await warm
      return printed ? printedSession(await runOnce(), command) : processSession(runOnce)
    },
  }
}

const processSession = (runOnce: Runner): Session => ({
  benchmarks: [wholeProcess],
  sample: async () => [(await runOnce()).ms],
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

async function run(command: string, longest: number, signal?: AbortSignal): Promise<Run> {
  const { ms, output } = await finished(command, longest, signal)
  const printed = samplesIn(output)
  if (printed === undefined) return { ms }
  if (isSamples(printed)) return { ms, printed }
  throw new Error(
    `${command}: expected samples as {"samples": {"sort": [1.2, 1.1]}}, got ${JSON.stringify(printed).slice(0, 80)}`,
  )
}

/** Runs it to its end. It leads a group of its own: what it started ends with it. */
function finished(
  command: string,
  longest: number,
  signal?: AbortSignal,
): Promise<{ ms: number; output: string }> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(command, { shell: true, detached: hasGroups, stdio: ['ignore', 'pipe', 'pipe'] })
    const fail = (reason: string) => reject(new Error(`${command}: ${reason}`))
    const stop = () => {
      killGroup(child)
      // What has left the group may hold them open.
      for (const stream of [child.stdout, child.stderr]) stream.destroy()
    }
    signal?.addEventListener('abort', stop)
    const limit = setTimeout(() => {
      fail(`took longer than ${longest} seconds, and was ended; make it shorter, or raise --limit`)
      stop()
    }, 1000 * longest)
    const last = lastLines(child)
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      output = (output + piece).slice(-(2 ** 24))
    })
    child.on('error', ({ message }) => fail(`cannot be started: ${message}`))
    child.on('close', (code, endedBy) => {
      const ms = performance.now() - started
      clearTimeout(limit)
      signal?.removeEventListener('abort', stop)
      if (code === 0) resolve({ ms, output })
      else fail(`ended with ${endedBy ?? `exit code ${code}`}, and is not timed: ${last()}`)
    })
  })
}

/** What its last line gives as samples, where that is JSON. */
function samplesIn(output: string): unknown {
  try {
    return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '').samples
  } catch {
    return undefined
  }
}

const isSamples = (printed: unknown): printed is Required<Run>['printed'] =>
  typeof printed === 'object' &&
  printed !== null &&
  !Array.isArray(printed) &&
  Object.keys(printed).length > 0 &&
  Object.values(printed).every(Array.isArray)
