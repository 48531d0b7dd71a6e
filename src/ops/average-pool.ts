import { mean } from './mean.ts'
import { reshape } from './reshape.ts'
import { showShape } from './shape.ts'
import type { Tensor } from './tensor.ts'

/** The mean of every tile: x [N, C, H, W] -> [N, C, H / h, W / w]. The tiles must divide the image. */
export function averagePool(x: Tensor, [h, w]: readonly number[]): Tensor {
  const [n, c, height, width] = x.shape
  if (height % h !== 0 || width % w !== 0) {
    throw new RangeError(
      `averagePool: tiles of ${h} x ${w} do not divide an image of shape ${showShape(x.shape)}`,
    )
  }
  return mean(reshape(x, [n, c, height / h, h, width / w, w]), [3, 5])
}
