import { normal } from '../nn/init.ts'
import type { Params } from '../nn/parameters.ts'
import { abs } from '../ops/abs.ts'
import { add } from '../ops/add.ts'
import { affine } from '../ops/affine.ts'
import { div } from '../ops/div.ts'
import { greater } from '../ops/greater.ts'
import { log1p } from '../ops/log1p.ts'
import { mul } from '../ops/mul.ts'
import { neg } from '../ops/neg.ts'
import { reshape } from '../ops/reshape.ts'
import { softplus } from '../ops/softplus.ts'
import { square } from '../ops/square.ts'
import { sub } from '../ops/sub.ts'
import { sum } from '../ops/sum.ts'
import { tanh } from '../ops/tanh.ts'
import type { Tensor } from '../ops/tensor.ts'
import { where } from '../ops/where.ts'
import type { Bijector } from './bijector.ts'

/** Halvings of the interval that holds the root, and Newton's steps from there: to float64's last digits. */
const halvings = 24
const newtonSteps = 3

/**
 * The planar flow (Rezende & Mohamed 2015, eqs. 10-12):
 *
 *   y = x + u^ tanh(w.x + b)      log|det dy/dx| = log(1 + w.u^ (1 - tanh^2(w.x + b)))
 *
 * It is invertible where w.u^ > -1, which u^ = u + (m(w.u) - w.u) w / |w|^2, m(a) = softplus(a) - 1, ensures (appendix
 * A.1; |w| squared). There is no closed inverse: a = w.x solves a + w.u^ tanh(a + b) = w.y, monotone in a, and is had by
 * bisection and Newton's method. Parameters: u, w [dim], b [].
 */
export function planar(dim: number): Bijector {
  function constrained({ u, w }: Params) {
    const along = sum(mul(w, u))
    const allowed = affine(softplus(along), 1, -1) // w.u^
    return { uHat: add(u, mul(div(sub(allowed, along), sum(square(w))), w)), allowed }
  }
  const project = (x: Tensor, w: Tensor) => sum(mul(x, w), 1)
  const logDetAt = (t: Tensor, allowed: Tensor) => log1p(mul(allowed, affine(square(t), -1, 1)))
  const column = (a: Tensor) => reshape(a, [a.shape[0], 1])

  return {
    dim,
    parameters: {
      u: { shape: [dim], init: normal(1) },
      w: { shape: [dim], init: normal(1) },
      b: { shape: [], init: normal(1) },
    },
    toLatent(params, x) {
      const { uHat, allowed } = constrained(params)
      const t = tanh(add(project(x, params.w), params.b))
      return { value: add(x, mul(column(t), uHat)), logDet: logDetAt(t, allowed) }
    },
    toData(params, y) {
      const { uHat, allowed } = constrained(params)
      const t = tanh(add(root(project(y, params.w), allowed, params.b), params.b))
      return { value: sub(y, mul(column(t), uHat)), logDet: neg(logDetAt(t, allowed)) }
    },
  }
}

/** a with a + c tanh(a + b) = target, for c > -1: it lies within |c| of the target. target [N]; b, c []. */
function root(target: Tensor, c: Tensor, b: Tensor): Tensor {
  const excess = (a: Tensor) => sub(add(a, mul(c, tanh(add(a, b)))), target)
  let middle = target
  let width = abs(c)
  for (let i = 0; i < halvings; i++) {
    width = affine(width, 0.5, 0)
    middle = add(middle, mul(where(greater(excess(middle), 0), -1, 1), width))
  }
  for (let i = 0; i < newtonSteps; i++) {
    const slope = affine(mul(c, affine(square(tanh(add(middle, b))), -1, 1)), 1, 1)
    middle = sub(middle, div(excess(middle), slope))
  }
  return middle
}
