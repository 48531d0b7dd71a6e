import type { Subject } from '../../subjects/subject.ts'
import { centredOnBatch, largest, whyByBatch } from '../adversarial/batch.ts'
import { batchOf, type Draw, draws, inputsOf, randomOf } from '../adversarial/cases.ts'
import { given, whyNothing } from '../adversarial/shapes.ts'
import { callRows } from '../calls.ts'
import type { Residual } from '../law.ts'
import { inconclusive, worst } from '../measure.ts'
import { type Rows, subtract } from '../rows.ts'
import { networkRoundoff } from '../vae/roundoff.ts'
import { mapCells } from '../violators.ts'
import { ganFamily, ganLaw } from './define.ts'
import { scoreOf } from './losses.ts'

const maps = Object.keys(ganFamily.maps)

/** Batch normalisation by the batch's own statistics makes any batch of copies, or any sample alone, into one and the same. */
export const samplesAreToldApart = ganLaw<Draw>({
  name: 'gan/samples-are-told-apart',
  nature: 'dependence',
  statement:
    'batches of copies, of one input and of another, have different outputs: noise makes samples, and samples their scores',
  source:
    'Radford et al. 2016, section 3; Ioffe & Szegedy 2015, algorithm 2: in use an output depends on its own input',
  needs: [],
  exempts: (subject) => whyByBatch(subject) ?? whyNothing(maps, subject),
  cases: draws,
  runs: 2,
  async residual(subject, draw) {
    const found: Residual[] = []
    for (const name of given(maps, subject)) found.push(await difference(subject, name, draw))
    return worst(found)
  },
  violators: {
    'generate does not see its noise': { generate: ({ x }) => ({ x: mapCells(x, () => 0.5) }) },
    'generate normalises by its batch': { generate: centredOnBatch('x') },
    'discriminate normalises by its batch': { discriminate: centredOnBatch('score') },
  },
})

/** What rounding may do, beside how far apart the outputs are: the error is the first, for the second must be larger. */
async function difference(subject: Subject, name: string, draw: Draw): Promise<Residual> {
  const [output] = subject.functions[name].outputs
  const [input] = Object.keys(subject.functions[name].inputs)
  const rows = inputsOf(subject, name, randomOf(draw).split(name), 2)[input]
  const outputsOf = async (row: Float64Array): Promise<Float64Array> => {
    const copies: Rows = Array.from({ length: Math.max(2, batchOf(subject)) }, () => row)
    return (await callRows(subject, name, { [input]: copies }))[output][0]
  }
  const [a, b] = [await outputsOf(rows[0]), await outputsOf(rows[1])]
  if (name === 'discriminate' && isSaturated(subject, a[0]) && isSaturated(subject, b[0]))
    return inconclusive('its probabilities are 0 or 1 to the last digit')
  const rounding = networkRoundoff(subject, 1 + largest(a) + largest(b)) / roundingsSpared
  return { error: rounding, tolerance: largest(subtract(a, b)), at: { function: name } }
}

/** Outputs of one function on like inputs differ by a few roundings, not by all that a whole network may pile up. */
const roundingsSpared = 16

const isSaturated = (subject: Subject, score: number): boolean =>
  scoreOf(subject) === 'probability' && Math.min(score, 1 - score) < 1e-6
