import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node'
import type { Graph } from '../graph/graph.ts'
import { exportOnnx } from '../onnx/export.ts'
import { sameShape, showShape } from '../ops/shape.ts'
import type { Engine, Executable, Precision, Values } from './engine.ts'
import { checkedFeeds } from './feeds.ts'
import { value } from './value.ts'

type Runtime = typeof import('onnxruntime-node')

export interface OnnxOptions {
  /** 1 unless told. More help large steps on an idle machine, and hurt on a busy one. */
  readonly threads?: number
  /** In float64, ONNX Runtime lacks some operators, convolutions among them. */
  readonly precision?: Precision
}

/** The cross-check, and the fast engine on a CPU: a whole graph is one ONNX model, run by ONNX Runtime. */
export function onnxEngine({ threads = 1, precision = 'float32' }: OnnxOptions = {}): Engine {
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(`onnx: threads must be a whole number from 1, got ${threads}`)
  }
  const live = new Set<Executable>()
  return {
    name: precision === 'float32' ? 'onnx' : 'onnx:float64',
    precision,
    async compile(graph) {
      const runtime = await import('onnxruntime-node')
      const session = await sessionOf(runtime, graph, { threads, precision })
      const made = executable(runtime, session, graph, { threads, precision }, () => live.delete(made))
      live.add(made)
      return made
    },
    async dispose() {
      for (const executable of [...live]) await executable.dispose()
    },
  }
}

/** In sequential order: threads that spin on a busy machine make it two to three times slower. */
async function sessionOf(
  { InferenceSession }: Runtime,
  graph: Graph,
  { threads, precision }: Required<OnnxOptions>,
): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(exportOnnx(graph, { precision }), {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
    })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const missing = /Could not find an implementation for (\w+)/.exec(reason)
    if (!missing) throw cause
    throw new RangeError(
      `onnx: ONNX Runtime has no ${precision} kernel for the operator ${missing[1]}; ` +
        `use the ${precision === 'float64' ? 'float64 engine, or onnx in float32' : 'gpu engine'}`,
      { cause },
    )
  }
}

function executable(
  { Tensor, env }: Runtime,
  session: InferenceSession,
  graph: Graph,
  { threads, precision }: Required<OnnxOptions>,
  onDispose: () => void,
): Executable {
  const inputs = [...graph.inputs]
  const outputs = [...graph.outputs]
  let isLive = true
  return {
    executor: `onnxruntime-node ${env.versions.node} (cpu, ${threads} thread${threads > 1 ? 's' : ''})`,
    async run(feeds): Promise<Values> {
      if (!isLive) throw new Error('onnx: this executable has been disposed of; compile the graph again')
      const fed = checkedFeeds(graph, feeds, precision)
      const tensors = inputs.map(
        ([name, { shape }], i) => [name, new Tensor(precision, fed[i], shape)] as const,
      )
      const results = await session.run(Object.fromEntries(tensors))
      // An output's name in the model may differ from the graph's; their order does not.
      return Object.fromEntries(
        outputs.map(([name, { shape }], i) => [name, checked(name, results[session.outputNames[i]], shape)]),
      )
    },
    async dispose() {
      if (!isLive) return
      isLive = false
      onDispose()
      await session.release()
    },
  }
}

/** ONNX Runtime allocates results anew for every run, so they are handed on as they are. */
function checked(name: string, { dims, data }: OrtTensor, shape: readonly number[]) {
  if (!sameShape(dims, shape)) {
    throw new Error(
      `onnx: output '${name}' should have shape ${showShape(shape)} and came out as ${showShape(dims)}; ` +
        "the ONNX lowering of an op disagrees with the op's shape rule",
    )
  }
  return value(data as Float32Array | Float64Array, shape)
}
