import type { Model } from '../onnx/model.ts'

/**
 * Whether a model takes the logarithm of a sigmoid, or of 1 minus one. PyTorch exports logsigmoid and
 * binary_cross_entropy_with_logits so, though they compute softplus.
 */
export function takesLogOfSigmoid({ graph: { nodes } }: Model): boolean {
  const maker = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)))
  const isSigmoid = (name: string) => maker.get(name)?.op === 'Sigmoid'
  const isRest = (name: string) => {
    const made = maker.get(name)
    return made?.op === 'Sub' && isSigmoid(made.inputs[1])
  }
  return nodes.some(({ op, inputs }) => op === 'Log' && (isSigmoid(inputs[0]) || isRest(inputs[0])))
}

export const logOfSigmoid =
  'a logarithm is taken of a sigmoid, as PyTorch exports logsigmoid and binary_cross_entropy_with_logits: ' +
  'imprecise in float32, and infinite where the sigmoid is rounded to 0 or 1; write it with softplus'
