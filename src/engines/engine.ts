import type { NdArray } from 'ndarray'
import type { Graph } from '../graph/graph.ts'
import type { Scan } from './scan.ts'

/** The value of a tensor: its numbers, row-major. Engines give Float32Arrays, the float64 engine Float64Arrays. */
export type Value = NdArray<Float32Array> | NdArray<Float64Array>
export type Values = Readonly<Record<string, Value>>

export type Precision = 'float32' | 'float64'

/** Something that runs graphs. */
export interface Engine {
  /** As a user writes it: 'gpu:webasm', 'gpu:cpu', 'gpu:webgpu', 'onnx', 'float64'. */
  readonly name: string
  readonly precision: Precision
  /** Units in the last place that its exp, log and division may be off; 1, as a C library's are, unless told. */
  readonly functionUlps?: number
  compile(graph: Graph): Promise<Executable>
  /** Where the engine can take many turns in one run; `compileScan` of scan.ts does it for any engine. */
  compileScan?(scan: Scan): Promise<Executable>
  /** Where the engine gains by inputs whose values are known; `compileBound` of bound.ts does it for any engine. */
  compileBound?(graph: Graph, bound: Values): Promise<Executable>
  /** Gives back what the engine holds: workers, a device. */
  dispose(): Promise<void>
}

/** A graph, or a scan of one, made ready to run on one engine. */
export interface Executable {
  /** What really runs it, as the library below says: 'fused-sync on webasm', 'onnxruntime-node 1.30.0 on cpu'. */
  readonly executor: string
  /**
   * Computes the outputs. Feeds must be exactly the inputs, in their shapes.
   * Throws where a feed is missing, unknown, of another shape, or not finite.
   */
  run(feeds: Values): Promise<Values>
  dispose(): Promise<void>
}
