import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { onExit } from 'signal-exit'
import { fileFailure, systemCode } from '../../data/file-error.ts'
import { formatBytes } from '../../data/read-options.ts'
import { hasGroups, killGroup } from './group.ts'
import { residentMemory } from './memory.ts'

/** Why a process is no more, as the rest of a sentence: 'was ended by SIGFPE'; and what may be done about it. */
export interface Ending {
  readonly how: string
  readonly cure?: string
  /** Whether it is because no answer came in time. */
  readonly isSilence?: boolean
  /** What ended it, where that is a signal of the system's. */
  readonly signal?: string
}

/** A process in an empty folder, whose memory is watched, and that ends when we do. */
export interface Contained {
  readonly child: ChildProcess
  /** Settles once the process is gone, or is being killed. */
  readonly ending: Promise<Ending>
  /** Ends it and what it started, at once. */
  kill(ending: Ending): void
}

/** Starts a program; `options` are those of node:child_process. The folder that it works in is gone when it is. */
export function contain(command: readonly string[], memory: number, options: SpawnOptions): Contained {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-subject-'))
  const [file, ...args] = command
  const child = spawn(file, args, { ...options, cwd: folder, detached: hasGroups })
  let settle: (ending: Ending) => void = () => {}
  const ending = new Promise<Ending>((resolve) => {
    settle = resolve
  })
  const kill = (why: Ending) => {
    settle(why)
    killGroup(child)
    letGo(child)
  }
  const remove = () => {
    living.delete(end)
    removeFolder(folder)
  }
  const end = () => {
    killGroup(child)
    remove()
  }
  living.add(end)
  child.on('error', (error) => {
    kill(notStarted(error))
    if (child.pid === undefined) remove()
  })
  child.once('exit', async () => {
    killGroup(child)
    // Its last words may still be on their way.
    await Promise.race([new Promise((done) => child.once('close', done)), pause(200)])
    settle(endOf(child))
    letGo(child)
    remove()
  })
  void watchMemory(child, memory, kill)
  return { child, ending, kill }
}

/** A stranger may have made it such that it can't be removed. */
function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  } catch {
    // The system clears its temporary folder.
  }
}

/** We must be able to end even where something that it started still holds its output open. */
function letGo(child: ChildProcess): void {
  for (const stream of child.stdio) stream?.destroy()
  if (child.connected) child.disconnect()
  child.unref()
}

/** What is to be ended when this process ends, be it by a signal. */
const living = new Set<() => void>()
onExit(() => {
  for (const end of living) end()
})

const notStarted = (error: Error): Ending => ({
  how: `cannot be started: ${systemCode(error) === 'ENOENT' ? 'there is none of that name' : fileFailure(error)}`,
  cure: 'install it, or give its path, as ./program for one beside the manifest',
})

const endOf = ({ exitCode, signalCode }: ChildProcess): Ending =>
  signalCode
    ? { how: `was ended by ${signalCode}`, signal: signalCode }
    : { how: `ended with exit code ${exitCode}` }

const betweenLooks = 50

async function watchMemory(child: ChildProcess, most: number, kill: (why: Ending) => void): Promise<void> {
  while (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    const held = await residentMemory(child.pid)
    if (held > most) {
      kill({
        how: `went over the limit of ${formatBytes(most)} of memory`,
        cure: 'make it smaller, or raise --memory-limit',
      })
      return
    }
    await pause(betweenLooks, undefined, { ref: false })
  }
}
