import ndarray, { type NdArray } from 'ndarray'
import type { Random } from './random.ts'

/** Normal distributions of the plane, equally likely, all of one standard deviation each way. */
export interface GaussianMixture {
  readonly centres: readonly (readonly [number, number])[]
  readonly deviation: number
}

/** `n` draws, [n, 2]. */
export function sampleMixture(
  { centres, deviation }: GaussianMixture,
  n: number,
  random: Random,
): NdArray<Float32Array> {
  const choices = random.integers(n, centres.length)
  const offsets = random.normal(2 * n)
  const points = new Float32Array(2 * n)
  for (let i = 0; i < n; i++) {
    const [x, y] = centres[choices[i]!]!
    points[2 * i] = x + deviation * offsets[2 * i]!
    points[2 * i + 1] = y + deviation * offsets[2 * i + 1]!
  }
  return ndarray(points, [n, 2])
}

/** The log density at one point, in nats: the logarithm of the mean of the normal densities, without overflow. */
export function mixtureLogDensity({ centres, deviation }: GaussianMixture, x: number, y: number): number {
  const variance = deviation ** 2
  const logs = centres.map(([cx, cy]) => -((x - cx) ** 2 + (y - cy) ** 2) / (2 * variance))
  return logOfSum(logs) - Math.log(centres.length * 2 * Math.PI * variance)
}

/** log of the sum of e^log, without overflow. */
export function logOfSum(logs: readonly number[]): number {
  const largest = Math.max(...logs)
  return largest + Math.log(logs.reduce((total, log) => total + Math.exp(log - largest), 0))
}
