import type { GaussianMixture } from '../data/gaussian-mixture.ts'

type Points = readonly (readonly [number, number])[]

/** How samples are spread over the modes of a mixture. */
export interface ModeCoverage {
  /** The share of samples within three standard deviations of a mode's centre. */
  readonly highQuality: number
  /** Of these samples, those nearest to each centre, in the centres' order. */
  readonly counts: readonly number[]
  /** Modes that have at least a tenth of an equal share of all samples. */
  readonly covered: number
}

const deviations = 3
const leastOfEqualShare = 0.1

/**
 * Modes covered and samples of high quality, as the literature on mode collapse counts them (Srivastava et al. 2017,
 * VEEGAN): a sample within three deviations of the nearest centre is good, and its mode has it. Elsewhere one good sample
 * covers a mode (Lin et al. 2018, PacGAN); here it takes a tenth of the samples that a mode would have if all had equally
 * many. Draws of the mixture itself are good with probability 1 - exp(-9/2) = 0.989.
 *
 * Throws a RangeError where there are no samples. A sample that is not a number is not good.
 */
export function modeCoverage(samples: Points, { centres, deviation }: GaussianMixture): ModeCoverage {
  if (samples.length === 0) throw new RangeError('modeCoverage: expected at least one sample, got none')
  const counts = centres.map(() => 0)
  for (const [x, y] of samples) {
    const distances = centres.map(([cx, cy]) => Math.hypot(x - cx, y - cy))
    const nearest = Math.min(...distances)
    if (nearest <= deviations * deviation) counts[distances.indexOf(nearest)]++
  }
  const good = counts.reduce((sum, count) => sum + count, 0)
  const least = Math.max(1, (leastOfEqualShare * samples.length) / centres.length)
  return {
    highQuality: good / samples.length,
    counts,
    covered: counts.filter((count) => count >= least).length,
  }
}
