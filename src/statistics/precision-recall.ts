import { squaredDistance } from './mmd.ts'

type Rows = readonly Float64Array[]

/**
 * Improved precision and recall (Kynkaanniemi et al. 2019, eqs. 1-2): the share of generated samples that lie within
 * reach of the real ones, and of real ones within reach of the generated. A set reaches as far around each of its samples
 * as that sample's k-th nearest neighbour in the set. Precision tells how good samples are, recall how much they cover.
 */
export function precisionRecall(
  real: Rows,
  generated: Rows,
  k = 3,
): { readonly precision: number; readonly recall: number } {
  if (real.length <= k || generated.length <= k) {
    throw new RangeError(
      `precisionRecall: expected more than ${k} samples of each, got ${real.length} and ${generated.length}`,
    )
  }
  return { precision: shareWithin(generated, real, k), recall: shareWithin(real, generated, k) }
}

function shareWithin(samples: Rows, around: Rows, k: number): number {
  const reaches = around.map((a) => {
    const distances = Float64Array.from(around, (b) => squaredDistance(a, b)).sort()
    return distances[k] // the nearest of all is the sample itself
  })
  const isWithin = (sample: Float64Array) => around.some((a, i) => squaredDistance(sample, a) <= reaches[i])
  return samples.filter(isWithin).length / samples.length
}
