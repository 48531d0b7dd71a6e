import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DataError } from './data-error.ts'
import type { Dataset } from './dataset.ts'
import { packageRoot } from './package-root.ts'
import { seededRandom } from './random.ts'
import { readSafetensors } from './safetensors.ts'
import { selectRows } from './select-rows.ts'
import { toDataset } from './to-dataset.ts'

/** Grey values 0 to 16: counts of dark pixels in blocks of 4 x 4. */
const levels = 17
const trainingRows = 1437

/**
 * The 1,797 handwritten digits of 8 x 8 pixels that come with this package, scaled to [0, 1], with their labels
 * (see goldens/data/README.md). Throws a DataError where the file is missing or damaged.
 */
export function loadDigits(): Dataset {
  const path = join(packageRoot(), 'goldens/data/digits.safetensors')
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (error) {
    throw new DataError(`${path}: cannot be read; install the package again`, { cause: error })
  }
  const { tensors } = readSafetensors(bytes, { name: path })
  const images = tensors.get('images')
  const labels = tensors.get('labels')
  if (!images || !labels)
    throw new DataError(`${path}: expected images and labels; install the package again`)
  return { ...toDataset(path, images, labels, levels), name: 'digits' }
}

/** The digits in an order drawn from `seed`: 1,437 for training, the other 360 for testing. */
export function digitsSplit(seed: number): { train: Dataset; test: Dataset } {
  const digits = loadDigits()
  const order = seededRandom(seed).permutation(digits.x.shape[0]!)
  return {
    train: selectRows(digits, order.subarray(0, trainingRows)),
    test: selectRows(digits, order.subarray(trainingRows)),
  }
}
