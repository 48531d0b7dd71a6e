import { add } from '../ops/add.ts'
import { concat } from '../ops/concat.ts'
import { conv2d } from '../ops/conv2d.ts'
import { reshape } from '../ops/reshape.ts'
import { slice } from '../ops/slice.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { Layer } from './dense.ts'
import { uniformFanIn } from './init.ts'

/** Both ends of an axis continued from the other side: a torus has no edge. */
function wrapped(x: Tensor, axis: number, by: number): Tensor {
  const length = x.shape[axis]
  return concat([slice(x, axis, length - by, length), x, slice(x, axis, 0, by)], axis)
}

/**
 * A convolution of what lives on a torus: same size, circular padding. weight [outputs, inputs, k, k], bias [outputs];
 * x [N, inputs, H, W] -> y [N, outputs, H, W]. The kernel is odd.
 */
export function circularConv(inputs: number, outputs: number, kernel = 3): Layer {
  const init = uniformFanIn(inputs * kernel ** 2)
  const reach = (kernel - 1) / 2
  return {
    parameters: {
      weight: { shape: [outputs, inputs, kernel, kernel], init },
      bias: { shape: [outputs], init },
    },
    apply: ({ weight, bias }, x) => {
      const padded = wrapped(wrapped(x, 2, reach), 3, reach)
      const y = conv2d(padded, weight, { stride: [1, 1], padding: [0, 0] })
      return add(y, reshape(bias, [1, outputs, 1, 1]))
    },
  }
}
