import type { Ladder } from './ladder.ts'
import { convTask, couplingTask, jacobianTask, matmulTask } from './tasks.ts'

/** Four steps from a size to ten times as much, whole multiples of one. */
const decade = (from: number, multiple = 1): number[] =>
  [1, 1.8, 3.2, 5.6, 10].map((times) => multiple * Math.round((times * from) / multiple))

/** ONNX Runtime is many times faster: its sizes are larger. */
const sizes = (fast: readonly number[], slow: readonly number[]): Ladder['sizes'] => ({
  onnx: fast,
  'gpu:webasm': slow,
})

export const timeLadders: readonly Ladder[] = [
  {
    of: 'matmul',
    against: 'side',
    quantity: 'time',
    theory: 3,
    reason: 'n^3 multiplications of an n x n matrix by another',
    sizes: sizes(decade(192, 16), decade(32, 4)),
    prepare: (runner, side) => matmulTask(runner, { rows: side, side }),
  },
  {
    of: 'matmul',
    against: 'batch',
    quantity: 'time',
    theory: 1,
    reason: 'every row of the batch meets the same matrix',
    sizes: sizes(decade(256), decade(16)),
    prepare: (runner, rows) => matmulTask(runner, { rows, side: runner === 'onnx' ? 256 : 64 }),
  },
  {
    of: 'conv',
    against: 'batch',
    quantity: 'time',
    theory: 1,
    reason: 'every image by itself',
    sizes: sizes(decade(5), decade(2)),
    prepare: (runner, batch) =>
      convTask(runner, {
        batch,
        ...(runner === 'onnx' ? { channels: 32, side: 32 } : { channels: 4, side: 16 }),
      }),
  },
  {
    of: 'conv',
    against: 'channels',
    quantity: 'time',
    theory: 2,
    reason: 'every output channel takes every input channel',
    sizes: sizes(decade(64, 16), decade(32, 4)),
    prepare: (runner, channels) =>
      convTask(runner, { batch: 1, channels, side: runner === 'onnx' ? 16 : 12 }),
  },
  {
    of: 'conv',
    against: 'side',
    quantity: 'time',
    theory: 2,
    reason: 'a window for each of n x n pixels',
    sizes: sizes(decade(20, 4), decade(8)),
    prepare: (runner, side) => convTask(runner, { batch: 1, channels: runner === 'onnx' ? 32 : 4, side }),
  },
  {
    of: 'coupling',
    against: 'batch',
    quantity: 'time',
    theory: 1,
    reason: 'every sample by itself',
    sizes: sizes(decade(2048), decade(64)),
    prepare: (runner, batch) => couplingTask(runner, { batch, width: 64, depth: 1 }),
  },
  {
    of: 'coupling',
    against: 'width',
    quantity: 'time',
    theory: 2,
    reason: 'the hidden layer is a matrix of width x width',
    sizes: sizes(decade(256, 16), decade(80, 4)),
    prepare: (runner, width) =>
      couplingTask(runner, { batch: runner === 'onnx' ? 512 : 128, width, depth: 1 }),
  },
  {
    of: 'coupling',
    against: 'depth',
    quantity: 'time',
    theory: 1,
    reason: 'one coupling after another',
    sizes: sizes(decade(2), decade(2)),
    prepare: (runner, depth) =>
      couplingTask(runner, {
        depth,
        ...(runner === 'onnx' ? { batch: 512, width: 128 } : { batch: 64, width: 32 }),
      }),
  },
  ...['log-det-is-jacobian', 'data-log-det-is-jacobian'].map(
    (law): Ladder => ({
      of: law,
      against: 'dimension',
      quantity: 'time',
      theory: 2,
      reason:
        'd x d derivatives at a point, by 6 d + 1 calls of a map of d numbers; the d^3 of the elimination are few beside them',
      sizes: { onnx: decade(20), float64: decade(20) },
      prepare: (runner, dim) => jacobianTask(runner, law, dim),
    }),
  ),
]
