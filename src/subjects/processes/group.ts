import type { ChildProcess } from 'node:child_process'

/** Where a process started as `detached` leads a group, with all that it starts, which a signal reaches as a whole. */
export const hasGroups = process.platform !== 'win32'

/** Ends a process that leads a group, and all that it started, at once. */
export function killGroup({ pid }: Pick<ChildProcess, 'pid'>): void {
  if (pid === undefined) return
  try {
    process.kill(hasGroups ? -pid : pid, 'SIGKILL')
  } catch {
    // None of them is left.
  }
}
