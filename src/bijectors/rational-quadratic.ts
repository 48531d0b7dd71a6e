import { abs } from '../ops/abs.ts'
import { add } from '../ops/add.ts'
import { affine } from '../ops/affine.ts'
import { broadcast } from '../ops/broadcast.ts'
import { clamp } from '../ops/clamp.ts'
import { concat } from '../ops/concat.ts'
import { div } from '../ops/div.ts'
import { exp } from '../ops/exp.ts'
import { less } from '../ops/less.ts'
import { log } from '../ops/log.ts'
import { logsumexp } from '../ops/logsumexp.ts'
import { matmul } from '../ops/matmul.ts'
import { mul } from '../ops/mul.ts'
import { relu } from '../ops/relu.ts'
import { reshape } from '../ops/reshape.ts'
import { slice, split } from '../ops/slice.ts'
import { softplus } from '../ops/softplus.ts'
import { sqrt } from '../ops/sqrt.ts'
import { square } from '../ops/square.ts'
import { sub } from '../ops/sub.ts'
import { sum } from '../ops/sum.ts'
import { constant, type Tensor } from '../ops/tensor.ts'
import { where } from '../ops/where.ts'

/** Where a spline ends, how many bins it has, and how narrow and how flat a bin may be. */
export interface SplineSettings {
  readonly bound: number
  readonly bins: number
  readonly smallestBin?: number
  readonly smallestSlope?: number
}

/** The numbers that a spline takes for each coordinate: widths and heights of its bins, and slopes between them. */
export const numbersPerSpline = ({ bins }: SplineSettings): number => 3 * bins - 1

/** A spline's knots and slopes, [..., bins + 1] each. */
interface Knots {
  readonly x: Tensor
  readonly y: Tensor
  readonly slope: Tensor
}

/** The value, and log dy/dx there. */
export interface Splined {
  readonly value: Tensor
  readonly logSlope: Tensor
}

/**
 * The monotone rational-quadratic spline of Durkan et al. 2019 (eqs. 4-8; Gregory & Delbourgo 1982) through bins + 1
 * knots on [-bound, bound]; the identity outside, where its slope is 1, as it is at both ends.
 *
 * raw [..., numbersPerSpline] gives widths and heights by a softmax and the inner slopes by a softplus, each with a floor.
 * x [...] -> value, log slope [...]. `inverse` takes y to x; its log slope is that of x from y.
 */
export function rationalQuadratic(
  x: Tensor,
  raw: Tensor,
  settings: SplineSettings,
  direction: 'forward' | 'inverse',
): Splined {
  const { bound } = settings
  const inside = clamp(x, -bound, bound)
  const knots = knotsOf(raw, settings)
  const bin = binOf(inside, knots, direction === 'forward' ? knots.x : knots.y)
  const { value, logSlope } = direction === 'forward' ? forward(inside, bin) : backward(inside, bin)
  const isOutside = less(bound, abs(x))
  return { value: where(isOutside, x, value), logSlope: where(isOutside, 0, logSlope) }
}

function knotsOf(raw: Tensor, settings: SplineSettings): Knots {
  const { bins, bound, smallestBin = 1e-3, smallestSlope = 1e-3 } = settings
  const [widths, heights, slopes] = split(raw, -1, [bins, bins, bins - 1])
  const shares = (of: Tensor) =>
    affine(exp(sub(of, logsumexp(of, -1, { keep: true }))), 1 - bins * smallestBin, smallestBin)
  const places = (of: Tensor) => affine(cumulative(shares(of)), 2 * bound, -bound)
  const ends = broadcast(constant(1), [...raw.shape.slice(0, -1), 1])
  // A raw slope of 0 is a slope of 1, so that raw zeros make the identity.
  const inner = affine(softplus(affine(slopes, 1, Math.log(Math.expm1(1 - smallestSlope)))), 1, smallestSlope)
  return { x: places(widths), y: places(heights), slope: concat([ends, inner, ends], -1) }
}

/** 0 and the running sums, [..., K] -> [..., K + 1]; the last is 1 to the last digit. */
function cumulative(shares: Tensor): Tensor {
  const bins = shares.shape[shares.shape.length - 1]
  const before = Array.from({ length: bins * (bins - 1) }, (_, i) =>
    Math.floor(i / (bins - 1)) <= i % (bins - 1) ? 1 : 0,
  )
  const sums = matmul(shares, reshape(constant(before), [bins, bins - 1]))
  const edge = (at: number) => broadcast(constant(at), [...shares.shape.slice(0, -1), 1])
  return concat([edge(0), sums, edge(1)], -1)
}

/** What the formulas need of the bin that a coordinate lies in, each [...]. */
interface Bin {
  readonly x: Tensor
  readonly y: Tensor
  readonly width: Tensor
  readonly height: Tensor
  readonly slope: Tensor
  readonly nextSlope: Tensor
}

function binOf(at: Tensor, knots: Knots, along: Tensor): Bin {
  const bins = along.shape[along.shape.length - 1] - 1
  const column = reshape(at, [...at.shape, 1])
  const inner = slice(along, -1, 1, bins)
  // 1 for the knots passed: falling from 1 to 0 once, so its steps are 1 in the bin and 0 elsewhere.
  const passed = less(inner, broadcast(column, inner.shape))
  const one = broadcast(constant(1), [...at.shape, 1])
  const zero = broadcast(constant(0), [...at.shape, 1])
  const chosen = sub(concat([one, passed], -1), concat([passed, zero], -1))
  const pick = (of: Tensor, from: number) => sum(mul(chosen, slice(of, -1, from, from + bins)), -1)
  const [x, y] = [pick(knots.x, 0), pick(knots.y, 0)]
  return {
    x,
    y,
    width: sub(pick(knots.x, 1), x),
    height: sub(pick(knots.y, 1), y),
    slope: pick(knots.slope, 0),
    nextSlope: pick(knots.slope, 1),
  }
}

/** Eqs. 4 and 5. */
function forward(x: Tensor, bin: Bin): Splined {
  const s = div(bin.height, bin.width)
  const xi = div(sub(x, bin.x), bin.width)
  const rest = mul(xi, affine(xi, -1, 1)) // xi (1 - xi)
  const bend = sub(add(bin.nextSlope, bin.slope), affine(s, 2, 0))
  const denominator = add(s, mul(bend, rest))
  const numerator = mul(bin.height, add(mul(s, square(xi)), mul(bin.slope, rest)))
  return { value: add(bin.y, div(numerator, denominator)), logSlope: logSlopeAt(xi, s, bin, denominator) }
}

function logSlopeAt(xi: Tensor, s: Tensor, { slope, nextSlope }: Bin, denominator: Tensor): Tensor {
  const other = affine(xi, -1, 1)
  const mixture = add(
    add(mul(nextSlope, square(xi)), mul(affine(s, 2, 0), mul(xi, other))),
    mul(slope, square(other)),
  )
  return affine(sub(add(log(s), affine(log(mixture), 0.5, 0)), log(denominator)), 2, 0)
}

/** Eqs. 6-8: the root of a quadratic, in the form that does not cancel. */
function backward(y: Tensor, bin: Bin): Splined {
  const s = div(bin.height, bin.width)
  const up = sub(y, bin.y)
  const bend = sub(add(bin.nextSlope, bin.slope), affine(s, 2, 0))
  const a = add(mul(bin.height, sub(s, bin.slope)), mul(up, bend))
  const b = sub(mul(bin.height, bin.slope), mul(up, bend))
  const c = mul(affine(s, -1, 0), up)
  const discriminant = relu(sub(square(b), affine(mul(a, c), 4, 0)))
  const xi = div(affine(c, 2, 0), sub(affine(b, -1, 0), sqrt(discriminant)))
  const denominator = add(s, mul(bend, mul(xi, affine(xi, -1, 1))))
  return {
    value: add(mul(xi, bin.width), bin.x),
    logSlope: affine(logSlopeAt(xi, s, bin, denominator), -1, 0),
  }
}
