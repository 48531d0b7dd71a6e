import { existsSync, readFileSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { packageRoot } from '../data/package-root.ts'
import type { Counters } from './counters.ts'

/**
 * What the files of package.json weigh, and how many packages come with it. A clone has nothing compiled: its sources
 * stand for that, under a name of their own.
 */
export async function packageCounters(root = packageRoot()): Promise<Counters> {
  const isClone = existsSync(join(root, 'src'))
  const { dependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const files = await shippedFiles(root, isClone ? 'src' : 'dist')
  const sizes = await Promise.all(files.map((path) => stat(join(root, path))))
  return {
    [isClone ? 'package: bytes of sources' : 'package: bytes']: sizes.reduce(
      (sum, { size }) => sum + size,
      0,
    ),
    'package: dependencies': Object.keys(dependencies).length,
  }
}

/** Their paths in the package, with slashes. */
export async function shippedFiles(root: string, ...code: readonly string[]): Promise<string[]> {
  const folders = [...code, 'goldens', 'scripts']
  return (await Promise.all(folders.map((folder) => filesIn(root, folder)))).flat()
}

async function filesIn(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)).split(sep).join('/'))
    .filter(isShipped)
}

/** As package.json says in its `files`. */
const isShipped = (path: string): boolean =>
  path.startsWith('scripts/')
    ? path === 'scripts/touchstone.mjs' ||
      (path.startsWith('scripts/adapters/') && !path.includes('/__pycache__/'))
    : !(path.startsWith('goldens/') && path.endsWith('.ts'))
