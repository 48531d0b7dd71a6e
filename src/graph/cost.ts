import { size } from '../ops/shape.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { Graph } from './graph.ts'

/** What a graph asks of a machine. */
export interface Cost {
  readonly multiplications: number
  /** The most cells that one convolution gathers when it is written as a product of matrices. */
  readonly columns: number
}

export function costOf({ nodes }: Graph): Cost {
  const convolutions = nodes.filter(({ op }) => op === 'conv2d' || op === 'convTranspose2d')
  return {
    multiplications: nodes.reduce((sum, node) => sum + multiplications(node), 0),
    columns: Math.max(0, ...convolutions.map(columns)),
  }
}

/** Multiplications that are added up, of products and convolutions; 0 for all other ops. */
export function multiplyAdds({ op, shape, inputs: [x, weight], attributes }: Tensor): number {
  if (op === 'matmul') return size(shape) * x.shape[x.shape.length - (attributes.transposeA ? 2 : 1)]
  if (op === 'conv2d') return size(shape) * size(weight.shape.slice(1))
  return op === 'convTranspose2d' ? size(x.shape) * size(weight.shape.slice(1)) : 0
}

/** Of ops that add up none, one a cell. */
export const multiplications = (node: Tensor): number => multiplyAdds(node) || size(node.shape)

/** Of every channel of x, as many cells as the kernel has taps at each place of the result. */
const columns = ({ shape, inputs: [x, weight] }: Tensor): number =>
  shape[0] * x.shape[1] * size(weight.shape.slice(2)) * size(shape.slice(2))
