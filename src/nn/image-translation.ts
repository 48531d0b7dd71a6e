import { add } from '../ops/add.ts'
import { affine } from '../ops/affine.ts'
import { leakyRelu } from '../ops/leaky-relu.ts'
import { relu } from '../ops/relu.ts'
import { reshape } from '../ops/reshape.ts'
import { tanh } from '../ops/tanh.ts'
import type { Tensor } from '../ops/tensor.ts'
import { conv, convTransposed } from './conv.ts'
import type { Layer } from './dense.ts'
import { normal } from './init.ts'
import { instanceNorm } from './norm.ts'
import { nested, part } from './parameters.ts'

const init = normal(0.02)
const keep = { kernel: 3, padding: 1, init }
const halve = { kernel: 4, stride: 2, padding: 1, init }

const numbered = (convs: readonly Layer[]): Layer['parameters'] =>
  Object.assign({}, ...convs.map(({ parameters }, i) => nested(`conv.${i}`, parameters)))

/**
 * Images [N, side^2] -> [N, side^2] in (0, 1): down once, residual blocks (Johnson et al. 2016), and up again. It is that of
 * Zhu et al. 2017, section 7.2, for small images: theirs goes down twice, begins and ends with kernels of 7, and pads by
 * reflection.
 */
export function translator(side: number, channels: number, blocks: number): Layer {
  const inner = 2 * channels
  const convs = [
    conv(1, channels, keep),
    conv(channels, inner, halve),
    ...Array.from({ length: 2 * blocks }, () => conv(inner, inner, keep)),
    convTransposed(inner, channels, halve),
    conv(channels, 1, keep),
  ]
  return {
    parameters: numbered(convs),
    apply(params, x) {
      const through = (i: number, h: Tensor) => convs[i].apply(part(params, `conv.${i}`), h)
      const normed = (i: number, h: Tensor) => instanceNorm(through(i, h))
      const n = x.shape[0]
      let h = relu(normed(0, reshape(affine(x, 2, -1), [n, 1, side, side])))
      h = relu(normed(1, h))
      for (let block = 0; block < blocks; block++) {
        const first = 2 + 2 * block
        h = add(h, normed(first + 1, relu(normed(first, h))))
      }
      h = relu(normed(convs.length - 2, h))
      const image = tanh(through(convs.length - 1, h))
      return affine(reshape(image, [n, side * side]), 0.5, 0.5)
    },
  }
}

/** PatchGAN (Isola et al. 2017): images [N, side^2] -> a score for each patch of 12 x 12, [N, 1, side / 2, side / 2]. */
export function patchDiscriminator(side: number, channels: number): Layer {
  const convs = [conv(1, channels, halve), conv(channels, 2 * channels, keep), conv(2 * channels, 1, keep)]
  return {
    parameters: numbered(convs),
    apply(params, x) {
      const through = (i: number, h: Tensor) => convs[i].apply(part(params, `conv.${i}`), h)
      const image = reshape(affine(x, 2, -1), [x.shape[0], 1, side, side])
      const first = leakyRelu(through(0, image), 0.2)
      return through(2, leakyRelu(instanceNorm(through(1, first)), 0.2))
    },
  }
}
