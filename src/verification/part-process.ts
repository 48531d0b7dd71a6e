import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { packageRoot } from '../data/package-root.ts'
import type { Row } from '../report/row.ts'
import type { PartAnswer, PartRequest } from './part.ts'
import type { Verification } from './verify.ts'

type Progress = Extract<PartAnswer, { progress: unknown }>['progress']

/** A process that verifies parts, one after the other. */
export interface PartProcess {
  /** One that ends before its time makes its part an error; the next part gets a fresh one. */
  verify(request: PartRequest, onProgress: (progress: Progress) => void): Promise<Verification>
  end(): void
}

/** To start a process takes a second; one that has grown beyond this makes way for a fresh one. Bytes. */
const grown = 500 * 2 ** 20

/** Starts nothing yet. */
export function partProcess(): PartProcess {
  let child: ChildProcess | undefined
  const end = () => {
    if (child?.connected) child.disconnect()
    child = undefined
  }
  return {
    end,
    async verify(request, onProgress) {
      if (!child?.connected) child = start()
      const { result, memory } = await answerOf(child, request, onProgress)
      if (memory > grown) end()
      return result
    },
  }
}

/**
 * The command itself: it finds the sources or what was built of them. The cores are taken by processes already, one each:
 * threads that collect garbage would only be in their way, by a tenth of the time.
 */
const start = (): ChildProcess =>
  fork(join(packageRoot(), 'scripts/touchstone.mjs'), ['verify-part'], {
    serialization: 'advanced',
    execArgv: [...process.execArgv, '--single-threaded-gc'],
  })

interface Answer {
  readonly result: Verification
  /** Of the process, in bytes; without end where there is no process any more. */
  readonly memory: number
}

function answerOf(
  child: ChildProcess,
  request: PartRequest,
  onProgress: (progress: Progress) => void,
): Promise<Answer> {
  return new Promise((resolve) => {
    const done = (answer: Answer) => {
      child.removeAllListeners()
      resolve(answer)
    }
    const gone = (reason: string) =>
      done({ result: failed(request, reason), memory: Number.POSITIVE_INFINITY })
    child.on('message', (answer: PartAnswer) => {
      if ('progress' in answer) onProgress(answer.progress)
      else if ('result' in answer) done(answer)
      else gone(answer.problem)
    })
    child.on('error', ({ message }) => gone(message))
    child.on('exit', () => gone(endOf(child)))
    child.send(request)
  })
}

/** How the process that had a part ended, as a reason. */
function endOf({ exitCode, signalCode }: ChildProcess): string {
  const how = signalCode ? `was ended by ${signalCode}` : `ended with exit code ${exitCode}`
  return `the process that verified it ${how} before it was done`
}

function failed({ names, engines }: PartRequest, reason: string): Verification {
  const row = (model: string, engine: string): Row => ({
    model,
    engine,
    kind: 'law',
    name: 'verify',
    verdict: 'error',
    reason,
  })
  return { rows: names.flatMap((name) => engines.map((engine) => row(name, engine))), figures: [] }
}
