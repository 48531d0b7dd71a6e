import type { Precision, Values } from '../engines/engine.ts'
import { cellsIn } from '../engines/value.ts'
import { modelElements } from './emit.ts'
import type { Model, OnnxTensor } from './model.ts'

/**
 * The model with some of its inputs bound to values: initializers, and no inputs any more. ONNX Runtime works out once
 * what depends on them alone, and lays weights out in the order in which its kernels read them.
 */
export function bindInputs(model: Model, bound: Values, precision: Precision): Model {
  const { graph } = model
  const tensors = Object.entries(bound).map(
    ([name, of]): OnnxTensor => ({
      name,
      element: modelElements[precision],
      shape: of.shape,
      data: cellsIn(precision, of),
    }),
  )
  const inputs = graph.inputs.filter(({ name }) => !Object.hasOwn(bound, name))
  return { ...model, graph: { ...graph, inputs, initializers: [...graph.initializers, ...tensors] } }
}
