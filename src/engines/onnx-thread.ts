import { Worker } from 'node:worker_threads'
import type { Cells, Session, Sessions } from './onnx-session.ts'

/**
 * Sessions in a thread of their own, so that this one goes on while they compute: it draws the next batches, shows how far
 * it is, and hears signals. The thread starts with the first session, and keeps no process alive that does not wait for it.
 */
export function sessionsInThread(): Sessions {
  let thread: Thread | undefined
  let opened = 0
  return {
    async open(model, options) {
      thread ??= startThread()
      const { ask } = thread
      const session = ++opened
      const version = (await ask({ do: 'open', session, model, options })) as string
      return { version, ...sessionOf(ask, session) }
    },
    async end() {
      const ending = thread
      thread = undefined
      await ending?.end()
    },
  }
}

function sessionOf(ask: Thread['ask'], session: number): Omit<Session, 'version'> {
  return {
    async run(inputs) {
      const copies = inputs.map(({ data, shape }) => ({ data: data.slice(), shape }))
      const buffers = copies.map(({ data }) => data.buffer as ArrayBuffer)
      return (await ask({ do: 'run', session, inputs: copies }, buffers)) as Cells[]
    },
    async release() {
      await ask({ do: 'release', session })
    },
  }
}

interface Thread {
  /** Throws what went wrong there, or that the thread has ended. */
  ask(request: object, transferred?: readonly ArrayBuffer[]): Promise<unknown>
  end(): Promise<void>
}

type Answer = { readonly id: number } & ({ readonly result: unknown } | { readonly problem: string })

interface Waiting {
  resolve(result: unknown): void
  reject(problem: Error): void
}

function startThread(): Thread {
  const worker = new Worker(new URL('./onnx-worker.js', import.meta.url), { execArgv: [] })
  const waiting = new Map<number, Waiting>()
  let asked = 0
  let gone: Error | undefined
  const settle = (id: number, how: (one: Waiting) => void) => {
    const one = waiting.get(id)
    waiting.delete(id)
    if (waiting.size === 0) worker.unref()
    if (one) how(one)
  }
  const failAll = (problem: Error) => {
    gone ??= problem
    for (const id of [...waiting.keys()]) settle(id, ({ reject }) => reject(problem))
  }
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  worker.unref()
  worker.on('message', ({ id, ...answer }: Answer) =>
    settle(id, ({ resolve, reject }) =>
      'problem' in answer ? reject(new Error(answer.problem)) : resolve(answer.result),
    ),
  )
  worker.on('error', ({ message }) => failAll(new Error(`onnx: the thread that computes ended: ${message}`)))
  worker.on('exit', () => failAll(new Error('onnx: the thread that computes has ended; make a new engine')))
  const ask: Thread['ask'] = (request, transferred = []) =>
    new Promise((resolve, reject) => {
      if (gone) throw gone
      const id = ++asked
      waiting.set(id, { resolve, reject })
      worker.ref()
      worker.postMessage({ id, ...request }, transferred)
    })
  return {
    ask,
    async end() {
      worker.ref()
      worker.postMessage('end')
      await exited
    },
  }
}
