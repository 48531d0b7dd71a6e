import { seededRandom } from '../../data/random.ts'
import type { Values } from '../../engines/engine.ts'
import { value } from '../../engines/value.ts'
import { type Tensors, trace } from '../../graph/trace.ts'
import { add, conv2d, matmul, type Shape, size, softplus, sum, type Tensor } from '../../ops/index.ts'
import type { Workload } from '../workload.ts'

/**
 * Single ops at sizes that models have: products, windows, a function of every cell, and sums. Several in a row, of few
 * inputs and with one number as their result, so that a run is its kernels and not what is around them: every feed is
 * checked, cell by cell, and what comes out lies in memory that is new now and then, which takes longer.
 */
export const opWorkloads: readonly Workload[] = [
  opWorkload('matmul x16', { x: [32, 64], w: [64, 64] }, ({ x, w }) => inARow(16, x, (y) => matmul(y, w))),
  opWorkload('conv2d x4', { x: [2, 8, 12, 12], w: [8, 8, 3, 3] }, ({ x, w }) =>
    inARow(4, x, (y) => conv2d(y, w, { padding: [1, 1] })),
  ),
  opWorkload('softplus x4', { x: [16, 784] }, ({ x }) => inARow(4, x, softplus)),
  opWorkload('add and sum', { rows: [256, 1], columns: [1, 784] }, ({ rows, columns }) => add(rows, columns)),
]

function inARow(times: number, x: Tensor, op: (x: Tensor) => Tensor): Tensor {
  let y = x
  for (let time = 0; time < times; time++) y = op(y)
  return y
}

function opWorkload(
  name: string,
  shapes: Readonly<Record<string, Shape>>,
  apply: (inputs: Tensors) => Tensor,
): Workload {
  const graph = () => trace(shapes, (inputs) => ({ y: sum(apply(inputs)) }))
  return {
    name: `ops ${name}`,
    graphs: () => [graph()],
    async prepare(engine) {
      const executable = await engine.compile(graph())
      const feeds = draws(shapes)
      return {
        async once() {
          await executable.run(feeds)
        },
        dispose: () => executable.dispose(),
      }
    },
  }
}

/** Standard normal numbers, the same in every process. */
function draws(shapes: Readonly<Record<string, Shape>>): Values {
  const random = seededRandom(1)
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      value(Float32Array.from(random.split(name).normal(size(shape))), shape),
    ]),
  )
}
