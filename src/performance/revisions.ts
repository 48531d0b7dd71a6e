import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { packageRoot } from '../data/package-root.ts'

const execute = promisify(execFile)

/** Sources of a revision, in a folder that is gone once it is removed. */
export interface Checkout {
  readonly root: string
  remove(): Promise<void>
}

/**
 * Checks a revision out into a temporary folder, beside the packages that are installed here; it runs from its sources.
 * Throws where there is no such revision, no repository, or the revision is older than the benchmarks.
 */
export async function checkout(revision: string): Promise<Checkout> {
  const home = packageRoot()
  if (!existsSync(join(home, '.git'))) {
    throw new Error(
      '--ab needs a clone of Touchstone, with git; compare an installed one by --save and --against',
    )
  }
  const commit = await resolved(home, revision)
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-bench-'))
  const root = join(folder, 'tree')
  const remove = async () => {
    await git(home, 'worktree', 'remove', '--force', root).catch(() => undefined)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await git(home, '-c', 'core.hooksPath=/dev/null', 'worktree', 'add', '--quiet', '--detach', root, commit)
    await symlink(join(home, 'node_modules'), join(root, 'node_modules'))
    if (!existsSync(join(root, 'src/cli/bench-part.ts'))) {
      throw new Error(`--ab ${revision}: has no benchmarks yet; choose a later revision`)
    }
    return { root, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

async function resolved(home: string, revision: string): Promise<string> {
  try {
    return await git(home, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`)
  } catch (cause) {
    throw new Error(`--ab ${revision}: git knows no such revision; name a branch, a tag or a commit`, {
      cause,
    })
  }
}

const git = async (home: string, ...args: readonly string[]): Promise<string> =>
  (await execute('git', ['-C', home, ...args])).stdout.trim()
