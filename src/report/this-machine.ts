import { cpus } from 'node:os'
import type { Report } from './report.ts'

/** What a report says of the machine that it was made on. */
export const thisMachine = (): Report['machine'] => ({
  node: process.version,
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
})
