import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

const singleThread = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' }

/** A Python that has PyTorch, and the versions; undefined where there is none. */
export function findPyTorch(): { python: string; versions: Record<string, string> } | undefined {
  const probe =
    'import platform, numpy, torch; print(torch.__version__, numpy.__version__, platform.python_version())'
  for (const python of ['python3', '/usr/bin/python3']) {
    const { status, stdout } = spawnSync(python, ['-c', probe], { encoding: 'utf8', timeout: 60_000 })
    if (status !== 0) continue
    const [torch, numpy, version] = stdout.trim().split(' ')
    return { python, versions: { torch, numpy, python: version } }
  }
  return undefined
}

export type Reply = Readonly<Record<string, unknown>>

export interface PythonProcess {
  /** For files to hand over; it goes with the process. */
  readonly folder: string
  /** One line of JSON there, one back. Throws what went wrong there. */
  ask(request: object): Promise<Reply>
  stop(): Promise<void>
}

/**
 * A Python program that says its folder, then answers lines of JSON. It ends with its standard input, so it never
 * outlives this process.
 */
export async function startPython(python: string, program: string): Promise<PythonProcess> {
  const child = spawn(python, [program], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...singleThread },
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  child.stdin.on('error', () => {}) // it has died; the missing answer says so
  async function read(): Promise<Reply> {
    const { value, done } = await lines.next()
    if (done) throw new Error(`pytorch: ${python} ended without an answer`)
    const reply = JSON.parse(value) as Reply
    if (reply.error !== undefined) throw new Error(`pytorch: ${reply.error}`)
    return reply
  }
  const { folder } = await read()
  return {
    folder: String(folder),
    ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`)
      return read()
    },
    stop: () => stop(child, () => child.stdin.end()),
  }
}

async function stop(child: ChildProcess, ask: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  ask()
  const timer = setTimeout(() => child.kill('SIGKILL'), 2000)
  await exited
  clearTimeout(timer)
}
