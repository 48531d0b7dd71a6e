import type { Precision } from '../engines/engine.ts'
import { elements } from '../onnx/element.ts'
import type { Attribute, Model, OnnxNode } from '../onnx/model.ts'

/**
 * float64 where nothing in the model is rounded to less: an exporter may cast a loss to float32 between an input and an
 * output of float64, and ONNX keeps the numbers among an operator's attributes, as a slope of 0.2, in float32.
 */
export function precisionOf({ graph }: Model): Precision {
  const { inputs, outputs, initializers, nodes } = graph
  const isSingle = ({ element }: { element: string | null }) => element === 'float'
  return [...inputs, ...outputs, ...initializers].some(isSingle) || nodes.some(rounds) ? 'float32' : 'float64'
}

const rounds = ({ op, attributes }: OnnxNode): boolean => {
  if (op === 'Cast') return attributes.to?.kind === 'int' && attributes.to.value === singles
  return Object.entries(attributes).some(([name, each]) => name !== 'momentum' && isRounded(each))
}

const singles = BigInt(elements.float.code)

/** Whether an attribute is a tensor of float32, or a number whose shortest decimal float32 does not hold. */
function isRounded(attribute: Attribute): boolean {
  if (attribute.kind === 'tensor') return attribute.value.element === 'float'
  return attribute.kind === 'float' && Number(attribute.value.toPrecision(7)) !== attribute.value
}
