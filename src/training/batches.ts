import type { Random } from '../data/random.ts'
import type { Value, Values } from '../engines/engine.ts'
import { cells, value } from '../engines/value.ts'
import type { Model } from '../models/model.ts'
import { size } from '../ops/shape.ts'
import { batchShapes } from './step.ts'

/**
 * The batch of step t = 0, 1, ...: the data in an order that is drawn anew for every epoch, in whole batches. It depends
 * on the seed and the step alone, so a resumed run sees what an uninterrupted one would have.
 * Throws a RangeError where the data are fewer than a batch.
 */
export function batches(x: Value, batch: number, random: Random): (step: number) => Value {
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

/** The noise of step t = 0, 1, ...: it, too, depends on the seed and the step alone. */
export function noise(model: Model, batch: number, random: Random): (step: number) => Values {
  const { x: _, ...shapes } = batchShapes(model, batch)
  return (step) => {
    const own = random.split(`step ${step}`)
    const draws = Object.entries(shapes).map(([name, shape]) => [
      name,
      value(Float32Array.from(own.split(name).normal(size(shape))), shape),
    ])
    return Object.fromEntries(draws)
  }
}
