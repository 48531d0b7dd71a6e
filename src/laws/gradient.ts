import type { Random } from '../data/random.ts'
import { float64Engine } from '../engines/float64.ts'
import { value } from '../engines/value.ts'
import { vjp } from '../graph/grad.ts'
import { trace } from '../graph/trace.ts'
import { add } from '../ops/add.ts'
import { mul } from '../ops/mul.ts'
import { type Shape, size } from '../ops/shape.ts'
import { sum } from '../ops/sum.ts'
import type { Tensor } from '../ops/tensor.ts'
import { constant } from '../ops/tensor.ts'
import type { Residual } from './law.ts'

/** A differentiable function of some tensors, and a point in the inside of its domain, away from kinks. */
export interface Differentiable {
  readonly shapes: Readonly<Record<string, Shape>>
  readonly apply: (operands: Readonly<Record<string, Tensor>>) => Tensor
  readonly point: Readonly<Record<string, Float64Array>>
}

/** The longest of the steps h, h/2 and h/4. */
const step = 1e-3

/**
 * Reverse mode is the adjoint of the derivative: <g, Df(x) v> = <vjp(g), v>, for a random cotangent g and direction v.
 * The left side is a central difference in float64, extrapolated (Richardson 1911): with steps h and h/2 its error is of
 * order h^4. The tolerance is what two extrapolations differ by, and rounding, eps |f| over the shortest step.
 */
export async function vjpIsAdjoint(f: Differentiable, random: Random): Promise<Residual> {
  const names = Object.keys(f.shapes)
  const directions = Object.fromEntries(names.map((name) => [name, random.normal(size(f.shapes[name]))]))
  const output = trace(f.shapes, (operands) => ({ y: f.apply(operands) })).outputs.get('y') as Tensor
  const cotangent = random.normal(size(output.shape))
  const along = await directional(f, directions, cotangent, output.shape)
  const at = async (h: number) => {
    const up = await along.value(h)
    const down = await along.value(-h)
    return { slope: (up - down) / (2 * h), scale: Math.abs(up) + Math.abs(down) }
  }
  const [d1, d2, d3] = [await at(step), await at(step / 2), await at(step / 4)]
  const coarse = (4 * d2.slope - d1.slope) / 3
  const best = (4 * d3.slope - d2.slope) / 3
  const rounding = (16 * Number.EPSILON * (d1.scale + along.terms)) / (step / 4)
  return {
    error: Math.abs(best - along.adjoint),
    tolerance: 2 * Math.abs(best - coarse) + rounding,
    at: { point: f.point, directions },
  }
}

/** The same of the function x -> <vjp f(g), w>: the gradient can itself be differentiated. */
export function vjpIsDifferentiable(f: Differentiable, random: Random): Promise<Residual> {
  const names = Object.keys(f.shapes)
  const weights = Object.fromEntries(names.map((name) => [name, random.normal(size(f.shapes[name]))]))
  const output = trace(f.shapes, (operands) => ({ y: f.apply(operands) })).outputs.get('y') as Tensor
  const g = random.normal(size(output.shape))
  const gradientAlong = (operands: Readonly<Record<string, Tensor>>): Tensor => {
    const y = f.apply(operands)
    const gradients = vjp(y, constant(g, y.shape), Object.values(operands))
    return names
      .map((name, i) => sum(mul(gradients[i], constant(weights[name], f.shapes[name]))))
      .reduce((a, b) => add(a, b))
  }
  return vjpIsAdjoint({ ...f, apply: gradientAlong }, random)
}

/** phi(t) = <g, f(x + t v)>, and what reverse mode says is its slope at 0. */
async function directional(
  f: Differentiable,
  directions: Readonly<Record<string, Float64Array>>,
  g: Float64Array,
  shape: Shape,
) {
  const names = Object.keys(f.shapes)
  const graph = trace(f.shapes, (operands) => {
    const y = f.apply(operands)
    const cotangent = constant(g, shape)
    const gradients = vjp(
      y,
      cotangent,
      names.map((name) => operands[name]),
    )
    return {
      phi: sum(mul(y, cotangent)),
      ...Object.fromEntries(names.map((name, i) => [`gradient ${name}`, gradients[i]])),
    }
  })
  const { run } = await float64Engine().compile(graph)
  const feeds = (t: number) =>
    Object.fromEntries(
      names.map((name) => [
        name,
        value(
          f.point[name].map((x, i) => x + t * directions[name][i]),
          f.shapes[name],
        ),
      ]),
    )
  const results = await run(feeds(0))
  let [adjoint, terms] = [0, 0]
  for (const name of names) {
    results[`gradient ${name}`].data.forEach((x: number, i: number) => {
      adjoint += x * directions[name][i]
      terms += Math.abs(x * directions[name][i])
    })
  }
  return { adjoint, terms, value: async (t: number) => (await run(feeds(t))).phi.data[0] }
}
