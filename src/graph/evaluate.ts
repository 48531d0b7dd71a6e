import { kernelRuleOf } from '../ops/index.ts'
import { size } from '../ops/shape.ts'
import type { Tensor } from '../ops/tensor.ts'
import { composed } from './composed.ts'
import { buildGraph } from './graph.ts'
import { kernelOf } from './kernels.ts'

type Cells = Float64Array

/** The cells of a tensor that depends on constants alone. Throws a RangeError where it depends on an input. */
export function evaluate(tensor: Tensor): Cells {
  const { nodes, outputs } = composed(buildGraph(new Map(), new Map([['value', tensor]])), 1)
  const known = new Map<Tensor, Cells>()
  for (const node of nodes) known.set(node, cellsOf(node, known))
  return known.get(outputs.get('value') as Tensor) as Cells
}

function cellsOf(node: Tensor, known: ReadonlyMap<Tensor, Cells>): Cells {
  if (node.data) return node.data
  if (node.op === 'input') throw new RangeError(`evaluate: '${node.attributes.name}' is fed, not constant`)
  const operands = node.inputs.map((operand) => known.get(operand) as Cells)
  if (kernelRuleOf(node.op).kernel === null) return operands[0]
  const result = new Float64Array(size(node.shape))
  kernelOf(node)(operands, result)
  return result
}
