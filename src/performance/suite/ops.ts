import { seededRandom } from '../../data/random.ts'
import type { Values } from '../../engines/engine.ts'
import { value } from '../../engines/value.ts'
import { type Tensors, trace } from '../../graph/trace.ts'
import { conv2d, matmul, type Shape, size, softplus, sum, type Tensor } from '../../ops/index.ts'
import type { Workload } from '../workload.ts'

/** Single ops at sizes that models have: products, windows, a function of every cell, and sums. */
export const opWorkloads: readonly Workload[] = [
  opWorkload('matmul', { x: [64, 128], w: [128, 96] }, ({ x, w }) => matmul(x, w)),
  opWorkload('conv2d', { x: [4, 4, 12, 12], w: [8, 4, 3, 3] }, ({ x, w }) =>
    conv2d(x, w, { padding: [1, 1] }),
  ),
  opWorkload('softplus', { x: [32, 784] }, ({ x }) => softplus(x)),
  opWorkload('reduce', { x: [256, 784] }, ({ x }) => sum(sum(x, 1), 0)),
]

function opWorkload(
  name: string,
  shapes: Readonly<Record<string, Shape>>,
  apply: (inputs: Tensors) => Tensor,
): Workload {
  const graph = () => trace(shapes, (inputs) => ({ y: apply(inputs) }))
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
