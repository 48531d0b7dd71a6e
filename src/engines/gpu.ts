import gpujs from 'gpu.js'
import { composed } from '../graph/composed.ts'
import { type Graph, isLeaf } from '../graph/graph.ts'
import { showShape, size } from '../ops/shape.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { Engine, Executable, Values } from './engine.ts'
import { checkedFeeds } from './feeds.ts'
import { kernelsOf, maxCells } from './gpu-kernels.ts'
import type { Gpu, Handle, KernelCall, PipelineCall, Rows } from './gpujs.ts'
import { type Plan, planOf } from './plan.ts'
import { gainsByThreads } from './threads.ts'
import { value } from './value.ts'
import { improveWebAssembly } from './webassembly/improve.ts'
import { acquireWebGpu } from './webgpu.ts'

export const gpuModes = ['webasm', 'cpu', 'webgpu'] as const
export type GpuMode = (typeof gpuModes)[number]

export interface GpuOptions {
  /** Whether kernels are shared by threads; not unless told. 'auto': where that gains time. */
  readonly threads?: boolean | 'auto'
}

/** The executor that each mode must end up on; anything else is a silent degradation, and an error. */
const expectedExecutors: Record<GpuMode, readonly string[]> = {
  webasm: ['fused-sync', 'fused-threaded'],
  webgpu: ['fused-encoder'],
  cpu: ['generic'],
}

/** WGSL's accuracy of floating point (W3C, WebGPU Shading Language): log 3 ULP, division 2.5, exp 3 + 2 |x|. */
const wgslUlps = 3

/** The reference engine: a whole graph is one gpu.js pipeline, on WebAssembly, WebGPU or plain JavaScript. */
export async function gpuEngine(mode: GpuMode = 'webasm', options: GpuOptions = {}): Promise<Engine> {
  const releaseDevice = mode === 'webgpu' ? await acquireWebGpu() : async () => {}
  if (mode === 'webasm') improveWebAssembly()
  const gpu = new gpujs.GPU({ mode: mode as 'cpu' }) as unknown as Gpu
  return {
    name: `gpu:${mode}`,
    precision: 'float32',
    ...(mode === 'webgpu' ? { functionUlps: wgslUlps } : {}),
    compile: (graph) => compile(gpu, mode, graph, options),
    async dispose() {
      await gpu.destroy()
      await releaseDevice()
    },
  }
}

async function compile(
  gpu: Gpu,
  mode: GpuMode,
  traced: Graph,
  { threads = false }: GpuOptions,
): Promise<Executable> {
  const graph = composed(traced, mode === 'webasm' ? 4 : 1)
  checkSizes(graph)
  const plan = planOf(graph)
  const feedNames = [...graph.inputs.keys()]
  const record = (...args: Handle[]) => orchestrate(kernelsOf(gpu, mode === 'cpu'), graph, plan, args)
  let reported: string | null = null
  const kernels = plan.steps.length
  const shared = threads === 'auto' ? gainsByThreads(traced, kernels) : threads
  const pipeline =
    kernels === 0 ? null : gpu.createPipeline(withLength(feedNames.length, record), { threads: shared })
  const runPipeline = async (fed: Float32Array[]): Promise<Record<string, Rows>> => {
    if (!pipeline) return {}
    const results = await pipeline(...fed)
    reported ??= checkExecutor(mode, pipeline)
    return results
  }
  return {
    get executor() {
      return reported ?? `gpu.js on ${mode} (nothing has run yet)`
    },
    async run(feeds): Promise<Values> {
      const fed = checkedFeeds(graph.inputs, feeds, 'float32') as Float32Array[]
      const results = await runPipeline(fed)
      const outputs = [...graph.outputs].map(([name, tensor], index) => {
        const source = plan.sources.get(tensor) as Tensor
        const passed = passedThrough(source, fed[feedNames.indexOf(String(source.attributes.name))])
        return [name, value(passed ?? flat(results[`o${index}`], tensor), tensor.shape)]
      })
      return Object.fromEntries(outputs)
    },
    async dispose() {
      pipeline?.pipeline.destroy()
    },
  }
}

/** gpu.js hands a function as many arguments as its `length` says, and a rest parameter counts for none. */
const withLength = <F extends object>(length: number, f: F): F =>
  Object.defineProperty(f, 'length', { value: length })

/** The cells of a result: rows, where it has any, are parts of one array. */
function flat(rows: Rows, { shape }: Tensor): Float32Array {
  if (rows instanceof Float32Array) return rows
  const { buffer, byteOffset } = firstRow(rows)
  return new Float32Array(buffer, byteOffset, size(shape))
}

const firstRow = (rows: Rows): Float32Array => (rows instanceof Float32Array ? rows : firstRow(rows[0]))

/** What an output is when no kernel computes it: a feed or a constant. */
function passedThrough(source: Tensor, fed: Float32Array | undefined): Float32Array | undefined {
  if (source.data) return Float32Array.from(source.data)
  return source.op === 'input' ? fed?.slice() : undefined
}

function checkSizes(graph: Graph): void {
  for (const node of graph.nodes) {
    if (size(node.shape) > maxCells) {
      throw new RangeError(
        `the gpu engine holds tensors of at most ${maxCells} cells, got ${node.op} of shape ${showShape(node.shape)}; ` +
          'use a smaller batch, or the onnx engine',
      )
    }
  }
}

/** Runs once, while gpu.js records: one kernel call a node. */
function orchestrate(
  kernelOf: (node: Tensor) => KernelCall,
  graph: Graph,
  { steps, sources }: Plan,
  args: Handle[],
): Record<string, Handle> {
  const handles = new Map<Tensor, Handle>([...graph.inputs.values()].map((tensor, i) => [tensor, args[i]]))
  for (const node of graph.nodes) if (node.data) handles.set(node, Float32Array.from(node.data))
  for (const node of steps) {
    const operands = node.inputs.map((operand) => handles.get(sources.get(operand) as Tensor) as Handle)
    handles.set(node, kernelOf(node)(...operands))
  }
  const results = [...graph.outputs.values()].map((tensor) => sources.get(tensor) as Tensor)
  return Object.fromEntries(
    results.flatMap((source, index) =>
      isLeaf(source) ? [] : [[`o${index}`, handles.get(source) as Handle]],
    ),
  )
}

function checkExecutor(mode: GpuMode, { pipeline }: PipelineCall): string {
  const { executorKind, plan, fallbackReason } = pipeline
  const ran = plan.kernels[0].clone.kernel.constructor.mode
  if (!expectedExecutors[mode].includes(executorKind) || ran !== mode) {
    throw new Error(
      `gpu.js was asked for ${mode} and ran ${executorKind} on ${ran}: ${fallbackReason ?? 'no reason given'}; ` +
        'choose an engine that this machine has',
    )
  }
  return `gpu.js ${executorKind} on ${mode}`
}
