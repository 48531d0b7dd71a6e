import type { Random } from '../data/random.ts'
import { median, quantile } from './median.ts'

export type Interval = readonly [lower: number, upper: number]

export interface BootstrapOptions {
  readonly random: Random
  /** The share of such intervals that hold the truth; 0.95 unless told. */
  readonly confidence?: number
  readonly resamples?: number
}

/** Where the median of what the ratios are drawn from lies: percentiles of the medians of resamples (Efron 1979). */
export const medianInterval = (numbers: readonly number[], options: BootstrapOptions): Interval =>
  percentiles((random) => median(resample(numbers, random)), options)

/** Where the ratio of the medians, y to x, lies: both are resampled, each by itself. */
export const medianRatioInterval = (
  x: readonly number[],
  y: readonly number[],
  options: BootstrapOptions,
): Interval => percentiles((random) => median(resample(y, random)) / median(resample(x, random)), options)

function percentiles(
  draw: (random: Random) => number,
  { random, confidence = 0.95, resamples = 2000 }: BootstrapOptions,
): Interval {
  const drawn = Array.from({ length: resamples }, () => draw(random))
  const outside = (1 - confidence) / 2
  return [quantile(drawn, outside), quantile(drawn, 1 - outside)]
}

const resample = (numbers: readonly number[], random: Random): number[] =>
  Array.from(random.integers(numbers.length, numbers.length), (i) => numbers[i])
