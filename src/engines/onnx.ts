import type { Graph } from '../graph/graph.ts'
import { bindInputs } from '../onnx/bind.ts'
import { encode } from '../onnx/encode.ts'
import { lower, peepholes } from '../onnx/lower.ts'
import type { Model } from '../onnx/model.ts'
import { unrollConvolutions } from '../onnx/peepholes/convolutions.ts'
import { lowerScan } from '../onnx/scan.ts'
import { type Shape, sameShape, showShape } from '../ops/shape.ts'
import { freeInputs } from './bound.ts'
import type { Engine, Executable, Precision, Values } from './engine.ts'
import { checkedFeeds } from './feeds.ts'
import { type Cells, type Session, type Sessions, sessionsHere } from './onnx-session.ts'
import { sessionsInThread } from './onnx-thread.ts'
import { scanShapes, turnsOf } from './scan.ts'
import { threadsFor } from './threads.ts'
import { value } from './value.ts'

export interface OnnxOptions {
  /** 1 unless told. More help large graphs on an idle machine, and hurt on a busy one; 'auto' looks at both. */
  readonly threads?: number | 'auto'
  /** In float64, where ONNX Runtime has no convolutions, these are products of matrices. */
  readonly precision?: Precision
  /** How far ONNX Runtime may rewrite the graph: 'all' unless told. */
  readonly optimizations?: 'basic' | 'all'
  /** Computes in a thread of its own, so that the event loop goes on meanwhile. The bits are the same. */
  readonly apart?: boolean
}

/** The cross-check, and the fast engine on a CPU: a whole graph is one ONNX model, run by ONNX Runtime. */
export function onnxEngine({
  threads = 1,
  precision = 'float32',
  optimizations = 'all',
  apart = false,
}: OnnxOptions = {}): Engine {
  if (threads !== 'auto' && !(Number.isInteger(threads) && threads >= 1)) {
    throw new RangeError(`onnx: threads must be a whole number from 1, got ${threads}`)
  }
  const sessions = apart ? sessionsInThread() : sessionsHere
  const lowering = {
    precision,
    peepholes: precision === 'float64' ? [...peepholes, unrollConvolutions] : peepholes,
  }
  const live = new Set<Executable>()
  async function open(
    graph: Graph,
    model: Model,
    signatureOf: (feeds: Values) => Signature,
  ): Promise<Executable> {
    const settings = {
      threads: threads === 'auto' ? threadsFor(graph) : threads,
      precision,
      optimizations,
    }
    const session = await sessionOf(sessions, model, settings)
    const made = executable(session, signatureOf, settings, () => live.delete(made))
    live.add(made)
    return made
  }
  return {
    name: precision === 'float32' ? 'onnx' : 'onnx:float64',
    precision,
    compile: async (graph) => open(graph, lower(graph, lowering), () => graph),
    compileScan: async (scan) =>
      open(scan.graph, lowerScan(scan, lowering), (feeds) => scanShapes(scan, turnsOf(scan, feeds))),
    async compileBound(graph, bound) {
      const signature = { inputs: freeInputs(graph, bound), outputs: graph.outputs }
      return open(graph, bindInputs(lower(graph, lowering), bound, precision), () => signature)
    },
    async dispose() {
      for (const executable of [...live]) await executable.dispose()
      await sessions.end()
    },
  }
}

/** The shapes that a run takes and gives, in the order of the model's inputs and outputs. */
interface Signature {
  readonly inputs: ReadonlyMap<string, { readonly shape: Shape }>
  readonly outputs: ReadonlyMap<string, { readonly shape: Shape }>
}

interface Settings extends Required<Pick<OnnxOptions, 'precision' | 'optimizations'>> {
  readonly threads: number
}

/** In sequential order: threads that spin on a busy machine make it two to three times slower. */
async function sessionOf(
  sessions: Sessions,
  model: Model,
  { threads, precision, optimizations }: Settings,
): Promise<Session> {
  try {
    return await sessions.open(encode(model), {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: optimizations,
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
  session: Session,
  signatureOf: (feeds: Values) => Signature,
  { threads, precision }: Settings,
  onDispose: () => void,
): Executable {
  let isLive = true
  return {
    executor: `onnxruntime-node ${session.version} (cpu, ${threads} thread${threads > 1 ? 's' : ''})`,
    async run(feeds): Promise<Values> {
      if (!isLive) throw new Error('onnx: this executable has been disposed of; compile the graph again')
      const { inputs, outputs } = signatureOf(feeds)
      const fed = checkedFeeds(inputs, feeds, precision)
      // The model's names may differ from the graph's; their order does not.
      const results = await session.run([...inputs.values()].map(({ shape }, i) => ({ data: fed[i], shape })))
      return Object.fromEntries(
        [...outputs].map(([name, { shape }], i) => [name, checked(name, results[i], shape)]),
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
function checked(name: string, { data, shape: found }: Cells, shape: readonly number[]) {
  if (!sameShape(found, shape)) {
    throw new Error(
      `onnx: output '${name}' should have shape ${showShape(shape)} and came out as ${showShape(found)}; ` +
        "the ONNX lowering of an op disagrees with the op's shape rule",
    )
  }
  return value(data, shape)
}
