import type { Ladder } from './ladder.ts'
import { convTask, couplingTask, matmulTask } from './tasks.ts'

/** To sixteen times as much. Engines take memory by powers of two, so that each size finds them at the same place between two. */
const fourfold = (from: number): number[] => [1, 4, 16].map((times) => times * from)

/** Of what grows with the square. */
const twofold = (from: number): number[] => [1, 2, 4].map((times) => times * from)

export const memoryLadders: readonly Ladder[] = [
  {
    of: 'matmul',
    against: 'side',
    quantity: 'memory',
    theory: 2,
    reason: 'matrices of n x n',
    sizes: { onnx: twofold(480) },
    prepare: (runner, side) => matmulTask(runner, { rows: side, side }),
  },
  {
    of: 'matmul',
    against: 'batch',
    quantity: 'memory',
    theory: 1,
    reason: 'a row of the result for every row of the batch',
    sizes: { onnx: fourfold(8192), 'gpu:webasm': fourfold(8192) },
    prepare: (runner, rows) => matmulTask(runner, { rows, side: 64 }),
  },
  {
    of: 'conv',
    against: 'batch',
    quantity: 'memory',
    theory: 1,
    reason: 'every image by itself',
    sizes: { onnx: fourfold(32) },
    prepare: (runner, batch) => convTask(runner, { batch, channels: 16, side: 32 }),
  },
  {
    of: 'conv',
    against: 'channels',
    quantity: 'memory',
    theory: 1,
    reason: 'images outweigh the kernel',
    sizes: { onnx: fourfold(8) },
    prepare: (runner, channels) => convTask(runner, { batch: 1, channels, side: 224 }),
  },
  {
    of: 'conv',
    against: 'side',
    quantity: 'memory',
    theory: 2,
    reason: 'n x n pixels',
    sizes: { onnx: twofold(256) },
    prepare: (runner, side) => convTask(runner, { batch: 1, channels: 16, side }),
  },
  {
    of: 'coupling',
    against: 'batch',
    quantity: 'memory',
    theory: 1,
    reason: 'every sample by itself',
    sizes: { onnx: fourfold(16384) },
    prepare: (runner, batch) => couplingTask(runner, { batch, width: 64, depth: 1 }),
  },
  {
    of: 'coupling',
    against: 'width',
    quantity: 'memory',
    theory: 2,
    reason: 'the hidden layer is a matrix of width x width',
    sizes: { onnx: twofold(256) },
    prepare: (runner, width) => couplingTask(runner, { batch: 16, width, depth: 1 }),
  },
  {
    of: 'coupling',
    against: 'depth',
    quantity: 'memory',
    theory: 1,
    reason: 'every coupling has weights of its own',
    sizes: { onnx: fourfold(4) },
    prepare: (runner, depth) => couplingTask(runner, { batch: 16, width: 192, depth }),
  },
]
