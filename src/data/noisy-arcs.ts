import ndarray, { type NdArray } from 'ndarray'
import type { Random } from './random.ts'

/** Part of a circle; angles in radians. */
export interface Arc {
  centre: readonly [number, number]
  radius: number
  from: number
  to: number
}

/**
 * `n` points [n, 2]: an arc drawn at random, a uniform angle on it, then normal noise of standard deviation
 * `noise` in every direction.
 */
export function sampleNoisyArcs(
  n: number,
  random: Random,
  arcs: readonly Arc[],
  noise: number,
): NdArray<Float32Array> {
  const choices = random.integers(n, arcs.length)
  const places = random.uniform(n)
  const offsets = random.normal(2 * n)
  const points = new Float32Array(2 * n)
  for (let i = 0; i < n; i++) {
    const { centre, radius, from, to } = arcs[choices[i]!]!
    const angle = from + (to - from) * places[i]!
    points[2 * i] = centre[0] + radius * Math.cos(angle) + noise * offsets[2 * i]!
    points[2 * i + 1] = centre[1] + radius * Math.sin(angle) + noise * offsets[2 * i + 1]!
  }
  return ndarray(points, [n, 2])
}

interface Node {
  x: number
  y: number
  /** Its share of the arc; the shares of an arc sum to 1. */
  weight: number
}

/**
 * Simpson's rule along an arc, in steps of a fifth of the noise: the integrand is a Gaussian of that width, and
 * the rule's error falls with the fourth power of the step, to about 1e-5 of the density where an arc ends.
 */
function simpsonNodes({ centre, radius, from, to }: Arc, noise: number): Node[] {
  const intervals = 2 * Math.ceil((5 * radius * (to - from)) / noise / 2)
  return Array.from({ length: intervals + 1 }, (_, i) => {
    const angle = from + ((to - from) * i) / intervals
    const share = i === 0 || i === intervals ? 1 : i % 2 === 1 ? 4 : 2
    const [x, y] = [centre[0] + radius * Math.cos(angle), centre[1] + radius * Math.sin(angle)]
    return { x, y, weight: share / (3 * intervals) }
  })
}

/**
 * The log density of `sampleNoisyArcs`, in nats: an integral of Gaussians along the arcs, done numerically.
 * Points [n, 2] -> [n].
 */
export function noisyArcsLogDensity(
  points: NdArray<Float32Array | Float64Array>,
  arcs: readonly Arc[],
  noise: number,
): NdArray<Float64Array> {
  const nodes = arcs.flatMap((arc) => simpsonNodes(arc, noise))
  const precision = 1 / (2 * noise ** 2)
  const logScale = -Math.log(arcs.length * 2 * Math.PI * noise ** 2)
  const squares = new Float64Array(nodes.length)
  const logDensities = new Float64Array(points.shape[0]!)
  for (let i = 0; i < logDensities.length; i++) {
    const [x, y] = [points.get(i, 0), points.get(i, 1)]
    let nearest = Number.POSITIVE_INFINITY
    for (let k = 0; k < nodes.length; k++) {
      const square = (x - nodes[k]!.x) ** 2 + (y - nodes[k]!.y) ** 2
      squares[k] = square
      if (square < nearest) nearest = square
    }
    // Relative to the nearest node, so that points far from every arc do not underflow to -Infinity.
    let sum = 0
    for (let k = 0; k < nodes.length; k++)
      sum += nodes[k]!.weight * Math.exp((nearest - squares[k]!) * precision)
    logDensities[i] = logScale - nearest * precision + Math.log(sum)
  }
  return ndarray(logDensities, [logDensities.length])
}
