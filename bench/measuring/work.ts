import { multiplyAdds } from '../../src/graph/cost.ts'
import { type Graph, isLeaf } from '../../src/graph/graph.ts'
import { size } from '../../src/ops/shape.ts'

/** What has to be done whoever does it. */
export interface Work {
  /** Multiplications and additions of products and convolutions; those of single cells take memory's time. */
  readonly flops: number
  /** What is read and written once: inputs, constants and outputs, in float32. */
  readonly bytes: number
}

const bytesPerCell = 4

export function workOf({ nodes, outputs }: Graph): Work {
  const ends = [...nodes.filter(isLeaf), ...outputs.values()]
  return {
    flops: sum(nodes.map((node) => 2 * multiplyAdds(node))),
    bytes: sum(ends.map(({ shape }) => bytesPerCell * size(shape))),
  }
}

export const addWork = (all: readonly Work[]): Work => ({
  flops: sum(all.map(({ flops }) => flops)),
  bytes: sum(all.map(({ bytes }) => bytes)),
})

export const timesWork = ({ flops, bytes }: Work, times: number): Work => ({
  flops: times * flops,
  bytes: times * bytes,
})

const sum = (numbers: readonly number[]): number => numbers.reduce((total, x) => total + x, 0)
