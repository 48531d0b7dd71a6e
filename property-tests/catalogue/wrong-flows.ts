import { batchNorm } from '../../src/bijectors/batch-norm.ts'
import type { Bijector } from '../../src/bijectors/bijector.ts'
import { chain } from '../../src/bijectors/chain.ts'
import { affineCoupling } from '../../src/bijectors/coupling.ts'
import { reversal } from '../../src/bijectors/permutation.ts'
import { elementwiseSpline } from '../../src/bijectors/spline-coupling.ts'
import { normal } from '../../src/laws/flow/mistakes.ts'
import { mean } from '../../src/ops/mean.ts'
import { square } from '../../src/ops/square.ts'
import { sub } from '../../src/ops/sub.ts'
import type { Toy } from '../laws/toy-flows.ts'

/** Couplings undone in the order in which they were done. */
export function inverseInTheWrongOrder(): Bijector {
  const parts = [affineCoupling(4, 8), reversal(4), affineCoupling(4, 8)]
  const names = ['first', 'reversal', 'second']
  const forward = chain(parts, names)
  return { ...forward, toData: chain(parts.toReversed(), names.toReversed()).toData }
}

/** Batch normalisation that takes the batch's own statistics on the way to the latent, and the running ones back. */
export function batchNormOfTheBatch(): Bijector {
  const bijector = batchNorm(3)
  return {
    ...bijector,
    toLatent: (params, x) => {
      const centre = mean(x, 0)
      return bijector.toLatent({ ...params, mean: centre, variance: mean(square(sub(x, centre)), 0) }, x)
    },
  }
}

const sum = (row: readonly number[]): number => row.reduce((total, cell) => total + cell, 0)

/** A planar flow whose u^ is divided by |w| where it should be by its square: w.u^ = -2.6 here, and the map folds. */
export function foldedPlanar(): Toy {
  const [w, u] = [
    [0.3, 0.2, 0.1],
    [-8, -8, -8],
  ]
  const dot = (a: readonly number[], b: readonly number[]) => sum(a.map((cell, i) => cell * b[i]))
  const along = dot(w, u)
  const push = (Math.log1p(Math.exp(along)) - 1 - along) / Math.sqrt(dot(w, w))
  const uHat = u.map((cell, i) => cell + push * w[i])
  const slope = dot(w, uHat)
  const root = (target: number) => {
    let [low, high] = [target - Math.abs(slope), target + Math.abs(slope)]
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2
      if (middle + slope * Math.tanh(middle) > target) high = middle
      else low = middle
    }
    return (low + high) / 2
  }
  return {
    dim: 3,
    conventions: {},
    toLatent: (x) => x.map((cell, i) => cell + uHat[i] * Math.tanh(dot(w, x))),
    toData: (z) => z.map((cell, i) => cell - uHat[i] * Math.tanh(root(dot(w, z)))),
    logDet: (x) => Math.log(Math.abs(1 + slope * (1 - Math.tanh(dot(w, x)) ** 2))),
    logPrior: (z) => sum(z.map(normal)),
  }
}

/**
 * A rotation exp(A) of three coordinates, A x = w cross x, by Cayley and Hamilton: I + sin(t) / t A + (1 - cos t) / t^2 A^2
 * with t^2 = -tr(A^2) / 2. Without the half it is none: the matrix leaves the group, and its determinant is not 1.
 */
export function rotationOfTheWrongTrace(): Toy {
  const w = [0.7, -0.4, 0.5]
  const angle = Math.sqrt(2 * sum(w.map((cell) => cell ** 2)))
  const cross = (x: readonly number[], sign: number) =>
    [0, 1, 2].map((i) => sign * (w[(i + 1) % 3] * x[(i + 2) % 3] - w[(i + 2) % 3] * x[(i + 1) % 3]))
  const rotated = (x: readonly number[], sign: number) => {
    const [once, twice] = [cross(x, sign), cross(cross(x, sign), sign)]
    const [first, second] = [Math.sin(angle) / angle, (1 - Math.cos(angle)) / angle ** 2]
    return x.map((cell, i) => cell + first * once[i] + second * twice[i])
  }
  return {
    dim: 3,
    conventions: {},
    toLatent: (x) => rotated(x, 1),
    toData: (z) => rotated(z, -1),
    logDet: () => 0,
    logPrior: (z) => sum(z.map(normal)),
  }
}

/** A spline whose way to the latent has a boundary of its own, whatever is asked for. */
export function splineOfAnotherBound(): Bijector {
  const [declared, built] = [3, 5].map((bound) => elementwiseSpline(3, { bins: 5, bound }))
  return { ...declared, toLatent: built.toLatent }
}
