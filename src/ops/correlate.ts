import { type InnerPrimitive, innerPrimitive, type Thread } from './primitive.ts'
import type { Attributes, Tensor } from './tensor.ts'

/**
 * How a result, a kernel and an image lie over each other, along [vertical, horizontal]: cell r of the result and tap i of
 * the kernel meet the image's cell y where y down = r up + i step + start. There is none beyond the edge, or in between.
 */
export interface Alignment extends Attributes {
  readonly up: readonly number[]
  readonly down: readonly number[]
  readonly step: readonly number[]
  readonly start: readonly number[]
  /** The result's height and width. */
  readonly output: readonly number[]
}

type CorrelateConstants =
  | `${'image' | 'output' | 'kernel' | 'up' | 'down' | 'step' | 'start'}${'Y' | 'X'}`
  | 'samples'
  | 'outputs'
  | 'channels'
  | 'fours'
  | 'rest'

/**
 * Convolutions as kernels compute them, plain and transposed. Groups come first and channels last, so that neighbouring
 * channels of the result, which need the same cells of the image, are computed at once.
 * Image [G, N, H, W, C], weight [G, kh, kw, C, O] -> [G, N, H', W', O].
 */
export const correlate: InnerPrimitive<[Tensor, Tensor], Alignment> = innerPrimitive({
  name: 'correlate',
  shape: ([[groups, samples], weight], { output }) => [groups, samples, ...output, weight[4]],
  kernel: function (this: Thread<CorrelateConstants>, image: number[], weight: number[]) {
    const line = Math.floor((this.thread.y + 0.5) / this.constants.outputX)
    const sample = Math.floor((line + 0.5) / this.constants.outputY)
    const row = line - sample * this.constants.outputY
    const column = this.thread.y - line * this.constants.outputX
    const plane = (this.thread.z * this.constants.samples + sample) * this.constants.imageY
    let total = 0.0
    for (let i = 0; i < this.constants.kernelY; i++) {
      const down = row * this.constants.upY + i * this.constants.stepY + this.constants.startY
      const y = Math.floor((down + 0.5) / this.constants.downY)
      const taps = (this.thread.z * this.constants.kernelY + i) * this.constants.kernelX
      // Sums of rows are summed, which keeps the error of float32 low.
      let sum = 0.0
      if (y * this.constants.downY === down && y >= 0 && y < this.constants.imageY) {
        for (let j = 0; j < this.constants.kernelX; j++) {
          const right = column * this.constants.upX + j * this.constants.stepX + this.constants.startX
          const x = Math.floor((right + 0.5) / this.constants.downX)
          if (x * this.constants.downX === right && x >= 0 && x < this.constants.imageX) {
            const p = ((plane + y) * this.constants.imageX + x) * this.constants.channels
            const q = (taps + j) * this.constants.channels * this.constants.outputs
            for (let c = 0; c < this.constants.fours; c++) {
              const from = p + 4 * c
              const by = q + 4 * c * this.constants.outputs
              sum +=
                image[from] * weight[by + this.thread.x] +
                image[from + 1] * weight[by + this.constants.outputs + this.thread.x] +
                (image[from + 2] * weight[by + 2 * this.constants.outputs + this.thread.x] +
                  image[from + 3] * weight[by + 3 * this.constants.outputs + this.thread.x])
            }
            for (let c = 0; c < this.constants.rest; c++) {
              const last = 4 * this.constants.fours + c
              sum += image[p + last] * weight[q + last * this.constants.outputs + this.thread.x]
            }
          }
        }
      }
      total += sum
    }
    return total
  },
  constants: ({ shapes: [[, samples, imageY, imageX, channels], weight], attributes }) => {
    const { up, down, step, start, output } = attributes
    return {
      samples,
      imageY,
      imageX,
      channels,
      fours: Math.floor(channels / 4),
      rest: channels % 4,
      kernelY: weight[1],
      kernelX: weight[2],
      outputs: weight[4],
      outputY: output[0],
      outputX: output[1],
      upY: up[0],
      upX: up[1],
      downY: down[0],
      downX: down[1],
      stepY: step[0],
      stepX: step[1],
      startY: start[0],
      startX: start[1],
    }
  },
  extent: ({ shape: [groups, samples, height, width, outputs] }) => [
    outputs,
    samples * height * width,
    groups,
  ],
})
