import type { Random } from '../data/random.ts'
import { quantile } from './median.ts'

export type Interval = readonly [lower: number, upper: number]

export interface BootstrapOptions {
  readonly random: Random
  /** The share of such intervals that hold the truth; 0.95 unless told. */
  readonly confidence?: number
  readonly resamples?: number
}

/** Where the median of what the numbers are drawn from lies: percentiles of the medians of resamples (Efron 1979). */
export const medianInterval = (numbers: readonly number[], options: BootstrapOptions): Interval =>
  percentiles(resampledMedians(numbers, options), options)

/** Where the ratio of two medians, y to x, lies: both are resampled, each by itself. */
export function medianRatioInterval(
  x: readonly number[],
  y: readonly number[],
  options: BootstrapOptions,
): Interval {
  const ofX = resampledMedians(x, { ...options, random: options.random.split('x') })
  const ofY = resampledMedians(y, { ...options, random: options.random.split('y') })
  return percentiles(
    ofY.map((median, i) => median / ofX[i]),
    options,
  )
}

/** The medians of as many samples, drawn from the numbers with repetition. */
function resampledMedians(
  numbers: readonly number[],
  { random, resamples = 1000 }: BootstrapOptions,
): number[] {
  const { length } = numbers
  const draws = random.uniform(resamples * length)
  const sample = new Float64Array(length)
  return Array.from({ length: resamples }, (_, turn) => {
    for (let i = 0; i < length; i++) sample[i] = numbers[Math.floor(length * draws[turn * length + i])]
    sample.sort()
    return (sample[(length - 1) >> 1] + sample[length >> 1]) / 2
  })
}

function percentiles(drawn: readonly number[], { confidence = 0.95 }: BootstrapOptions): Interval {
  const outside = (1 - confidence) / 2
  return [quantile(drawn, outside), quantile(drawn, 1 - outside)]
}
