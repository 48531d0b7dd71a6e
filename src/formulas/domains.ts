import { Matrix, QrDecomposition } from 'ml-matrix'
import type { Random } from '../data/random.ts'
import { type Shape, size } from '../ops/shape.ts'

type Draw = (random: Random, shape: Shape) => Float64Array

/** What numbers an input holds: ordinary ones, and those at which careless arithmetic breaks. */
export interface Domain {
  readonly draw: Draw
  readonly extremes?: readonly Draw[]
}

const normal: Draw = (random, shape) => random.normal(size(shape))
const filled =
  (cell: number): Draw =>
  (_, shape) =>
    new Float64Array(size(shape)).fill(cell)
const shifted =
  (draw: Draw, by: number): Draw =>
  (random, shape) =>
    draw(random, shape).map((cell) => cell + by)
const signed =
  (size_: number): Draw =>
  (random, shape) =>
    random.uniform(size(shape)).map((u) => (u < 0.5 ? -size_ : size_))
const scaled =
  (draw: Draw, by: number): Draw =>
  (random, shape) =>
    draw(random, shape).map((cell) => by * cell)

export const reals: Domain = { draw: normal }

/** Activations: not centred. At the extremes far from 0 for their spread, and all 0. */
export const activations: Domain = {
  draw: shifted(scaled(normal, 1.5), 0.5),
  extremes: [shifted(normal, 10), filled(0)],
}

/** Logits, of which either tail is asked for. */
export const logits: Domain = { draw: scaled(normal, 2), extremes: [signed(100), filled(100), filled(-100)] }

export const logVariances: Domain = { draw: normal, extremes: [filled(-20), filled(20), signed(20)] }

/** Logarithms of unnormalised weights: only differences mean anything, so a common offset must do no harm. */
export const logWeights: Domain = {
  draw: scaled(normal, 1.5),
  extremes: [shifted(scaled(normal, 1.5), 300), shifted(scaled(normal, 1.5), -300)],
}

/** Log-densities of which differences are exponentiated. */
export const logDensities: Domain = { draw: scaled(normal, 1.2), extremes: [signed(200)] }

/** Logarithms of scales. */
export const logScales: Domain = { draw: scaled(normal, 0.5) }

/** [0, 1]. */
export const units: Domain = { draw: (random, shape) => random.uniform(size(shape)) }

/** Targets of a Bernoulli likelihood: every other one is 0 or 1, the rest lie between. */
export const targets: Domain = {
  draw: (random, shape) =>
    random.uniform(size(shape)).map((cell, i) => (i % 2 === 0 ? Math.round(cell) : cell)),
}

/** Means of squares. */
export const squares: Domain = { draw: (random, shape) => normal(random, shape).map((cell) => cell * cell) }

/** The number of a step, from 1. */
export const steps: Domain = {
  draw: (random) => Float64Array.of([1, 2, 3, 7, 20][random.integers(1, 5)[0]]),
  extremes: [filled(1), filled(1000)],
}

/** Lengths around 2: not negative. */
export const lengths: Domain = { draw: (random, shape) => random.uniform(size(shape)).map((u) => 1 + 2 * u) }

/** Square matrices far from singular, of either sign of determinant. */
export const invertible: Domain = {
  draw(random, shape) {
    const [width] = shape
    const diagonal = signed(1.5)(random, [width])
    return normal(random, shape).map(
      (cell, i) => 0.4 * cell + (i % (width + 1) === 0 ? diagonal[i / (width + 1)] : 0),
    )
  },
}

/** Points [N, D] of which each principal direction has half the spread of the one before it. */
export const ellipsoid: Domain = {
  draw(random, shape) {
    const [, width] = shape
    const { orthogonalMatrix } = new QrDecomposition(
      Matrix.from1DArray(width, width, normal(random, [width, width])),
    )
    const spread = Matrix.diag(Array.from({ length: width }, (_, j) => 2 ** (1 - j)))
    const points = Matrix.from1DArray(shape[0], width, normal(random, shape))
    const centre = normal(random, [width])
    return Float64Array.from(points.mmul(spread).mmul(orthogonalMatrix).addRowVector(centre).to1DArray())
  },
}
