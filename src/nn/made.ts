import { add } from '../ops/add.ts'
import { matmul } from '../ops/matmul.ts'
import { mul } from '../ops/mul.ts'
import { relu } from '../ops/relu.ts'
import { reshape } from '../ops/reshape.ts'
import { constant, type Tensor } from '../ops/tensor.ts'
import { dense, type Layer } from './dense.ts'
import { nested, part } from './parameters.ts'

/**
 * A masked autoencoder (Germain et al. 2015, MADE, section 4): dense layers whose weights are masked so that the outputs
 * number i, of every group of `dim`, depend on the inputs before i only. x [N, dim] -> y [N, groups dim].
 *
 * Units are numbered: input j by j; a hidden unit by 0 to dim - 2, in turn; output i by i. A hidden unit sees what is
 * numbered no higher, an output only what is numbered lower.
 */
export function made(dim: number, widths: readonly number[], groups: number): Layer {
  const inputs = Array.from({ length: dim }, (_, j) => j)
  const hidden = widths.map((width) => Array.from({ length: width }, (_, k) => k % Math.max(1, dim - 1)))
  const outputs = Array.from({ length: groups * dim }, (_, i) => i % dim)
  const numbers = [inputs, ...hidden, outputs]
  const layers = numbers.slice(1).map((to, i) => {
    const isLast = i === numbers.length - 2
    return masked(numbers[i], to, (from, own) => (isLast ? from < own : from <= own))
  })
  return {
    parameters: Object.assign({}, ...layers.map((layer, i) => nested(String(i), layer.parameters))),
    apply: (params, x) =>
      layers.reduce((h, layer, i) => layer.apply(part(params, String(i)), i === 0 ? h : relu(h)), x),
  }
}

/** A dense layer in which a unit sees only those inputs that it may. */
function masked(
  from: readonly number[],
  to: readonly number[],
  sees: (from: number, to: number) => boolean,
): Layer {
  const allowed = to.flatMap((own) => from.map((other) => (sees(other, own) ? 1 : 0)))
  const mask: Tensor = reshape(constant(allowed), [to.length, from.length])
  const { parameters } = dense(from.length, to.length)
  return {
    parameters,
    apply: ({ weight, bias }, x) => add(matmul(x, mul(weight, mask), { transposeB: true }), bias),
  }
}
