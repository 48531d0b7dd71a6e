import { affineCoupling, chain } from '../../src/bijectors/index.ts'
import { reversal } from '../../src/bijectors/permutation.ts'
import { seededRandom } from '../../src/data/random.ts'
import type { Values } from '../../src/engines/engine.ts'
import { engineNamed } from '../../src/engines/index.ts'
import { cells, value } from '../../src/engines/value.ts'
import type { Graph } from '../../src/graph/graph.ts'
import { trace } from '../../src/graph/trace.ts'
import { lawsOf } from '../../src/laws/index.ts'
import { realNvp } from '../../src/models/realnvp.ts'
import { initialWeights } from '../../src/nn/parameters.ts'
import { conv2d, matmul, type Shape, size, type Tensor } from '../../src/ops/index.ts'
import { constant } from '../../src/ops/tensor.ts'
import { graphSubject } from '../../src/subjects/graph.ts'
import type { Task } from './ladder.ts'

/** A graph on an engine, its inputs fed anew every time. */
async function graphTask(runner: string, graph: Graph): Promise<Task> {
  const engine = await engineNamed(runner)
  const executable = await engine.compile(graph)
  const feeds: Values = Object.fromEntries(
    [...graph.inputs].map(([name, { shape }]) => [name, value(waves(shape), shape)]),
  )
  return { run: () => executable.run(feeds), dispose: () => engine.dispose() }
}

/** Ordinary numbers between -1 and 1. In a plain loop, since callbacks would leave garbage in the memory that is measured. */
function waves(shape: Shape, scale = 1): Float32Array {
  const numbers = new Float32Array(size(shape))
  for (let i = 0; i < numbers.length; i++) numbers[i] = scale * Math.sin(i)
  return numbers
}

/** Of a size that products of so many terms keep. */
const weight = (shape: Shape, terms: number): Tensor => constant(waves(shape, 1 / Math.sqrt(terms)), shape)

const repeated = (times: number, apply: (x: Tensor) => Tensor, x: Tensor): Tensor => {
  let y = x
  for (let i = 0; i < times; i++) y = apply(y)
  return y
}

/** x [rows, side] times one matrix [side, side], and the result again, eight times: to feed x weighs an eighth. */
export function matmulTask(runner: string, { rows, side }: { rows: number; side: number }): Promise<Task> {
  const graph = trace({ x: [rows, side] }, ({ x }) => {
    const w = weight([side, side], side)
    return { y: repeated(8, (h) => matmul(h, w), x) }
  })
  return graphTask(runner, graph)
}

/** x [batch, channels, side, side] through one convolution of 3 x 3, and the result again, four times. */
export function convTask(
  runner: string,
  { batch, channels, side }: { batch: number; channels: number; side: number },
): Promise<Task> {
  const graph = trace({ x: [batch, channels, side, side] }, ({ x }) => {
    const w = weight([channels, channels, 3, 3], 9 * channels)
    return { y: repeated(4, (h) => conv2d(h, w, { padding: [1, 1] }), x) }
  })
  return graphTask(runner, graph)
}

/** Points of the plane through affine couplings, coordinates reversed in between: z and log_det. */
export function couplingTask(
  runner: string,
  { batch, width, depth }: { batch: number; width: number; depth: number },
): Promise<Task> {
  const layers = Array.from({ length: depth }, () => affineCoupling(2, width))
  const bijector = chain(layers.flatMap((layer, i) => (i === 0 ? [layer] : [reversal(2), layer])))
  const weights = initialWeights(bijector.parameters, seededRandom(1))
  const params = Object.fromEntries(
    Object.entries(weights).map(([path, w]) => [path, constant(cells(w), w.shape)]),
  )
  const graph = trace({ x: [batch, 2] }, ({ x }) => {
    const { value: z, logDet } = bijector.toLatent(params, x)
    return { z, log_det: logDet }
  })
  return graphTask(runner, graph)
}

/** A law of Jacobians, held against a flow of narrow networks at one point. */
export async function jacobianTask(runner: string, name: string, dim: number): Promise<Task> {
  const engine = await engineNamed(runner)
  const model = realNvp({ dim, couplings: 2, width: 16 })
  const subject = graphSubject(model, initialWeights(model.parameters, seededRandom(1)), engine)
  const [law] = lawsOf('flow').filter((one) => one.name === `flow/${name}`)
  const at = { points: [Array.from(waves([dim]))] }
  return {
    run: () => law.residual(subject, at),
    async dispose() {
      await subject.dispose()
      await engine.dispose()
    },
  }
}
