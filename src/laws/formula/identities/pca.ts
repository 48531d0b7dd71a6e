import type { Value } from '../../../engines/engine.ts'
import { build, map, mean, scalar, sum } from '../../../formulas/arrays.ts'
import { changes, satisfies } from '../relations.ts'
import { scaled, shifted } from './cells.ts'
import type { Identities } from './identities.ts'

const gram = (a: Value) =>
  build([a.shape[0], a.shape[0]], (i, j) => sum(a.shape[1], (d) => a.get(i, d) * a.get(j, d)))

/** The covariance of x, 1 / (N - 1), along the rows of a: a C a^T. */
function covariance(x: Value, a: Value): Value {
  const [count, width] = x.shape
  const means = Array.from({ length: width }, (_, d) => mean(count, (n) => x.get(n, d)))
  const scores = build([a.shape[0], count], (k, n) =>
    sum(width, (d) => a.get(k, d) * (x.get(n, d) - means[d])),
  )
  return map((cell) => cell / (count - 1), gram(scores))
}

export const pcaIdentities: Readonly<Record<string, Identities>> = {
  pca: {
    bounds: [
      {
        statement: 'rows of the components are orthonormal',
        async gap(f, { inputs }) {
          const { components } = await f(inputs)
          return {
            got: { products: gram(components) },
            expected: { products: identity(components.shape[0]) },
          }
        },
      },
      {
        statement: 'variances fall',
        async gap(f, { inputs }) {
          const { explained_variance: v } = await f(inputs)
          const sorted = Float64Array.from(v.data).sort().reverse()
          return {
            got: { explained_variance: v },
            expected: { explained_variance: build(v.shape, (k) => sorted[k]) },
          }
        },
      },
    ],
    symmetry: [
      {
        statement: 'the covariance along the components is diagonal, and holds the variances',
        async gap(f, { inputs }) {
          const { components, explained_variance } = await f(inputs)
          return {
            got: { covariance: covariance(inputs.x, components) },
            expected: {
              covariance: build([components.shape[0], components.shape[0]], (i, j) =>
                i === j ? explained_variance.get(i) : 0,
              ),
            },
          }
        },
      },
    ],
    scaling: [
      changes(
        'data shifted have their mean shifted, and the same variances',
        ({ x }) => ({ x: shifted(x, 1) }),
        ({ mean: m, explained_variance }) => ({ mean: shifted(m, 1), explained_variance }),
      ),
      changes(
        'data twice as large have 4 times the variances',
        ({ x }) => ({ x: scaled(x, 2) }),
        ({ mean: m, explained_variance }) => ({
          mean: scaled(m, 2),
          explained_variance: scaled(explained_variance, 4),
        }),
      ),
    ],
    'special-values': [
      satisfies(
        'data along one direction have all their variance in it',
        ({ explained_variance }) => ({ first: scalar(explained_variance.data[0]) }),
        ({ x }) => ({ first: scalar(lineVariance(x)) }),
        ({ x }) => ({ x: build(x.shape, (n, d) => n * (d + 1)) }),
      ),
    ],
  },
}

/** Of points n (1, 2, ..., D): the variance of 0 to N - 1 times the squared length. */
function lineVariance({ shape: [count, width] }: Value): number {
  const variance = (count * (count + 1)) / 12
  return variance * sum(width, (d) => (d + 1) ** 2)
}

const identity = (width: number) => build([width, width], (i, j) => (i === j ? 1 : 0))
