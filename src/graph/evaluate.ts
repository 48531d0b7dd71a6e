import { ruleOf } from '../ops/index.ts'
import type { Kernel } from '../ops/primitive.ts'
import { size } from '../ops/shape.ts'
import type { Tensor } from '../ops/tensor.ts'
import { ancestors } from './graph.ts'

type Cells = Float64Array

/** A node's kernel as a plain function, which writes the result's cells. */
export function kernelOf(node: Tensor): (operands: readonly Cells[], result: Cells) => void {
  const { kernel, constants } = ruleOf(node.op)
  const { attributes, shape } = node
  const shapes = node.inputs.map((operand) => operand.shape)
  const self = {
    compute: kernel as Kernel,
    thread: { x: 0 },
    constants: constants?.({ attributes, shapes, shape }) ?? {},
  }
  const loop = loopOf(node)
  return (operands, result) => loop(self, result, ...operands)
}

type Loop = (self: ThisParameterType<Kernel>, result: Cells, ...operands: Cells[]) => void

const loops = new Map<string, Loop>()

/**
 * The loop over a result's cells, made anew for each op: V8 compiles a loop that has called no kernel but one into that
 * kernel's own code, which takes a fraction of the time.
 */
function loopOf({ op, inputs }: Tensor): Loop {
  const operands = inputs.map((_, i) => `operand${i}`).join(', ')
  const known = loops.get(`${op} ${operands}`)
  if (known) return known
  const loop = new Function(
    ...['self', 'result', operands],
    `for (let x = 0; x < result.length; x++) {
      self.thread.x = x
      result[x] = self.compute(${operands})
    }`,
  ) as Loop
  loops.set(`${op} ${operands}`, loop)
  return loop
}

/** The cells of a tensor that depends on constants alone. Throws a RangeError where it depends on an input. */
export function evaluate(tensor: Tensor): Cells {
  const known = new Map<Tensor, Cells>()
  for (const node of ancestors([tensor])) known.set(node, cellsOf(node, known))
  return known.get(tensor) as Cells
}

function cellsOf(node: Tensor, known: ReadonlyMap<Tensor, Cells>): Cells {
  if (node.data) return node.data
  if (node.op === 'input') throw new RangeError(`evaluate: '${node.attributes.name}' is fed, not constant`)
  const operands = node.inputs.map((operand) => known.get(operand) as Cells)
  if (ruleOf(node.op).kernel === null) return operands[0]
  const result = new Float64Array(size(node.shape))
  kernelOf(node)(operands, result)
  return result
}
