import type { Dataset } from '../data/dataset.ts'
import type { Value, Values } from '../engines/engine.ts'
import { value } from '../engines/value.ts'
import { type Model, modelNamed } from '../models/index.ts'
import { sameShape, showShape, size } from '../ops/shape.ts'

/** The sizes of a model that are those of its data. */
export const decidedByData = ['dim', 'length', 'alphabet'] as const

/** A model at the sizes given, and at those that the data decide. Throws a RangeError for a size that it does not have. */
export function modelFor(
  name: string,
  { x, strings }: Dataset,
  sizes: Readonly<Record<string, number>> = {},
): Model {
  const { options } = modelNamed(name)
  const decided = {
    dim: x.shape[1],
    ...(strings && { length: strings.length, alphabet: strings.alphabet.length }),
  }
  const own = Object.entries(decided).filter(([size]) => size in options)
  return modelNamed(name, { ...sizes, ...Object.fromEntries(own) })
}

/** What a dataset holds of what a model is trained on. Throws where it lacks something, or its rows have another size. */
export function trainingData({ name, samples }: Model, data: Dataset): Values {
  const held: Readonly<Record<string, Value | undefined>> = { x: data.x, ...data.also }
  return Object.fromEntries(
    Object.entries(samples).map(([input, sample]) => {
      const rows = held[input]
      if (!rows) {
        const has = Object.keys(held).join(', ')
        throw new RangeError(
          `${name} is trained on ${input}, and ${data.name} has only ${has}; choose other data`,
        )
      }
      const [count, ...own] = rows.shape
      if (size(own) !== size(sample)) {
        throw new RangeError(
          `${name} takes rows ${input} of shape ${showShape(sample)}, and those of ${data.name} are ${showShape(own)}`,
        )
      }
      return [input, sameShape(own, sample) ? rows : value(rows.data, [count, ...sample])]
    }),
  )
}
