import { add } from '../ops/add.ts'
import { convTranspose2d } from '../ops/conv-transpose2d.ts'
import { conv2d } from '../ops/conv2d.ts'
import { reshape } from '../ops/reshape.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { Layer } from './dense.ts'
import { uniformFanIn, zeros } from './init.ts'
import type { Initializer } from './parameters.ts'

/** A square kernel, and how it walks; the same in both directions. */
export interface Walk {
  /** Whether a bias is added; true unless told. */
  readonly bias?: boolean
  /** How the weight starts; PyTorch's default unless told. */
  readonly init?: Initializer
  readonly kernel: number
  readonly stride?: number
  readonly padding?: number
}

const both = (length: number): readonly number[] => [length, length]

const withBias = (y: Tensor, bias: Tensor | undefined): Tensor =>
  bias ? add(y, reshape(bias, [1, bias.shape[0], 1, 1])) : y

/** weight [outputs, inputs, k, k], bias [outputs]; x [N, inputs, H, W] -> y [N, outputs, H', W']. */
export function conv(
  inputs: number,
  outputs: number,
  { kernel, stride = 1, padding = 0, bias: hasBias = true, init: own }: Walk,
): Layer {
  const init = uniformFanIn(inputs * kernel ** 2)
  return {
    parameters: {
      weight: { shape: [outputs, inputs, kernel, kernel], init: own ?? init },
      ...(hasBias ? { bias: { shape: [outputs], init: own ? zeros : init } } : {}),
    },
    apply: ({ weight, bias }, x) =>
      withBias(conv2d(x, weight, { stride: both(stride), padding: both(padding) }), bias),
  }
}

/** weight [inputs, outputs, k, k], bias [outputs]; x [N, inputs, H, W] -> y [N, outputs, H', W']. */
export function convTransposed(
  inputs: number,
  outputs: number,
  { kernel, stride = 1, padding = 0, bias: hasBias = true, init: own }: Walk,
): Layer {
  const init = uniformFanIn(outputs * kernel ** 2) // PyTorch's default: the fan-in of the convolution it transposes
  return {
    parameters: {
      weight: { shape: [inputs, outputs, kernel, kernel], init: own ?? init },
      ...(hasBias ? { bias: { shape: [outputs], init: own ? zeros : init } } : {}),
    },
    apply: ({ weight, bias }, x) =>
      withBias(convTranspose2d(x, weight, { stride: both(stride), padding: both(padding) }), bias),
  }
}

/** Along one axis. weight [outputs, inputs, k], bias [outputs]; x [N, inputs, L] -> y [N, outputs, L - k + 1]. */
export function conv1d(inputs: number, outputs: number, kernel: number): Layer {
  const init = uniformFanIn(inputs * kernel)
  return {
    parameters: {
      weight: { shape: [outputs, inputs, kernel], init },
      bias: { shape: [outputs], init },
    },
    apply: ({ weight, bias }, x) => {
      const [n, , length] = x.shape
      const row = reshape(x, [n, inputs, 1, length])
      const y = conv2d(row, reshape(weight, [outputs, inputs, 1, kernel]))
      return reshape(withBias(y, bias), [n, outputs, length - kernel + 1])
    },
  }
}
