import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packageName = 'touchstone-ml'

function isRoot(folder: string): boolean {
  const path = join(folder, 'package.json')
  return existsSync(path) && JSON.parse(readFileSync(path, 'utf8')).name === packageName
}

/**
 * The folder of this package: the nearest one above this file whose package.json has its name. The file runs
 * from src/ and, built, from dist/src/. Throws an Error where there is none.
 */
export function packageRoot(): string {
  const start = dirname(fileURLToPath(import.meta.url))
  for (let folder = start; ; folder = dirname(folder)) {
    if (isRoot(folder)) return folder
    if (folder === dirname(folder)) {
      throw new Error(`no package.json of ${packageName} above ${start}; install the package again`)
    }
  }
}
