import { EigenvalueDecomposition } from 'ml-matrix'
import { dot, meanRow, norm, type Rows, scale, subtract } from '../rows.ts'

/** Principal components of a data set, in float64. */
export interface Pca {
  /** The point around which the data vary; the origin where they are not centred. [D] */
  readonly mean: Float64Array
  /** Variances along all min(N, D) components, largest first, with 1/N: lambda_1 >= lambda_2 >= ... */
  readonly variances: Float64Array
  /** Orthonormal rows [K][D] in the same order, each with its entry of largest magnitude positive; K <= min(N, D),
   * for a component along which nothing varies is left out where N < D. */
  readonly components: Rows
  /** The sum of the variances. */
  readonly total: number
}

/** Variances below this part of the largest are rounding errors of the decomposition. */
const negligible = 1e-12

/**
 * Principal component analysis of rows x [N][D] by the eigenvalues of their covariance, or of their inner products
 * where N < D, which has the same. `centred: false` takes second moments around the origin instead.
 * Source: Pearson 1901; Jolliffe 2002, section 1.1.
 */
export function pca(x: Rows, { centred = true } = {}): Pca {
  const mean = centred ? meanRow(x) : new Float64Array(x[0].length)
  const offsets = x.map((row) => subtract(row, mean))
  const { variances, components } = offsets.length < mean.length ? ofGram(offsets) : ofCovariance(offsets)
  return { mean, variances, components, total: variances.reduce((sum, variance) => sum + variance, 0) }
}

/** What the best projection on `latent` directions leaves: the mean over samples of the squared distance. */
export const optimum = ({ variances }: Pca, latent: number): number =>
  variances.subarray(latent).reduce((sum, variance) => sum + variance, 0)

/** lambda_k, counted from 1; 0 beyond the last. */
export const variance = ({ variances }: Pca, k: number): number => variances[k - 1] ?? 0

type Decomposed = Pick<Pca, 'variances' | 'components'>

function ofCovariance(offsets: Rows): Decomposed {
  const { values, vectors } = eigen(products(offsets, 'columns'))
  return { variances: values, components: vectors.map(signed) }
}

/** X X' u = N lambda u gives X' X (X' u) = N lambda (X' u). */
function ofGram(offsets: Rows): Decomposed {
  const { values, vectors } = eigen(products(offsets, 'rows'))
  const kept = vectors.filter((_, k) => values[k] > negligible * values[0])
  const components = kept.map((vector) => {
    const image = new Float64Array(offsets[0].length)
    offsets.forEach((row, n) => {
      for (let i = 0; i < row.length; i++) image[i] += vector[n] * row[i]
    })
    return signed(scale(image, 1 / norm(image)))
  })
  return { variances: values, components }
}

/** X' X / N or X X' / N. */
function products(x: Rows, of: 'columns' | 'rows'): number[][] {
  const width = x[0].length
  const result =
    of === 'rows' ? x.map((a) => Array.from(x, (b) => dot(a, b) / x.length)) : squareOfZeros(width)
  if (of === 'rows') return result
  for (const row of x)
    for (let i = 0; i < width; i++) {
      const factor = row[i] / x.length
      if (factor !== 0) for (let j = 0; j <= i; j++) result[i][j] += factor * row[j]
    }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) result[j][i] = result[i][j]
  return result
}

const squareOfZeros = (width: number): number[][] =>
  Array.from({ length: width }, () => new Array<number>(width).fill(0))

/** Eigenvalues, largest first, never below 0; eigenvectors as rows. */
function eigen(symmetric: number[][]): { values: Float64Array; vectors: Float64Array[] } {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(symmetric, {
    assumeSymmetric: true,
  })
  const order = realEigenvalues.map((_, k) => k).sort((a, b) => realEigenvalues[b] - realEigenvalues[a])
  return {
    values: Float64Array.from(order, (k) => Math.max(0, realEigenvalues[k])),
    vectors: order.map((k) => Float64Array.from(eigenvectorMatrix.getColumn(k))),
  }
}

function signed(row: Float64Array): Float64Array {
  const largest = row.reduce((best, cell) => (Math.abs(cell) > Math.abs(best) ? cell : best), 0)
  return largest < 0 ? scale(row, -1) : row
}
