import type { Engine } from './engine.ts'
import { float64Engine } from './float64.ts'
import { onnxEngine } from './onnx.ts'

/**
 * float64 as fast as it can be had: by ONNX Runtime, or by plain JavaScript, some forty times slower, where that fails.
 * Beyond its basic optimisations ONNX Runtime 1.30 fuses a transposed matrix times a vector into another product.
 */
export function preciseEngine(): Engine {
  const fast = onnxEngine({ precision: 'float64', optimizations: 'basic' })
  const sure = float64Engine()
  return {
    name: 'float64',
    precision: 'float64',
    compile: (graph) => fast.compile(graph).catch(() => sure.compile(graph)),
    dispose: () => fast.dispose(),
  }
}
