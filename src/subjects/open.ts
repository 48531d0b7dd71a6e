import { hostedSubject } from './host/hosted.ts'
import type { Manifest } from './manifest.ts'
import { defaultLimits, type Limits } from './processes/limits.ts'
import type { Subject } from './subject.ts'

/** The subject of a manifest, whatever it is, in a process of its own. */
export const openSubject = (manifest: Manifest, limits: Limits = defaultLimits): Promise<Subject> =>
  hostedSubject(manifest, limits)
