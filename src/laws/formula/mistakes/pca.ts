import { build, map, mean, sum } from '../../../formulas/arrays.ts'
import { changed, type Mistake, type Mistakes, misfed, negated } from './mistake.ts'

export const pcaMistakes: Readonly<Record<string, Mistakes>> = {
  pca: {
    'the variance is divided by N': changed(
      'explained_variance',
      (v, { x }) => (v * (x.shape[0] - 1)) / x.shape[0],
    ),
    'singular values stand for variances': changed('explained_variance', (v, { x }) =>
      Math.sqrt(v * (x.shape[0] - 1)),
    ),
    'the share of the variance is given': (_, __, { explained_variance }) => {
      const total = sum(explained_variance.size, (k) => explained_variance.get(k))
      return { explained_variance: map((v) => v / total, explained_variance) }
    },
    'the data are not centred': (inputs, claimed, right) => uncentred(inputs, claimed, right),
    'components are columns': (_, __, { components }) => ({
      components: build(components.shape, (k, d) => components.get(d, k)),
    }),
    'components come by rising variance': (_, __, { components, explained_variance }) => {
      const last = explained_variance.size - 1
      return {
        components: build(components.shape, (k, d) => components.get(last - k, d)),
        explained_variance: build([last + 1], (k) => explained_variance.get(last - k)),
      }
    },
    'components are scaled by their deviations': (_, __, { components, explained_variance }) => ({
      components: build(
        components.shape,
        (k, d) => components.get(k, d) * Math.sqrt(explained_variance.get(k)),
      ),
    }),
    'features are standardised first': misfed(({ x }) => {
      const [count, width] = x.shape
      const deviations = Array.from({ length: width }, (_, d) => {
        const centre = mean(count, (n) => x.get(n, d))
        return Math.sqrt(mean(count, (n) => (x.get(n, d) - centre) ** 2))
      })
      return { x: build(x.shape, (n, d) => x.get(n, d) / deviations[d]) }
    }),
    'the mean has the other sign': negated('mean'),
    'the mean is a sum': changed('mean', (m, { x }) => m * x.shape[0]),
  },
}

/** Points and their mirror images: their mean is 0, and their second moments are those of points not centred. */
const uncentred: Mistake = ({ x }, { formula, settings }) => {
  const [count, width] = x.shape
  const doubled = build([2 * count, width], (n, d) => (n < count ? x.get(n, d) : -x.get(n - count, d)))
  const { components, explained_variance } = formula.value({ x: doubled }, settings)
  return { components, explained_variance: map((v) => v, explained_variance) }
}
