import type { Engine } from './engine.ts'
import { float64Engine } from './float64.ts'
import { type GpuMode, gpuEngine, gpuModes } from './gpu.ts'
import { onnxEngine } from './onnx.ts'

export type { Engine, Executable, Precision, Value, Values } from './engine.ts'
export { float64Engine } from './float64.ts'
export { gpuEngine } from './gpu.ts'
export { onnxEngine } from './onnx.ts'

/** Those that every machine has. */
export const embeddedEngines = ['gpu:webasm', 'gpu:cpu', 'onnx', 'float64'] as const

/** What `verify` runs unless told: 'gpu:cpu' has the kernels of 'gpu:webasm', and the float64 engine runs them as JavaScript. */
export const verifiedEngines = ['gpu:webasm', 'onnx', 'float64'] as const

export const engineNames = [...embeddedEngines, 'gpu:webgpu'] as const

export interface EngineOptions {
  /** Threads, for the engines that take them: 1 unless told; 'auto' leaves it to the engine. */
  readonly threads?: number | 'auto'
  /** Whether an engine that holds up the event loop while it computes does so in a thread of its own. */
  readonly apart?: boolean
}

/** The engine of a name. Throws a RangeError that lists the names where there is none. */
export async function engineNamed(
  name: string,
  { threads = 1, apart = false }: EngineOptions = {},
): Promise<Engine> {
  if (name === 'float64') return float64Engine()
  if (name === 'onnx') return onnxEngine({ threads, apart })
  const mode = name === 'gpu' ? 'webasm' : name.replace(/^gpu:/, '')
  if (!gpuModes.includes(mode as GpuMode)) {
    throw new RangeError(`no engine is called '${name}'; the engines are ${engineNames.join(', ')}`)
  }
  return gpuEngine(mode as GpuMode, { threads: threads === 'auto' ? threads : threads > 1 })
}
