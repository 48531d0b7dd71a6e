import { add } from '../ops/add.ts'
import { conv2d } from '../ops/conv2d.ts'
import { pad } from '../ops/pad.ts'
import { reshape } from '../ops/reshape.ts'
import type { Layer } from './dense.ts'
import { uniformFanIn } from './init.ts'

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
      const around = [0, 0, reach, reach]
      const padded = pad(x, around, around, 'circular')
      const y = conv2d(padded, weight, { stride: [1, 1], padding: [0, 0] })
      return add(y, reshape(bias, [1, outputs, 1, 1]))
    },
  }
}
