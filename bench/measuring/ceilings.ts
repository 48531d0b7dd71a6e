import { seededRandom } from '../../src/data/random.ts'
import type { Executable } from '../../src/engines/engine.ts'
import { onnxEngine } from '../../src/engines/onnx.ts'
import { value } from '../../src/engines/value.ts'
import { trace } from '../../src/graph/trace.ts'
import { matmul } from '../../src/ops/index.ts'
import { constant, type Tensor } from '../../src/ops/tensor.ts'
import { type Measured, measured } from './rounds.ts'
import type { Work } from './work.ts'

/** What the machine can do on one thread, measured in the same run as what is held against it. */
export interface Ceilings {
  /** Products of matrices by ONNX Runtime, 10^9 multiplications and additions a second. */
  readonly gemm: Measured
  /** A large buffer copied, 10^9 bytes read and written a second. */
  readonly copy: Measured
}

export interface CeilingMeter {
  /** Measures both once more: a round. */
  round(): Promise<void>
  ceilings(): Ceilings
  dispose(): Promise<void>
}

/** Sides of the products of which the fastest counts, and how many of them make a run. */
const products = [
  { side: 256, count: 16 },
  { side: 512, count: 4 },
  { side: 1024, count: 1 },
] as const

/** Cells of 64 MiB: more than a core's caches hold. */
const copied = 2 ** 24

export async function ceilingMeter(): Promise<CeilingMeter> {
  const engine = onnxEngine()
  const chains = await Promise.all(
    products.map(async ({ side, count }) => ({
      flops: 2 * count * side ** 3,
      x: value(draw(side), [side, side]),
      executable: await engine.compile(chain(side, count)),
    })),
  )
  const source = new Float32Array(copied).fill(1)
  const target = new Float32Array(copied)
  const gemm: number[][] = []
  const copy: number[][] = []
  return {
    async round() {
      const rates = []
      for (const { flops, x, executable } of chains) rates.push(await rate(flops, executable, { x }))
      gemm.push([Math.max(...rates)])
      const started = performance.now()
      target.set(source)
      copy.push([(2 * source.byteLength) / perSecond(performance.now() - started)])
    },
    ceilings: () => ({ gemm: measured(gemm), copy: measured(copy) }),
    dispose: () => engine.dispose(),
  }
}

/** A quantity over this is 10^9 of it a second. */
const perSecond = (ms: number): number => 1e6 * ms

async function rate(flops: number, executable: Executable, feeds: Parameters<Executable['run']>[0]) {
  const started = performance.now()
  await executable.run(feeds)
  return flops / perSecond(performance.now() - started)
}

/** x times one matrix, again and again. It is a constant, which ONNX Runtime packs once. */
const chain = (side: number, count: number) =>
  trace({ x: [side, side] }, ({ x }) => {
    const w = constant(draw(side), [side, side])
    let y: Tensor = x
    for (let i = 0; i < count; i++) y = matmul(y, w)
    return { y }
  })

/** Of a size that products keep. */
const draw = (side: number): Float32Array =>
  Float32Array.from(seededRandom(1).normal(side * side), (x) => x / Math.sqrt(side))

/** The least milliseconds that so much work may take: the longer of what arithmetic and memory allow (Williams et al. 2009). */
export const leastTime = ({ flops, bytes }: Work, { gemm, copy }: Ceilings): number =>
  Math.max(flops / gemm.median, bytes / copy.median) / 1e6
