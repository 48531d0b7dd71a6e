import * as ops from '../../../ops/index.ts'
import type { Tensor } from '../../../ops/tensor.ts'
import { unary } from '../elementwise.ts'
import { number, type Readers, type Site, text } from '../site.ts'

/** Channels into pixels: [N, r r C, H, W] -> [N, C, r H, r W], in either of ONNX's orders. */
function depthToSpace(x: Tensor, site: Site): Tensor {
  const [n, c, h, w] = x.shape
  const r = number(site, 'blocksize', 1)
  const out = c / (r * r)
  const isDepthFirst = text(site, 'mode', 'DCR') === 'DCR'
  const apart = ops.reshape(x, isDepthFirst ? [n, r, r, out, h, w] : [n, out, r, r, h, w])
  const mixed = ops.transpose(apart, isDepthFirst ? [0, 3, 4, 1, 5, 2] : [0, 1, 4, 2, 5, 3])
  return ops.reshape(mixed, [n, out, h * r, w * r])
}

/** Pixels into channels: [N, C, r H, r W] -> [N, r r C, H, W]. */
function spaceToDepth(x: Tensor, site: Site): Tensor {
  const [n, c, h, w] = x.shape
  const r = number(site, 'blocksize', 1)
  const apart = ops.reshape(x, [n, c, h / r, r, w / r, r])
  return ops.reshape(ops.transpose(apart, [0, 3, 5, 1, 2, 4]), [n, c * r * r, h / r, w / r])
}

export const pixels: Readers = { DepthToSpace: unary(depthToSpace), SpaceToDepth: unary(spaceToDepth) }
