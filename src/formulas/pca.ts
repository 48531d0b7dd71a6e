import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import type { Value } from '../engines/engine.ts'
import { cells, value } from '../engines/value.ts'
import { build, sum } from './arrays.ts'
import { ellipsoid } from './domains.ts'
import { type Formula, formula } from './formula.ts'

const pca = formula({
  name: 'pca',
  statement:
    'the right singular vectors of the centred data, by falling singular value s; explained_variance = s^2 / (N - 1)',
  source: 'Pearson 1901; Hotelling 1933; Jolliffe 2002, section 3.5',
  inputs: { x: { axes: ['N', 'D'], domain: ellipsoid } },
  outputs: { mean: ['D'], components: ['K', 'D'], explained_variance: ['K'] },
  batch: 'exchangeable',
  reduces: ['N'],
  sizes: () => ({ N: 20 }),
  value({ x }) {
    const [count, width] = x.shape
    const data = Matrix.from1DArray(count, width, cells(x))
    const mean = data.mean('column')
    const svd = new SingularValueDecomposition(data.subRowVector(mean), {
      computeLeftSingularVectors: false,
      autoTranspose: true,
    })
    const found = Math.min(count, width)
    return {
      mean: value(mean),
      components: value(
        svd.rightSingularVectors
          .transpose()
          .to1DArray()
          .slice(0, found * width),
        [found, width],
      ),
      explained_variance: value(svd.diagonal.slice(0, found).map((s) => s ** 2 / (count - 1))),
    }
  },
  align: ({ mean, components, explained_variance }, got) => {
    const count = Math.min(got.components?.shape[0] ?? 0, components.shape[0])
    return {
      mean,
      components: towards(components, got.components, count),
      explained_variance: value(cells(explained_variance).slice(0, count)),
    }
  },
})

/** The first components, each with the sign that is nearer to what was got. */
function towards(right: Value, got: Value, count: number): Value {
  const [, width] = right.shape
  const isAlike = got?.shape.length === 2 && got.shape[1] === width
  const sign = (k: number) => (isAlike && sum(width, (d) => right.get(k, d) * got.get(k, d)) < 0 ? -1 : 1)
  return build([count, width], (k, d) => sign(k) * right.get(k, d))
}

export const pcaFormulas: readonly Formula[] = [pca]
