import { hostedSubject } from './host/hosted.ts'
import type { Manifest } from './manifest.ts'
import { defaultLimits, type Limits } from './processes/limits.ts'
import { programSubject } from './program/program.ts'
import type { Subject } from './subject.ts'

/** The subject of a manifest, be it models or a program, in a process of its own. Throws a DataError where there is none. */
export const openSubject = (manifest: Manifest, limits: Limits = defaultLimits): Promise<Subject> =>
  manifest.command ? programSubject(manifest, limits) : hostedSubject(manifest, limits)
