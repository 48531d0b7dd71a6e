import type { Subject } from '../../subjects/subject.ts'
import type { RowsOf } from '../calls.ts'
import type { Residual } from '../law.ts'
import { worst } from '../measure.ts'
import type { Rows } from '../rows.ts'
import { networkRoundoff } from '../vae/roundoff.ts'
import { meanOf, numberOf } from './calls.ts'
import { batchOf, type Draw, draws, inputsOf, randomOf, whyAlone } from './cases.ts'
import { lawOf, type Wrongs } from './define.ts'
import { type Family, given, whyNothing } from './shapes.ts'

/**
 * A loss of a batch is the mean of what it is of each sample, given as a batch of copies of itself: so it is no sum, does
 * not depend on the order, and no sample changes what another contributes.
 */
export const lossesAreMeans = (family: Family, source: string, violators: Wrongs) =>
  lawOf(family.kind)<Draw>({
    name: `${family.kind}/losses-are-means`,
    nature: 'identity',
    statement: `${family.losses.join(', ')}: the mean over the samples of the same for copies of one sample, of any number where the batch size is open`,
    source,
    needs: [],
    exempts: (subject) => whyAlone(subject) ?? whyNothing(family.losses, subject),
    cases: draws,
    runs: 2,
    async residual(subject, draw) {
      const found: Residual[] = []
      for (const name of given(family.losses, subject)) found.push(...(await departures(subject, name, draw)))
      return worst(found)
    },
    violators,
  })

async function departures(subject: Subject, name: string, draw: Draw): Promise<Residual[]> {
  const inputs = inputsOf(subject, name, randomOf(draw).split(name))
  const count = batchOf(subject)
  const whole = await numberOf(subject, name, inputs)
  const ones: number[] = []
  for (let n = 0; n < count; n++)
    ones.push(await numberOf(subject, name, copies(inputs, n, subject.batch ?? 1)))
  const tolerance = 2 * networkRoundoff(subject, 1 + meanOf(ones.map(Math.abs)))
  const departure = (error: number, of: string): Residual => ({
    error: Math.abs(error),
    tolerance,
    at: { function: name, of },
  })
  const found = [departure(whole - meanOf(ones), 'copies of each sample')]
  if (subject.batch !== null) return found
  const twice = await numberOf(
    subject,
    name,
    changed(inputs, (rows) => [...rows, ...rows]),
  )
  return [...found, departure(twice - whole, 'the batch twice over')]
}

const changed = (inputs: RowsOf, change: (rows: Rows) => Rows): RowsOf =>
  Object.fromEntries(Object.entries(inputs).map(([input, rows]) => [input, change(rows)]))

const copies = (inputs: RowsOf, n: number, count: number): RowsOf =>
  changed(inputs, (rows) => Array.from({ length: count }, () => rows[n]))
