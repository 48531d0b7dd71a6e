import { map, meanOf, scalar } from '../../../formulas/arrays.ts'
import { changed, type Mistakes, times } from './mistake.ts'

const absolute = (a: number, b: number) => Math.abs(a - b)

/** Two mean distances gone wrong; `pairs` are the inputs that each compares. */
const distances = ([[a, b], [c, d]]: readonly (readonly [string, string])[]): Mistakes => ({
  'a sum in place of the mean': changed('loss', (l, inputs) => l * inputs[a].size),
  'a sum over features, a mean over samples': changed(
    'loss',
    (l, inputs) => (l * inputs[a].size) / inputs[a].shape[0],
  ),
  'squares stand for absolute values': (inputs) => ({
    loss: scalar(
      meanOf(map((x, y) => (x - y) ** 2, inputs[a], inputs[b])) +
        meanOf(map((x, y) => (x - y) ** 2, inputs[c], inputs[d])),
    ),
  }),
  'each is compared with the other domain': (inputs) => ({
    loss: scalar(meanOf(map(absolute, inputs[a], inputs[d])) + meanOf(map(absolute, inputs[c], inputs[b]))),
  }),
  'only one domain counts': (inputs) => ({
    loss: scalar(meanOf(map(absolute, inputs[a], inputs[b]))),
  }),
  'half of it: the mean of the two means': times('loss', 0.5),
  'differences cancel: no absolute value': (inputs) => ({
    loss: scalar(
      meanOf(map((x, y) => y - x, inputs[a], inputs[b])) + meanOf(map((x, y) => y - x, inputs[c], inputs[d])),
    ),
  }),
  'a weight of 10 is inside': times('loss', 10),
})

export const translationMistakes: Readonly<Record<string, Mistakes>> = {
  cycle_loss: distances([
    ['a', 'a_cycled'],
    ['b', 'b_cycled'],
  ]),
  identity_loss: distances([
    ['a', 'a_from_b_to_a'],
    ['b', 'b_from_a_to_b'],
  ]),
}
