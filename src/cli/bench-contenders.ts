import { commandContender } from '../performance/contenders/command.ts'
import type { Contender } from '../performance/contenders/contender.ts'
import { subjectContender } from '../performance/contenders/subject.ts'
import { suiteContender } from '../performance/contenders/suite.ts'
import { type Checkout, checkout } from '../performance/revisions.ts'

/** What is timed, as the command line says it. */
export interface Asked {
  readonly manifest?: string
  readonly command?: string
  readonly ab?: string
  readonly abCommand?: string
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

/** The contenders that are asked for. Throws where a manifest or a revision is none. */
export async function contendersOf(asked: Asked): Promise<Contenders> {
  const { manifest, command, ab, abCommand } = asked
  if (ab) return revisions(ab)
  const head = command
    ? commandContender(command)
    : manifest
      ? await subjectContender(manifest)
      : suiteContender('the suite')
  return { head, ...(abCommand ? { base: commandContender(abCommand) } : {}), remove: async () => {} }
}

/** 'A' beside this tree, or 'A..B': A beside B. */
async function revisions(range: string): Promise<Contenders> {
  const [older, newer] = range.split('..')
  const checkouts: Checkout[] = []
  const remove = async () => {
    for (const { remove } of checkouts) await remove()
  }
  const at = async (revision: string) => {
    const found = await checkout(revision)
    checkouts.push(found)
    return suiteContender(revision, found.root)
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
