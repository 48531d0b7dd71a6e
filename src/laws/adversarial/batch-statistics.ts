import type { Subject } from '../../subjects/subject.ts'
import { callRows, type RowsOf } from '../calls.ts'
import type { Residual } from '../law.ts'
import type { Rows } from '../rows.ts'
import { subtract } from '../rows.ts'
import { networkRoundoff } from '../vae/roundoff.ts'
import { batchLaw, goesByBatch, largest, picked } from './batch.ts'
import { type Draw, inputsOf, randomOf } from './cases.ts'
import type { Wrongs } from './define.ts'
import type { Family } from './shapes.ts'

/** As in training a map may depend on its batch, but through means over it alone: not on its order, nor on its number. */
export const batchStatistics = (family: Family, source: string, violators: Wrongs) => {
  const law = batchLaw(family, {
    name: 'batch-statistics',
    statement: `by the statistics of a batch ${Object.keys(family.maps).join(' and ')} give a batch in another order the same in that order, and a batch twice over the same twice`,
    source,
    violators,
    exempts: whyRunning,
    departures,
  })
  const declared = law.violators.map(({ name, make }) => ({
    name,
    make: (right: Subject) => make(byBatch(right)),
  }))
  return { ...law, violators: declared }
}

/** A subject that declares to be as in training. */
const byBatch = (subject: Subject): Subject => ({
  ...subject,
  conventions: { ...subject.conventions, statistics: 'batch' },
})

const whyRunning = (subject: Subject): string | undefined =>
  goesByBatch(subject) ? undefined : 'it goes by running statistics, as in use'

async function departures(subject: Subject, name: string, draw: Draw): Promise<Residual[]> {
  const [output] = subject.functions[name].outputs
  const run = async (inputs: RowsOf) => (await callRows(subject, name, inputs))[output]
  const inputs = inputsOf(subject, name, randomOf(draw).split(name))
  const whole = await run(inputs)
  const compared = async (of: string, change: (rows: Rows) => Rows): Promise<Residual> => {
    const [got, expected] = [await run(picked(inputs, change)), change(whole)]
    const error = Math.max(...got.map((row, n) => largest(subtract(row, expected[n]))))
    return {
      error,
      tolerance: networkRoundoff(subject, 1 + Math.max(...whole.map(largest))),
      at: { function: name, of },
    }
  }
  const turned = await compared('the batch turned round', (rows) => [...rows.slice(1), rows[0]])
  if (subject.batch !== null) return [turned]
  return [turned, await compared('the batch twice over', (rows) => [...rows, ...rows])]
}
