import type { Graph } from '../graph/graph.ts'
import { encode } from './encode.ts'
import { type LowerOptions, lower } from './lower.ts'

/** A graph as the bytes of an ONNX file, opset 17. Its batch is as long as the one that it was traced with. */
export const exportOnnx = (graph: Graph, options: Partial<LowerOptions> = {}): Uint8Array<ArrayBuffer> =>
  encode(lower(graph, { precision: 'float32', ...options }))
