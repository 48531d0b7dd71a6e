import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../src/data/package-root.ts'
import { thisMachine } from '../src/report/this-machine.ts'

/** What figures depend on besides the code. `load` is the average of the last minute: above 0, others are running. */
export interface Machine extends ReturnType<typeof thisMachine> {
  readonly load: number
}

export const machine = (): Machine => ({ ...thisMachine(), load: loadavg()[0] })

/** The versions of installed packages, by name. */
export const versionsOf = (...packages: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    packages.map((name) => [name, versionIn(join(packageRoot(), 'node_modules', name, 'package.json'))]),
  )

export const ownVersion = (): string => versionIn(join(packageRoot(), 'package.json'))

const versionIn = (path: string): string => JSON.parse(readFileSync(path, 'utf8')).version
