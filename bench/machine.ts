import { readFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../src/data/package-root.ts'

/** What figures depend on besides the code. `load` is the average of the last minute: above 0, others are running. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly node: string
  readonly load: number
}

export function machine(): Machine {
  const processors = cpus()
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    node: process.version,
    load: loadavg()[0],
  }
}

/** The versions of installed packages, by name. */
export const versionsOf = (...packages: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    packages.map((name) => [name, versionIn(join(packageRoot(), 'node_modules', name, 'package.json'))]),
  )

export const ownVersion = (): string => versionIn(join(packageRoot(), 'package.json'))

const versionIn = (path: string): string => JSON.parse(readFileSync(path, 'utf8')).version
