import { broadcast } from './broadcast.ts'
import { reshape } from './reshape.ts'
import type { Tensor } from './tensor.ts'

/** Every pixel repeated: x [N, C, H, W] -> [N, C, H fh, W fw], by its nearest neighbour. */
export function upsample(x: Tensor, [fh, fw]: readonly number[]): Tensor {
  const [n, c, h, w] = x.shape
  const repeated = broadcast(reshape(x, [n, c, h, 1, w, 1]), [n, c, h, fh, w, fw])
  return reshape(repeated, [n, c, h * fh, w * fw])
}
