import ndarray from 'ndarray'
import { DataError } from './data-error.ts'
import type { Dataset, ImageSize } from './dataset.ts'
import { decodeElements, elementTypeOf } from './element-types.ts'
import { rowMajorBytes, type StoredArray, type StoredData } from './stored-array.ts'

function rowMajorData(name: string, array: StoredArray): StoredData {
  return decodeElements(name, elementTypeOf(name, array), rowMajorBytes(array))
}

const isChannelCount = (length: number | undefined) => length !== undefined && length >= 1 && length <= 4

/** [N, C, H, W] -> [N, H, W, C]; told from the latter by which axis is short. */
function channelsLast(array: StoredArray): StoredArray {
  const first = array.dimension === 4 && !isChannelCount(array.shape[3]) && isChannelCount(array.shape[1])
  return first ? array.transpose(0, 2, 3, 1) : array
}

function imageSize(name: string, shape: readonly number[]): ImageSize | undefined {
  const [, height, width, channels = 1] = shape
  if (height === undefined || width === undefined) return undefined
  if (shape.length <= 4) return { height, width, channels }
  throw new DataError(
    `${name}: shape [${shape}], expected [N], [N, D], [N, H, W] or [N, H, W, C]; reshape it to one of these`,
  )
}

function checkValues(name: string, x: Float32Array, width: number, isImages: boolean): void {
  const isBad = (value: number) => !Number.isFinite(value) || (isImages && (value < 0 || value > 1))
  const at = x.findIndex(isBad)
  if (at < 0) return
  const value = x[at]!
  const place = `row ${Math.floor(at / width)}, feature ${at % width}`
  if (!Number.isFinite(value)) {
    throw new DataError(`${name}: ${place} is ${value} as a 32-bit float; remove or replace such values`)
  }
  throw new DataError(
    `${name}: ${place} is ${value}, expected images in [0, 1] or of type u8; divide them by their largest value`,
  )
}

function toLabels(name: string, array: StoredArray, rows: number): Uint8Array {
  if (array.size !== rows) {
    throw new DataError(
      `${name}: ${array.size} labels for ${rows} rows, expected one each; check that they belong together`,
    )
  }
  const labels = new Uint8Array(rows)
  let i = 0
  for (const value of rowMajorData(name, array)) {
    labels[i] = Number(value)
    if (labels[i] !== Number(value)) {
      throw new DataError(
        `${name}: label ${i} is ${value}, expected a whole number from 0 to 255; number the classes so`,
      )
    }
    i++
  }
  return labels
}

/**
 * Makes a Dataset of an array [N], [N, D], [N, H, W], [N, H, W, C] or [N, C, H, W] with 1 to 4 channels. Three axes
 * and more are images: of u8 they are divided by `levels` - 1, floats must lie in [0, 1] already. Channels come
 * last in the features.
 *
 * Throws a DataError for no rows, NaN and infinities, images out of range, and labels that do not fit.
 */
export function toDataset(name: string, array: StoredArray, labels?: StoredArray, levels = 256): Dataset {
  const ordered = channelsLast(array)
  const [rows = 1, ...features] = ordered.shape
  const width = features.reduce((product, length) => product * length, 1)
  if (rows * width === 0)
    throw new DataError(`${name}: shape [${array.shape}] holds no values; give at least one row`)
  const images = imageSize(name, ordered.shape)
  const isQuantised = images !== undefined && array.dtype === 'uint8'
  const divisor = isQuantised ? levels - 1 : 1
  const x = new Float32Array(rows * width)
  let i = 0
  for (const value of rowMajorData(name, ordered)) x[i++] = Number(value) / divisor
  checkValues(name, x, width, images !== undefined)
  return {
    name,
    x: ndarray(x, [rows, width]),
    ...(images && { images }),
    ...(isQuantised && { levels }),
    ...(labels && { labels: toLabels(name, labels, rows) }),
  }
}
