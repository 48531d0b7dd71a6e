import ndarray, { type NdArray } from 'ndarray'
import { type GaussianMixture, logOfSum, mixtureLogDensity, sampleMixture } from './gaussian-mixture.ts'
import { type Arc, noisyArcsLogDensity, sampleNoisyArcs } from './noisy-arcs.ts'
import type { Random } from './random.ts'

/** Points [n, 2]. */
export type Points = NdArray<Float32Array | Float64Array>

/** A density on the plane, scaled so that at least 95% of it lies in [-3, 3] x [-3, 3]. */
export interface Density {
  /** `n` draws, [n, 2]. */
  sample(n: number, random: Random): NdArray<Float32Array>
  /** The true log density in nats, [n, 2] -> [n], where it is known; -Infinity outside the support. */
  logDensity?(points: Points): NdArray<Float64Array>
  /** What it is a mixture of, where its modes can be counted. */
  readonly mixture?: GaussianMixture
}

function pointwise(points: Points, logDensity: (x: number, y: number) => number): NdArray<Float64Array> {
  const n = points.shape[0]!
  const values = Float64Array.from({ length: n }, (_, i) => logDensity(points.get(i, 0), points.get(i, 1)))
  return ndarray(values, [n])
}

/** scikit-learn's make_moons, moved by (-1/2, -1/4) and doubled: its moons have radius 1 before. */
const moons: readonly Arc[] = [
  { centre: [-1, -0.5], radius: 2, from: 0, to: Math.PI },
  { centre: [1, 0.5], radius: 2, from: Math.PI, to: 2 * Math.PI },
]

/** Two half circles that reach into each other; `noise` is in units of make_moons, each of which is two here. */
export function twoMoons(n: number, random: Random, noise = 0.1): NdArray<Float32Array> {
  return sampleNoisyArcs(n, random, moons, 2 * noise)
}

/** The log density of `twoMoons`, by numerical integration along the half circles. */
export function twoMoonsLogDensity(points: Points, noise = 0.1): NdArray<Float64Array> {
  return noisyArcsLogDensity(points, moons, 2 * noise)
}

/** Means evenly on a circle of radius 2. */
const ring: GaussianMixture = {
  centres: Array.from({ length: 8 }, (_, k) => {
    const angle = (k * Math.PI) / 4
    return [2 * Math.cos(angle), 2 * Math.sin(angle)] as const
  }),
  deviation: 0.25,
}

/** Eight normal distributions of standard deviation 1/4, their means evenly on a circle of radius 2. */
export function eightGaussians(n: number, random: Random): NdArray<Float32Array> {
  return sampleMixture(ring, n, random)
}

export function eightGaussiansLogDensity(points: Points): NdArray<Float64Array> {
  return pointwise(points, (x, y) => mixtureLogDensity(ring, x, y))
}

/** Means on a square lattice. */
const lattice = [-2.4, -1.2, 0, 1.2, 2.4]
const grid: GaussianMixture = {
  centres: lattice.flatMap((y) => lattice.map((x) => [x, y] as const)),
  deviation: 0.1,
}

/** Twenty-five normal distributions of standard deviation 1/10, their means 1.2 apart on a square lattice of 5 x 5. */
export function gridGaussians(n: number, random: Random): NdArray<Float32Array> {
  return sampleMixture(grid, n, random)
}

export function gridGaussiansLogDensity(points: Points): NdArray<Float64Array> {
  return pointwise(points, (x, y) => mixtureLogDensity(grid, x, y))
}

const blades = 5
const bladeScale = 1.6
const alongBlade = { mean: 1, deviation: 0.3 }
const acrossBlade = { deviation: 0.1 }
const bladeAngle = (blade: number, along: number): number =>
  (2 * Math.PI * blade) / blades + 0.25 * Math.exp(along)

/**
 * Five bent blades (Johnson et al., "Composing graphical models with neural networks", 2016): normal along and
 * across a blade, turned by an angle that grows with the distance.
 */
export function pinwheel(n: number, random: Random): NdArray<Float32Array> {
  const chosen = random.integers(n, blades)
  const offsets = random.normal(2 * n)
  const points = new Float32Array(2 * n)
  for (let i = 0; i < n; i++) {
    const along = alongBlade.mean + alongBlade.deviation * offsets[2 * i]!
    const across = acrossBlade.deviation * offsets[2 * i + 1]!
    const angle = bladeAngle(chosen[i]!, along)
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    points[2 * i] = bladeScale * (along * cos - across * sin)
    points[2 * i + 1] = bladeScale * (along * sin + across * cos)
  }
  return ndarray(points, [n, 2])
}

/**
 * The log density of `pinwheel`, by the change of variables. A point at distance r and angle phi has, on each blade, the
 * preimages that solve along = r cos(phi - angle(along)); across is r sin(phi - angle), and the Jacobian of the map is
 * 1 - across angle'(along). The roots are bracketed within eight deviations of the mean, and bisected.
 */
export function pinwheelLogDensity(points: Points): NdArray<Float64Array> {
  const logConstant = -Math.log(
    blades * bladeScale ** 2 * 2 * Math.PI * alongBlade.deviation * acrossBlade.deviation,
  )
  return pointwise(points, (x, y) => {
    const [r, phi] = [Math.hypot(x, y) / bladeScale, Math.atan2(y, x)]
    const logs = Array.from({ length: blades }, (_, blade) => blade).flatMap((blade) =>
      placesAlong((along) => r * Math.cos(phi - bladeAngle(blade, along)) - along).map((along) => {
        const across = r * Math.sin(phi - bladeAngle(blade, along))
        const slope = 1 - across * 0.25 * Math.exp(along)
        const [u, v] = [(along - alongBlade.mean) / alongBlade.deviation, across / acrossBlade.deviation]
        return -0.5 * (u * u + v * v) - Math.log(Math.abs(slope))
      }),
    )
    return logs.length === 0 ? Number.NEGATIVE_INFINITY : logOfSum(logs) + logConstant
  })
}

/** All places along a blade, within eight deviations of the mean, where a function changes sign. */
function placesAlong(f: (along: number) => number): number[] {
  const [from, steps] = [alongBlade.mean - 8 * alongBlade.deviation, 96]
  const step = (16 * alongBlade.deviation) / steps
  const values = Array.from({ length: steps + 1 }, (_, i) => f(from + i * step))
  return values.slice(1).flatMap((value, i) => {
    if (value > 0 === values[i]! > 0) return []
    let [low, high] = [from + i * step, from + (i + 1) * step]
    for (let halving = 0; halving < 48; halving++) {
      const middle = (low + high) / 2
      if (f(middle) > 0 === value > 0) high = middle
      else low = middle
    }
    return [(low + high) / 2]
  })
}

const side = 1.5

/** Uniform on the eight dark squares of a 4 x 4 board that fills [-3, 3] x [-3, 3]. */
export function checkerboard(n: number, random: Random): NdArray<Float32Array> {
  const squares = random.integers(n, 8)
  const places = random.uniform(2 * n)
  const points = new Float32Array(2 * n)
  for (let i = 0; i < n; i++) {
    const row = squares[i]! >> 1
    const column = 2 * (squares[i]! & 1) + (row & 1)
    points[2 * i] = side * (column + places[2 * i]!) - 3
    points[2 * i + 1] = side * (row + places[2 * i + 1]!) - 3
  }
  return ndarray(points, [n, 2])
}

/** The squares that a coordinate lies in: two on a line between squares, for draws that rounding puts there. */
function squaresAt(coordinate: number): number[] {
  const place = (coordinate + 3) / side
  return [...new Set([Math.floor(place), Math.ceil(place) - 1])].filter((square) => square >= 0 && square < 4)
}

export function checkerboardLogDensity(points: Points): NdArray<Float64Array> {
  const inside = -Math.log(8 * side ** 2)
  return pointwise(points, (x, y) => {
    const isDark = squaresAt(x).some((column) => squaresAt(y).some((row) => (column + row) % 2 === 0))
    return isDark ? inside : Number.NEGATIVE_INFINITY
  })
}

const ringNoise = 0.08
const circles: readonly Arc[] = [0.7, 1.4, 2.1, 2.8].map((radius) => {
  return { centre: [0, 0], radius, from: 0, to: 2 * Math.PI }
})

/** Four circles about the origin, equally likely, blurred by normal noise of standard deviation 0.08. */
export function rings(n: number, random: Random): NdArray<Float32Array> {
  return sampleNoisyArcs(n, random, circles, ringNoise)
}

/** The log density of `rings`, by numerical integration along the circles. */
export function ringsLogDensity(points: Points): NdArray<Float64Array> {
  return noisyArcsLogDensity(points, circles, ringNoise)
}

export const densities = {
  moons: { sample: twoMoons, logDensity: twoMoonsLogDensity },
  'eight-gaussians': { sample: eightGaussians, logDensity: eightGaussiansLogDensity, mixture: ring },
  'grid-gaussians': { sample: gridGaussians, logDensity: gridGaussiansLogDensity, mixture: grid },
  pinwheel: { sample: pinwheel, logDensity: pinwheelLogDensity },
  checkerboard: { sample: checkerboard, logDensity: checkerboardLogDensity },
  rings: { sample: rings, logDensity: ringsLogDensity },
} satisfies Record<string, Density>
