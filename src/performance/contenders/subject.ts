import type { Values } from '../../engines/engine.ts'
import { claimedBy, inputsFor } from '../../laws/formula/cases.ts'
import { readManifest } from '../../subjects/manifest.ts'
import { openSubject } from '../../subjects/open.ts'
import { trialInputs } from '../../subjects/program/trial.ts'
import type { Subject } from '../../subjects/subject.ts'
import { duration, sampleBurst } from '../sample.ts'
import type { Contender } from './contender.ts'

/** Rows of a batch, where the subject takes any number. */
const rows = 64

const sampling = { budget: 50, most: 100 }
const warmUps = 3

/** Somebody's implementation: each of its functions, called on a batch. Throws a DataError for a manifest that is none. */
export async function subjectContender(path: string): Promise<Contender> {
  const manifest = await readManifest(path)
  return {
    label: manifest.name,
    counters: async () => ({}),
    async start() {
      const subject = await openSubject(manifest)
      const warm = new Set<string>()
      return {
        benchmarks: Object.keys(subject.functions),
        async sample(name) {
          const inputs = inputsOf(subject, name)
          const timed = () => duration(() => subject.call(name, inputs))
          for (let i = 0; i < warmUps && !warm.has(name); i++) await timed()
          warm.add(name)
          return sampleBurst(timed, sampling)
        },
        end: () => subject.dispose(),
      }
    },
  }
}

const inputsOf = (subject: Subject, name: string): Values =>
  subject.kind === 'formula'
    ? inputsFor(subject, claimedBy(subject), { seed: 1 }, 'generic')
    : trialInputs(subject.functions[name].inputs, subject.batch ?? rows)
