import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { DataError } from '../../data/data-error.ts'
import type { Manifest } from '../manifest.ts'
import { contain, type Ending } from '../processes/contained.ts'
import type { Link } from '../processes/dialogue.ts'
import { guard } from '../processes/guard.ts'
import { defaultLimits, type Limits } from '../processes/limits.ts'
import type { Subject } from '../subject.ts'
import { type HostAnswer, type HostRequest, type Method, pack, unpack, withFacts } from './messages.ts'

/**
 * A stranger's ONNX files as a subject, which run in a process of their own: whatever they make of ONNX Runtime, a crash,
 * a loop without end or a hunger for memory, ends that process and becomes an error of the call.
 * Throws a DataError where a model is refused, is not what the manifest says of it, or does such harm already when loaded.
 */
export async function hostedSubject(manifest: Manifest, limits: Limits = defaultLimits): Promise<Subject> {
  const host = guard({
    name: `${manifest.path}: the process that runs its models`,
    limits,
    launch: () => launch(limits.memory),
    opening: { open: manifest } satisfies HostRequest as HostRequest,
  })
  try {
    const opened = told(await host.open())
    if (!('facts' in opened)) throw new Error('the host answered something else than it was asked')
    const methodAt =
      (method: string, precisely: boolean): Method =>
      async (name, ...given) => {
        const answer = told(await host.ask({ method, precisely, name, given: given.map(pack) }, name))
        return 'values' in answer && answer.values ? unpack(answer.values) : undefined
      }
    return withFacts(opened.facts, methodAt, host.close)
  } catch (error) {
    await host.close()
    throw error
  }
}

function told(answer: HostAnswer): Exclude<HostAnswer, { problem: string }> {
  if ('problem' in answer) throw new DataError(answer.problem)
  return answer
}

/** Node runs what was built; the sources want a translator, by its full path: the process works in a folder of its own. */
const translator = import.meta.url.endsWith('.ts')
  ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
  : []
const entry = fileURLToPath(new URL(`./serve${import.meta.url.slice(-3)}`, import.meta.url))

function launch(memory: number): Link<HostRequest, HostAnswer> {
  const contained = contain([process.execPath, ...translator, entry], memory, {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  })
  const { child } = contained
  return {
    contained: { ...contained, ending: contained.ending.then(explained) },
    send: (request) => child.send(request, () => {}),
    receive: (told) => child.on('message', (answer) => told(answer as HostAnswer)),
  }
}

const explained = (why: Ending): Ending =>
  why.signal ? { ...why, cure: crashes[why.signal] ?? 'a model makes ONNX Runtime crash; simplify it' } : why

const crashes: Readonly<Record<string, string>> = {
  SIGFPE: 'a model divides whole numbers where that has no result; guard the division',
  SIGABRT: 'a model makes it run out of memory, or fail a check of its own; simplify it',
}
