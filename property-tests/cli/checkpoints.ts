import { join } from 'node:path'
import { decode } from 'fast-png'
import { modelNamed, recipeOf } from '../../src/models/index.ts'
import { saveCheckpoint } from '../../src/training/checkpoint.ts'
import { freshState } from '../../src/training/run.ts'

type Sizes = Readonly<Record<string, number>>
type Record_ = Parameters<typeof saveCheckpoint>[1]

/** A checkpoint of a model with generic weights in a folder; its path. */
export async function checkpoint(folder: string, model: string, options: Sizes, more: Partial<Record_> = {}) {
  const path = join(folder, `${model}-${Object.values(options).join('-')}.safetensors`)
  const made = modelNamed(model, options)
  const record: Record_ = {
    touchstone: 1,
    model,
    options: made.options,
    data: recipeOf(made).data,
    engine: 'onnx',
    settings: { seed: 1, steps: 1, batch: 16, learningRate: 1e-3 },
    step: 0,
    ...more,
  }
  await saveCheckpoint(path, record, freshState(made, 7))
  return path
}

/** The images of a picture by row and column: [height][width] colours, the spacing left out. */
export function imagesIn(
  png: Uint8Array,
  { height, width }: { height: number; width: number },
  tops: readonly number[],
  columns: number,
): number[][][] {
  const { data, width: across } = decode(png)
  return tops.map((top) =>
    Array.from({ length: columns }, (_, column) => {
      const left = 8 + column * (width + 2)
      return Array.from({ length: height }, (_, y) => {
        const start = 4 * ((top + y) * across + left)
        return [...data.slice(start, start + 4 * width)]
      }).flat()
    }),
  )
}
