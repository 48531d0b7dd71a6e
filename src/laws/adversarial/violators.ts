import { cells, value } from '../../engines/value.ts'
import type { Subject } from '../../subjects/subject.ts'
import { type Alteration, mapCells } from '../violators.ts'

/** A loss made anew from the scores that it is given. */
export const lossFrom =
  (loss: (scores: Readonly<Record<string, number[]>>, right: Subject) => number): Alteration =>
  (_, inputs, right) => {
    const scores = Object.entries(inputs).map(([name, given]) => [name, Array.from(cells(given))])
    return { loss: value([loss(Object.fromEntries(scores), right)], []) }
  }

/** A loss of so many samples, changed as a number. */
export const lossTo =
  (change: (loss: number, samples: number) => number, output = 'loss'): Alteration =>
  (outputs, inputs) => {
    const samples = Object.values(inputs)[0].shape[0]
    return { [output]: mapCells(outputs[output], (loss) => change(loss, samples)) }
  }

/** A function whose inputs are exchanged. */
export const exchanged =
  (name: string, a: string, b: string): Alteration =>
  (_, inputs, right) =>
    right.call(name, { ...inputs, [a]: inputs[b], [b]: inputs[a] })
