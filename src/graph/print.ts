import { showShape } from '../ops/shape.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { Graph } from './graph.ts'

/**
 * A graph as text, one tensor a line:
 *
 *     inputs  x [2, 3], w [3]
 *     %1 [2, 3]  = broadcast w {shape: [2, 3]}
 *     %2 [2, 3]  = mul x %1
 *     outputs y = %2
 */
export function print({ inputs, nodes, outputs }: Graph): string {
  const names = new Map<Tensor, string>([...inputs].map(([name, tensor]) => [tensor, name]))
  const computed = nodes.filter(({ op }) => op !== 'input')
  computed.forEach((node, index) => {
    names.set(node, `%${index + 1}`)
  })
  const head = [...inputs].map(([name, { shape }]) => `${name} ${showShape(shape)}`)
  const lines = computed.map(
    (node) => `${names.get(node)} ${showShape(node.shape)} = ${expression(node, names)}`,
  )
  const tail = [...outputs].map(([name, tensor]) => `${name} = ${names.get(tensor)}`)
  return [`inputs  ${head.join(', ')}`, ...lines, `outputs ${tail.join(', ')}`].join('\n')
}

function expression(node: Tensor, names: ReadonlyMap<Tensor, string>): string {
  if (node.data) return `constant ${abbreviated(node.data)}`
  const operands = node.inputs.map((operand) => names.get(operand))
  const attributes = Object.entries(node.attributes).map(
    ([name, value]) => `${name}: ${JSON.stringify(value)}`,
  )
  return [node.op, ...operands, ...(attributes.length > 0 ? [`{${attributes.join(', ')}}`] : [])].join(' ')
}

const abbreviated = (data: Float64Array): string =>
  data.length <= 4
    ? `[${data.join(', ')}]`
    : `[${data.subarray(0, 3).join(', ')}, ... ${data.length} numbers]`
