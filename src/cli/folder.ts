import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Refuses a file in a folder that is not there, before work is done whose outcome could not be kept. */
export function checkFolder(option: string, path: string | undefined): void {
  if (path !== undefined && !existsSync(dirname(resolve(path)))) {
    throw new Error(`${option} ${path}: there is no such folder; create it first`)
  }
}
