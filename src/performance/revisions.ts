import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { systemCode } from '../data/file-error.ts'
import { packageRoot } from '../data/package-root.ts'

/** Sources of a revision, in a folder that is gone once it is removed. */
export interface Checkout {
  readonly root: string
  /** What makes its times doubtful. */
  readonly doubts: readonly string[]
  remove(): Promise<void>
}

/** 'A' is A and this tree, 'A..B' is A and B. Throws where it is neither. */
export function revisionsIn(range: string): readonly [older: string, newer?: string] {
  const [older, newer, ...more] = range.split('..')
  const isRange = older !== '' && newer !== '' && !newer?.startsWith('.') && more.length === 0
  if (!isRange) throw new Error(`--ab ${range}: expected a revision, or two as main..HEAD; give both`)
  return newer === undefined ? [older] : [older, newer]
}

/**
 * Checks a revision out into a temporary folder, beside the packages that are installed here: nothing is installed or
 * built, it runs from its sources.
 * Throws where there is no such revision, no repository, or the revision is older than the benchmarks.
 */
export async function checkout(revision: string, home = packageRoot()): Promise<Checkout> {
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
    return { root, doubts: await packageDoubts(revision, home, root), remove }
  } catch (error) {
    await remove()
    throw error
  }
}

/** Whatever a revision asks for, it runs with the packages that are installed here. */
async function packageDoubts(revision: string, ...roots: readonly string[]): Promise<string[]> {
  const [here, there] = await Promise.all(
    roots.map((root) => readFile(join(root, 'package-lock.json'), 'utf8').catch(() => '')),
  )
  if (here === there) return []
  return [`${revision} has another package-lock.json: it was timed with the packages that are installed here`]
}

async function resolved(home: string, revision: string): Promise<string> {
  try {
    return await git(home, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`)
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') throw new Error('--ab needs git; install it', { cause })
    throw new Error(`--ab ${revision}: git knows no such revision; name a branch, a tag or a commit`, {
      cause,
    })
  }
}

/** In a group of its own, so that Ctrl-C lets it end what it does. */
async function git(home: string, ...args: readonly string[]): Promise<string> {
  const child = spawn('git', ['-C', home, ...args], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('close', resolve),
  )
  const [output, problem, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  if (code === 0) return output.trim()
  throw new Error(`git ${args[0]}: ${problem.trim().split('\n').at(-1) || `exit code ${code}`}`)
}
