import type { Subject } from '../../subjects/subject.ts'
import { callRows, type RowsOf } from '../calls.ts'
import { allRows } from '../denoiser/violators.ts'
import type { Residual } from '../law.ts'
import { worst } from '../measure.ts'
import { meanRow, type Rows, subtract } from '../rows.ts'
import { networkRoundoff } from '../vae/roundoff.ts'
import type { Alteration } from '../violators.ts'
import { batchOf, type Draw, draws, inputsOf, randomOf, whyAlone } from './cases.ts'
import { lawOf, type Wrongs } from './define.ts'
import { type Family, given, whyNothing } from './shapes.ts'

interface BatchLaw {
  readonly name: string
  readonly statement: string
  readonly source: string
  readonly violators: Wrongs
  readonly exempts: (subject: Subject) => string | undefined
  /** How far a map's rows depend on their batch otherwise than they may. */
  readonly departures: (subject: Subject, map: string, draw: Draw) => Promise<Residual[]>
}

/** A law of what the maps of a family do with a batch, tried map by map. */
export function batchLaw(family: Family, { name, exempts, departures, ...told }: BatchLaw) {
  const maps = Object.keys(family.maps)
  return lawOf(family.kind)<Draw>({
    name: `${family.kind}/${name}`,
    nature: 'independence',
    needs: [],
    exempts: (subject) => whyAlone(subject) ?? exempts(subject) ?? whyNothing(maps, subject),
    cases: draws,
    runs: 2,
    async residual(subject, draw) {
      const found: Residual[] = []
      for (const map of given(maps, subject)) found.push(...(await departures(subject, map, draw)))
      return worst(found)
    },
    ...told,
  })
}

/** Every map of one sample treats it the same whatever else is in its batch, and wherever it stands. */
export const batchIndependent = (family: Family, source: string, violators: Wrongs) =>
  batchLaw(family, {
    name: 'batch-independent',
    statement: `${Object.keys(family.maps).join(' and ')} treat a sample the same whatever else is in its batch, and wherever it stands`,
    source,
    violators,
    exempts: whyByBatch,
    departures,
  })

/** Whether a subject declares that it is as in training, where batch normalisation goes by each batch. */
export const goesByBatch = ({ conventions }: Subject): boolean => conventions.statistics === 'batch'

export const whyByBatch = (subject: Subject): string | undefined =>
  goesByBatch(subject) ? 'it goes by the statistics of its batch, as in training' : undefined

/** A batch against its samples one at a time, or among copies where the batch size is fixed, and its rotation. */
async function departures(subject: Subject, name: string, draw: Draw): Promise<Residual[]> {
  const [output] = subject.functions[name].outputs
  const run = async (inputs: RowsOf) => (await callRows(subject, name, inputs))[output]
  const inputs = inputsOf(subject, name, randomOf(draw).split(name))
  const count = batchOf(subject)
  const whole = await run(inputs)
  const rotated = await run(picked(inputs, (rows) => [...rows.slice(1), rows[0]]))
  const found: Residual[] = []
  for (let n = 0; n < count; n++) {
    const [alone] = await run(picked(inputs, (rows) => [rows[n]]))
    const others = [alone, rotated[(n - 1 + count) % count]]
    const own = Object.values(inputs).map((rows) => largest(rows[n]))
    found.push({
      error: Math.max(...others.map((other) => largest(subtract(whole[n], other)))),
      tolerance: networkRoundoff(subject, Math.max(...own) + largest(whole[n])),
      at: { function: name, sample: n },
    })
  }
  return found
}

export const picked = (inputs: RowsOf, from: (rows: Rows) => Rows): RowsOf =>
  Object.fromEntries(Object.entries(inputs).map(([name, rows]) => [name, from(rows)]))

export const largest = (row: Float64Array): number =>
  row.reduce((most, cell) => Math.max(most, Math.abs(cell)), 0)

/** What batch normalisation does by the batch's own statistics, its mean at least. */
export const centredOnBatch = (output: string): Alteration =>
  allRows(output, (rows) => rows.map((row) => subtract(row, meanRow(rows))))

/** Every sample gets what belongs to another. */
export const reversed = (output: string): Alteration => allRows(output, (rows) => rows.toReversed())

/** Every sample gets what belongs to the first. */
export const firstForAll = (output: string): Alteration => allRows(output, (rows) => rows.map(() => rows[0]))

/** Every sample grows with the number of samples: a sum over the batch where a mean should be. */
export const timesCount = (output: string): Alteration =>
  allRows(output, (rows) => rows.map((row) => row.map((cell) => rows.length * cell)))
