import type { Random } from '../data/random.ts'
import type { Value, Values } from '../engines/engine.ts'
import { cells, value } from '../engines/value.ts'
import type { Trainable } from '../models/model.ts'
import { size } from '../ops/shape.ts'

/**
 * The batch of step t = 0, 1, ...: the data in an order that is drawn anew for every epoch, in whole batches. It depends
 * on the seed and the step alone, so a resumed run sees what an uninterrupted one would have. Rows of different names
 * keep together, unless the model's data are unpaired.
 * Throws a RangeError where the data are fewer than a batch, or of different lengths where they belong together.
 */
export function batches(
  data: Values,
  batch: number,
  random: Random,
  { unpaired = false }: Pick<Trainable, 'unpaired'> = {},
): (step: number) => Values {
  const counts = Object.values(data).map(({ shape }) => shape[0])
  if (!unpaired && new Set(counts).size > 1) {
    const found = Object.entries(data).map(([name, { shape }]) => `${shape[0]} of ${name}`)
    throw new RangeError(`the data must have as many rows of each name, got ${found.join(', ')}`)
  }
  const orders = Object.entries(data).map(([name, rows]) => {
    const own = unpaired ? random.split(name) : random
    return [name, rowsInOrder(rows, batch, own)] as const
  })
  return (step) => Object.fromEntries(orders.map(([name, at]) => [name, at(step)]))
}

function rowsInOrder(x: Value, batch: number, random: Random): (step: number) => Value {
  const [count, ...sample] = x.shape
  if (batch > count) {
    throw new RangeError(`a batch of ${batch} needs at least as many samples, got ${count}; lower --batch`)
  }
  const perEpoch = Math.floor(count / batch)
  const width = size(sample)
  const all = cells(x)
  let known: { epoch: number; order: Uint32Array } = { epoch: -1, order: new Uint32Array() }
  return (step) => {
    const epoch = Math.floor(step / perEpoch)
    if (known.epoch !== epoch) known = { epoch, order: random.split(`epoch ${epoch}`).permutation(count) }
    const first = (step % perEpoch) * batch
    const rows = new Float32Array(batch * width)
    known.order.subarray(first, first + batch).forEach((row, i) => {
      rows.set(all.subarray(row * width, (row + 1) * width), i * width)
    })
    return value(rows, [batch, ...sample])
  }
}
