import type { Value } from '../engines/engine.ts'
import { build, sum } from './arrays.ts'
import { reals } from './domains.ts'
import { type Formula, formula } from './formula.ts'

export interface Geometry {
  readonly stride: number
  readonly padding: number
}

/** x at a place of its plane, 0 beyond its border. */
function padded(x: Value, n: number, c: number, h: number, w: number): number {
  const [, , height, width] = x.shape
  return h < 0 || w < 0 || h >= height || w >= width ? 0 : x.get(n, c, h, w)
}

/** Cross-correlation of x [N,I,H,W] with weight [O,I,k,k], which may be another one for each sample. */
export function correlate(
  x: Value,
  [outputs, inputs, tall, wide]: readonly number[],
  weight: (n: number, o: number, i: number, p: number, q: number) => number,
  { stride, padding }: Geometry,
): Value {
  const [count, , height, width] = x.shape
  const length = (input: number, kernel: number) => Math.floor((input + 2 * padding - kernel) / stride) + 1
  return build([count, outputs, length(height, tall), length(width, wide)], (n, o, h, w) =>
    sum(inputs, (i) =>
      sum(tall, (p) =>
        sum(
          wide,
          (q) => weight(n, o, i, p, q) * padded(x, n, i, h * stride + p - padding, w * stride + q - padding),
        ),
      ),
    ),
  )
}

const inputs = {
  x: { axes: ['N', 'I', 'H', 'W'], domain: reals },
  bias: { axes: ['O'], domain: reals },
} as const
const outputs = { y: ['N', 'O', "H'", "W'"] }

const conv2d = formula({
  name: 'conv2d',
  statement:
    'y[o, h, w] = bias[o] + sum weight[o, i, p, q] x[i, stride h + p - padding, stride w + q - padding]',
  source: 'the definition of cross-correlation; Dumoulin & Visin 2016, section 2',
  inputs: { x: inputs.x, weight: { axes: ['O', 'I', 'k', 'l'], domain: reals }, bias: inputs.bias },
  outputs,
  parameters: { stride: 1, padding: 0, output_padding: 0 },
  reduces: ['I', 'k', 'l'],
  sizes: () => ({ N: 2, H: 5, W: 6 }),
  value({ x, weight, bias }, geometry) {
    const y = correlate(x, weight.shape, (_, o, i, p, q) => weight.get(o, i, p, q), geometry)
    return { y: build(y.shape, (n, o, h, w) => y.get(n, o, h, w) + bias.get(o)) }
  },
})

const convTranspose2d = formula({
  name: 'conv_transpose2d',
  statement:
    'y[o] = bias[o] + sum of x[i, h, w] weight[i, o, p, q] over stride h + p - padding, stride w + q - padding',
  source: 'the adjoint of cross-correlation; Dumoulin & Visin 2016, section 4',
  inputs: { x: inputs.x, weight: { axes: ['I', 'O', 'k', 'l'], domain: reals }, bias: inputs.bias },
  outputs,
  parameters: { stride: 1, padding: 0, output_padding: 0 },
  reduces: ['I', 'k', 'l'],
  sizes: () => ({ N: 2, H: 5, W: 6 }),
  value({ x, weight, bias }, { stride, padding, output_padding }) {
    const [count, channels, height, width] = x.shape
    const [, made, tall, wide] = weight.shape
    const length = (input: number, kernel: number) =>
      (input - 1) * stride - 2 * padding + kernel + output_padding
    /** The cell of x whose kernel reaches a place by its tap p; beyond the border where there is none. */
    const from = (place: number, tap: number) => {
      const distance = place + padding - tap
      return distance % stride === 0 ? distance / stride : -1
    }
    return {
      y: build(
        [count, made, length(height, tall), length(width, wide)],
        (n, o, h, w) =>
          bias.get(o) +
          sum(channels, (i) =>
            sum(tall, (p) =>
              sum(wide, (q) => weight.get(i, o, p, q) * padded(x, n, i, from(h, p), from(w, q))),
            ),
          ),
      ),
    }
  },
})

export const convolutionFormulas: readonly Formula[] = [conv2d, convTranspose2d]
