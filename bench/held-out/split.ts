import { DataError } from '../../src/data/data-error.ts'
import { loadDataset } from '../../src/data/dataset.ts'
import { seededRandom } from '../../src/data/random.ts'
import { selectRows } from '../../src/data/select-rows.ts'
import type { Value } from '../../src/engines/engine.ts'

export interface Split {
  readonly train: Value
  readonly held: Value
}

/** Four fifths of the rows to train on, the others held out, in one order for all runs. */
export async function split(path: string): Promise<Split> {
  const data = await loadDataset(path)
  const count = data.x.shape[0]
  const kept = Math.floor(0.8 * count)
  if (kept === 0 || kept === count)
    throw new DataError(`${path}: ${count} rows are too few to hold out a fifth`)
  const order = seededRandom(0).permutation(count)
  return {
    train: selectRows(data, order.subarray(0, kept)).x as Value,
    held: selectRows(data, order.subarray(kept)).x as Value,
  }
}
