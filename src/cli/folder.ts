import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Refuses a file in a folder that is not there, or that is none, before work is done whose outcome could not be kept. */
export function checkFolder(option: string, path: string | undefined): void {
  if (path === undefined) return
  if (!existsSync(dirname(resolve(path)))) {
    throw new Error(`${option} ${path}: there is no such folder; create it first`)
  }
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) {
    throw new Error(`${option} ${path}: is not a regular file; choose another path`)
  }
}
