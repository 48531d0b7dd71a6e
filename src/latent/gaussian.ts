import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import type { Random } from '../data/random.ts'
import { add, combine, meanRow, type Rows, scale, subtract } from '../laws/rows.ts'

/** A Gaussian of any covariance: mean + sum over axes of a standard normal draw times the axis. */
export interface Gaussian {
  /** [D] */
  readonly mean: Float64Array
  /** Eigenvectors of the covariance, each as long as its standard deviation: [D][D], the longest first. */
  readonly axes: Rows
}

/**
 * The Gaussian of greatest likelihood: the rows' mean and their covariance with 1/N. It may be flat: a coordinate along
 * which the rows do not vary gets no spread. Throws a RangeError where there are fewer than two rows.
 */
export function fitGaussian(rows: Rows): Gaussian {
  if (rows.length < 2) throw new RangeError(`a Gaussian is fitted to at least two rows, got ${rows.length}`)
  const mean = meanRow(rows)
  const offsets = new Matrix(rows.map((row) => subtract(row, mean)))
  const covariance = offsets.transpose().mmul(offsets).div(rows.length)
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, {
    assumeSymmetric: true,
  })
  const axes = realEigenvalues
    .map((variance, k) => ({ variance: Math.max(0, variance), k }))
    .sort((a, b) => b.variance - a.variance)
    .map(({ variance, k }) => scale(Float64Array.from(eigenvectorMatrix.getColumn(k)), Math.sqrt(variance)))
  return { mean, axes }
}

/** `count` draws, [count][D]. */
export const drawGaussian = ({ mean, axes }: Gaussian, count: number, random: Random): Rows =>
  Array.from({ length: count }, () => add(mean, combine(random.normal(axes.length), axes)))
