import type { Point } from '../../src/report/plots/plot.ts'

export interface PowerLaw {
  readonly exponent: number
  readonly factor: number
}

/** y = factor x^exponent, by least squares of log y on log x. Throws a RangeError for what has no logarithm, or no slope. */
export function powerLaw(points: readonly Point[]): PowerLaw {
  if (points.some((point) => !point.every((x) => x > 0 && x < Number.POSITIVE_INFINITY))) {
    throw new RangeError(`a power law needs numbers above 0, got ${JSON.stringify(points)}`)
  }
  const logs = points.map(([x, y]): Point => [Math.log(x), Math.log(y)])
  const [x, y] = [mean(logs.map(([at]) => at)), mean(logs.map(([, at]) => at))]
  const spread = sum(logs.map(([at]) => (at - x) ** 2))
  if (!(spread > 0)) throw new RangeError('a power law needs points at different places')
  const exponent = sum(logs.map(([at, up]) => (at - x) * (up - y))) / spread
  return { exponent, factor: Math.exp(y - exponent * x) }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, x) => total + x, 0)
const mean = (numbers: readonly number[]): number => sum(numbers) / numbers.length
