import { commandContender } from '../performance/contenders/command.ts'
import type { Contender } from '../performance/contenders/contender.ts'
import { subjectContender } from '../performance/contenders/subject.ts'
import { suiteContender } from '../performance/contenders/suite.ts'
import { type Checkout, checkout, revisionsIn } from '../performance/revisions.ts'

/** What is timed, as the command line says it. */
export interface Asked {
  readonly manifest?: string
  readonly command?: string
  readonly ab?: string
  readonly abCommand?: string
  /** Seconds, of one run of a command. */
  readonly limit: number
}

export interface Contenders {
  readonly head: Contender
  /** What runs beside it. */
  readonly base?: Contender
  /** Removes what was checked out. */
  remove(): Promise<void>
}

/** Throws where the command line asks for what does not go together. */
export function checkAsked({ manifest, command, ab, abCommand }: Asked): void {
  if (manifest && command) throw new Error('a subject or --command: time one of them')
  if (ab && (manifest || command))
    throw new Error('--ab is for our own suite; use --against, or --ab-command')
  if (abCommand && !command) throw new Error('--ab-command needs --command, which it is compared with')
}

/** The contenders that are asked for. Throws where a manifest or a revision is none, and at a signal. */
export async function contendersOf(asked: Asked, signal: AbortSignal): Promise<Contenders> {
  const { manifest, command, ab, abCommand, limit: longest } = asked
  if (ab) return revisions(ab, signal)
  const head = command
    ? commandContender(command, { longest })
    : manifest
      ? await subjectContender(manifest)
      : suiteContender('the suite')
  return {
    head,
    ...(abCommand ? { base: commandContender(abCommand, { longest }) } : {}),
    remove: async () => {},
  }
}

/** 'A' beside this tree, or 'A..B': A beside B. */
async function revisions(range: string, signal: AbortSignal): Promise<Contenders> {
  const [older, newer] = revisionsIn(range)
  const checkouts: Checkout[] = []
  const remove = async () => {
    for (const { remove } of checkouts) await remove()
  }
  const at = async (revision: string) => {
    const found = await checkout(revision)
    checkouts.push(found)
    signal.throwIfAborted()
    return { ...suiteContender(revision, found.root), doubts: found.doubts }
  }
  try {
    const base = await at(older)
    const head = newer ? await at(newer) : suiteContender('this tree')
    return { base, head, remove }
  } catch (error) {
    await remove()
    throw error
  }
}
