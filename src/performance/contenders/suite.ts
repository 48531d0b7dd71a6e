import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { packageRoot } from '../../data/package-root.ts'
import type { Contender, Session } from './contender.ts'
import { lastLines } from './last-lines.ts'
import type { Answer, Request } from './serve.ts'

/** Our own suite, as the package in a folder runs it; this one unless told. */
export function suiteContender(label: string, root = packageRoot()): Contender {
  return processContender(label, join(root, 'scripts/touchstone.mjs'), ['bench-part'])
}

/** What serves benchmarks when it is run as a script of Node. */
export function processContender(label: string, script: string, args: readonly string[]): Contender {
  const open = async (signal?: AbortSignal) => {
    const child = fork(script, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] })
    const stop = () => child.kill()
    signal?.addEventListener('abort', stop)
    child.once('exit', () => signal?.removeEventListener('abort', stop))
    return startProcess(label, child)
  }
  return {
    label,
    async start(signal) {
      const { benchmarks, ask, end } = await open(signal)
      const sample: Session['sample'] = async (benchmark) => {
        const answer = await ask({ sample: benchmark })
        return 'samples' in answer ? answer.samples : []
      }
      return { benchmarks, sample, end }
    },
    async counters(signal) {
      const { ask, end } = await open(signal)
      try {
        const answer = await ask({ counters: true })
        return 'counters' in answer ? answer.counters : {}
      } finally {
        await end()
      }
    },
  }
}

async function startProcess(label: string, child: ChildProcess) {
  const last = lastLines(child)
  const next = () => answerOf(label, child, last)
  const opened = await next()
  return {
    benchmarks: 'benchmarks' in opened ? opened.benchmarks : [],
    ask(request: Request): Promise<Answer> {
      const answer = next()
      child.send(request)
      return answer
    },
    end: () =>
      new Promise<void>((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve()
        child.once('exit', () => resolve())
        child.kill()
      }),
  }
}

/** The next thing that a process says, or why it says nothing any more. */
async function answerOf(label: string, child: ChildProcess, last: () => string): Promise<Answer> {
  const heard = new AbortController()
  const next = (event: string) => once(child, event, { signal: heard.signal })
  try {
    const answer = await Promise.race([
      next('message').then(([answer]): Answer => answer),
      next('close').then(([code, signal]): Answer => {
        const how = signal ?? `exit code ${code}`
        return { problem: `the process that runs its benchmarks ended (${how}): ${last()}` }
      }),
    ])
    if ('problem' in answer) throw new Error(`${label}: ${answer.problem}`)
    return answer
  } finally {
    heard.abort()
  }
}
